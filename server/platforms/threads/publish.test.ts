import { describe, expect, test } from "vitest";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import { threadsErrors } from "./errors.ts";
import {
  chain,
  content,
  created,
  graph,
  graphError,
  image,
  ME,
  permalink,
  publishCall,
  room,
  session,
  set,
  status,
  video,
} from "./publish.fixture.ts";

describe("from words and media to a post", () => {
  test("a text: container, wait, publish, address", async () => {
    const { http, publish } = set();
    created(http, "c1", { media_type: "TEXT", text: "Hello" });
    status(http, "c1", "IN_PROGRESS");
    status(http, "c1", "FINISHED");
    publishCall(http, "c1").reply(200, `{"id":18060000000000011}`);
    permalink(http, "18060000000000011");
    const run = await takeSteps(publish, content("text"), session);
    expect(run.steps).toEqual([
      "create_container",
      "container_status",
      "container_status",
      "threads_publish!",
      "read_permalink",
    ]);
    expect(run.live).toEqual({
      remoteId: "18060000000000011",
      remoteUrl: "https://www.threads.net/@demo/post/18060000000000011",
    });
    http.assertDone();
  });

  test.each([
    [
      "a text with its choices",
      content("text", {
        options: {
          reply_control: "followers_only",
          topic_tag: " #Kilns ",
          link_attachment: "https://a.test",
        },
      }),
      {
        media_type: "TEXT",
        text: "Hello",
        reply_control: "followers_only",
        topic_tag: "Kilns",
        link_attachment: "https://a.test",
      },
    ],
    [
      "a picture with its description, and no link, which belongs to texts",
      content("image", { options: { link_attachment: "https://a.test", reply_control: "everyone" } }),
      {
        media_type: "IMAGE",
        image_url: "https://media.test/image-1000",
        alt_text: "A door",
        text: "Hello",
      },
    ],
    [
      "a video without a text",
      content("video", { text: "" }),
      { media_type: "VIDEO", video_url: "https://media.test/video-2000" },
    ],
  ])("%s", async (_, what, form) => {
    const { http, publish } = set();
    created(http, "c1", form as Record<string, string>);
    const { handles } = await takeSteps(publish, what, session, {}, 1);
    expect(handles).toMatchObject({ "container:0": "c1", round: 1 });
  });

  test("a mixed carousel: every item, each awaited, then the frame around them in order", async () => {
    const { http, publish } = set();
    created(http, "a", {
      is_carousel_item: "true",
      media_type: "IMAGE",
      image_url: "https://media.test/image-1000",
      alt_text: "A door",
    });
    created(http, "b", {
      is_carousel_item: "true",
      media_type: "VIDEO",
      video_url: "https://media.test/video-2000",
    });
    status(http, "a", "FINISHED");
    status(http, "b", "IN_PROGRESS");
    status(http, "b", "FINISHED");
    created(http, "frame", { media_type: "CAROUSEL", children: "a,b", text: "Hello" });
    status(http, "frame", "FINISHED");
    publishCall(http, "frame").reply(200, { id: "m1" });
    permalink(http, "m1");
    const run = await takeSteps(publish, content("carousel", { media: [image, video] }), session);
    expect(run.live?.remoteId).toBe("m1");
    http.assertDone();
  });

  test("a chain: room for the replies first, then each part as a reply to the one before", async () => {
    const { http, publish } = set();
    room(http);
    created(http, "c1", { media_type: "TEXT", text: "One" });
    status(http, "c1", "FINISHED");
    publishCall(http, "c1").reply(200, { id: "p1" });
    permalink(http, "p1");
    created(http, "c2", { media_type: "TEXT", text: "Two", reply_to_id: "p1" });
    status(http, "c2", "FINISHED");
    publishCall(http, "c2").reply(200, { id: "p2" });
    http.expectCall({ operation: "read_post", url: `${graph}/p2` }).reply(500);
    permalink(http, "p1");
    const run = await takeSteps(publish, chain, session);
    expect(run.live).toEqual({ remoteId: "p1", remoteUrl: "https://www.threads.net/@demo/post/p1" });
    expect(run.handles).toMatchObject({ "post:0": "p1", "post:1": "p2" });
    http.assertDone();
  });

  test("a part of a chain says at once what is public, and leaves nothing armed", async () => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(200, { id: "p1" });
    permalink(http, "p1");
    const handles = { room: 1, "container:0": "c1", "ready:0": 1 };
    const step = publish.plan({ content: chain, session, handles });
    if (step.type !== "commit") throw new Error(step.type);
    expect(await step.run()).toMatchObject({
      settled: true,
      live: { remoteId: "p1", remoteUrl: "https://www.threads.net/@demo/post/p1" },
      handles: { "post:0": "p1", round: 0 },
    });
  });

  test("resumes after a crash at the stored handles and creates nothing twice", async () => {
    const { http, publish } = set();
    status(http, "c2", "FINISHED");
    const handles = { room: 1, "container:0": "c1", "ready:0": 1, "post:0": "p1", "container:1": "c2" };
    await takeSteps(publish, chain, session, { handles }, 1);
    http.assertDone();
  });

  test.each([
    ["no permission for replies", { ...session, scopes: [] }, 0, "THREADS_REPLIES_PERMISSION"],
    ["no room for its replies", session, 1000, "THREADS_REPLY_LIMIT"],
  ])("a chain with %s does not begin", async (_, by, used, userMessage) => {
    const { http, publish } = set();
    if (used > 0) room(http, used);
    await expect(takeSteps(publish, chain, by)).rejects.toMatchObject({ userMessage });
    http.assertDone();
  });
});

describe("when the container fails", () => {
  const failing = { handles: { "container:0": "c1", round: 1 } };

  test.each(threadsErrors.filter(({ code }) => /^[A-Z_]+$/.test(code) && !code.startsWith("THREADS_API")))(
    "$code is told in its words",
    async ({ code, is, retryable, message }) => {
      const { http, publish } = set();
      status(http, "c1", "ERROR", code);
      if (!retryable)
        return expect(takeSteps(publish, content("video"), session, failing)).rejects.toMatchObject({
          code: is,
          userMessage: message,
          retryable: false,
        });
      const run = await takeSteps(publish, content("video"), session, failing, 1);
      expect(run.handles).toEqual({ round: 1 });
    },
  );

  test("an expired or unlucky container is made anew, three times at most", async () => {
    const { http, publish } = set();
    for (const [id, end] of [
      ["c1", "EXPIRED"],
      ["c2", "ERROR"],
      ["c3", "ERROR"],
    ] as const) {
      http.expectCall({ operation: "create_container" }).reply(200, { id });
      status(http, id, end, end === "ERROR" ? "UNKNOWN" : undefined);
    }
    await expect(takeSteps(publish, content("image"), session)).rejects.toMatchObject({ retryable: false });
    http.assertDone();
  });
});

test("the quota is read live; 250 a day where the figure is missing", async () => {
  const { http, publish } = set();
  const url = `${graph}/${ME}/threads_publishing_limit`;
  http
    .expectCall({ operation: "publishing_limit", url })
    .reply(200, { data: [{ quota_usage: 2, config: { quota_total: 100, quota_duration: 86_400 } }] });
  http.expectCall({ operation: "publishing_limit" }).reply(200, { data: [{ quota_usage: 7 }] });
  expect(await publish.quota?.(session)).toEqual({ used: 2, limit: 100, windowMs: 86_400_000 });
  expect(await publish.quota?.(session)).toEqual({ used: 7, limit: 250, windowMs: 86_400_000 });
});

test("throttling waits as long as the usage header says", async () => {
  const { http, publish } = set();
  http.expectCall({ operation: "create_container" }).reply(400, graphError(4), {
    "x-business-use-case-usage": `{"${ME}":[{"type":"threads","call_count":100,"estimated_time_to_regain_access":19}]}`,
  });
  await expect(takeSteps(publish, content("text"), session)).rejects.toMatchObject({
    code: "RATE_LIMITED",
    retryable: true,
    retryAfterMs: 19 * 60_000,
  });
});
