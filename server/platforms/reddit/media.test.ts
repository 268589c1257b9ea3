import { describe, expect, test } from "vitest";
import { fakeMedia, takeSteps } from "#e2e/support/publishing-run.ts";
import {
  api,
  content,
  looked,
  ok,
  type Scripted,
  scriptedReddit,
  session,
} from "#e2e/support/reddit-script.ts";
import { redditUploadErrors } from "./errors.ts";

const store = "https://reddit-uploaded-media.s3-accelerate.amazonaws.com";

// Media -----------------------------------------------------------------------------------------------------------

const leased = (asset: string) => ({
  args: {
    action: "//reddit-uploaded-media.s3-accelerate.amazonaws.com",
    fields: [
      { name: "acl", value: "public-read" },
      { name: "key", value: `rte_images/${asset}` },
      { name: "policy", value: "P==" },
    ],
  },
  asset: { asset_id: asset, websocket_url: "wss://ws.test" },
});

const lend = ({ http }: Scripted, asset: string, form?: Record<string, string>) => {
  http
    .expectCall({
      operation: "media_lease",
      url: `${api}/api/media/asset.json`,
      ...(form ? { form: { api_type: "json", ...form } } : {}),
    })
    .reply(200, leased(asset));
  return http.expectCall({ operation: "media_upload", method: "POST", url: `${store}/` });
};

const bodyOf = async ({ http }: Scripted, call: number): Promise<string> => {
  const body = http.seen[call]?.body as ReadableStream<Uint8Array>;
  return new Response(body).text();
};

describe("media", () => {
  test("a picture is lent a place, put there with the file last, and submitted by its address", async () => {
    const on = scriptedReddit();
    lend(on, "a1", { filepath: "item-1.jpg", mimetype: "image/jpeg" }).reply(201, "<PostResponse/>");
    on.http
      .expectCall({ operation: "submit" })
      .reply(
        200,
        ok({ user_submitted_page: "https://www.reddit.com/user/demo/submitted/", websocket_url: null }),
      );
    const what = content("image", {}, { media: [fakeMedia("image", 5)] });
    const run = await takeSteps(on.publish, what, session, looked, 2);
    expect(run.steps).toEqual(["upload_item_0", "submit!"]);
    expect(run.handles).toMatchObject({ "asset:0": "a1", "media:0": `${store}/rte_images/a1`, submitted: 1 });
    expect(run.live).toBeUndefined();
    const form = await bodyOf(on, 1);
    const names = [...form.matchAll(/name="(\w+)"/g)].map(([, name]) => name);
    expect(names).toEqual(["acl", "key", "policy", "file"]);
    expect(form).toContain(`Content-Type: image/jpeg\r\n\r\n${"\0".repeat(5)}\r\n--`);
    const length = Number(on.http.seen[1]?.headers?.["content-length"]);
    expect(length).toBe(new TextEncoder().encode(form).length);
    expect(on.http.seen[1]?.headers).not.toHaveProperty("authorization");
    const sent = on.http.seen[2]?.body as URLSearchParams;
    expect([sent.get("kind"), sent.get("url"), sent.has("text")]).toEqual([
      "image",
      `${store}/rte_images/a1`,
      false,
    ]);
  });

  test("a file of many slices is read once, from the first byte to the last", async () => {
    const on = scriptedReddit();
    const bytes = 9 * 1024 * 1024 + 3;
    const ranges: number[][] = [];
    const read = async (start: number, end: number) => {
      ranges.push([start, end]);
      return new Uint8Array(end - start + 1);
    };
    lend(on, "a1").reply(201, "");
    await takeSteps(
      on.publish,
      content("image", {}, { media: [fakeMedia("image", bytes, { read })] }),
      session,
      looked,
      1,
    );
    await bodyOf(on, 1);
    expect(ranges).toEqual([
      [0, 4_194_303],
      [4_194_304, 8_388_607],
      [8_388_608, bytes - 1],
    ]);
  });

  test("a gallery is one call with its assets in order, and has its id at once", async () => {
    const on = scriptedReddit();
    lend(on, "a1").reply(201, "");
    lend(on, "a2").reply(201, "");
    on.http
      .expectCall({
        operation: "submit_gallery",
        url: `${api}/api/submit_gallery_post.json`,
        idempotent: false,
        json: {
          api_type: "json",
          show_error_list: true,
          sr: "KilnLife",
          title: "Cone 6",
          nsfw: false,
          spoiler: true,
          sendreplies: true,
          validate_on_submit: true,
          items: [
            { media_id: "a1", caption: "", outbound_url: "" },
            { media_id: "a2", caption: "", outbound_url: "" },
          ],
        },
      })
      .reply(200, ok({ url: "https://www.reddit.com/gallery/1demo2", id: "t3_1demo2" }));
    const media = [fakeMedia("image", 5), fakeMedia("image", 6)];
    const run = await takeSteps(
      on.publish,
      content("gallery", { spoiler: true }, { media }),
      session,
      looked,
    );
    expect(run.live).toMatchObject({ remoteId: "1demo2" });
  });

  test("a video brings the picture Reddit demands, and is submitted with both", async () => {
    const on = scriptedReddit();
    lend(on, "v1", { filepath: "item-1.mp4", mimetype: "video/mp4" }).reply(201, "");
    lend(on, "p1", { filepath: "poster.png", mimetype: "image/png" }).reply(201, "");
    on.http.expectCall({ operation: "submit" }).reply(200, ok({ websocket_url: "wss://ws.test" }));
    const what = content("video", {}, { media: [fakeMedia("video", 7)] });
    const run = await takeSteps(on.publish, what, session, looked, 3);
    expect(run.steps).toEqual(["upload_item_0", "upload_poster", "submit!"]);
    const sent = on.http.seen[4]?.body as URLSearchParams;
    expect([sent.get("kind"), sent.get("url"), sent.get("video_poster_url")]).toEqual([
      "video",
      `${store}/rte_images/v1`,
      `${store}/rte_images/p1`,
    ]);
    expect(await bodyOf(on, 3)).toContain("PNG");
  });

  test.each(redditUploadErrors.map((row) => [row.code, row] as const))(
    "%s from the store: as the table says",
    async (code, row) => {
      const on = scriptedReddit();
      lend(on, "a1").reply(400, `<?xml?><Error><Code>${code.replace("s3/", "")}</Code></Error>`);
      const run = takeSteps(
        on.publish,
        content("image", {}, { media: [fakeMedia("image", 5)] }),
        session,
        looked,
      );
      await expect(run).rejects.toMatchObject({ code: row.is, retryable: row.retryable, providerCode: code });
    },
  );

  const listed = (more: object) => ({
    data: {
      id: "1new",
      title: "Cone 6",
      subreddit: "kilnlife",
      permalink: "/r/kilnlife/comments/1new/cone_6/",
      created_utc: 1_772_445_610,
      url: "https://i.redd.it/1new.jpeg",
      is_reddit_media_domain: true,
      ...more,
    },
  });

  test("the account's list is asked until the picture is there", async () => {
    const on = scriptedReddit();
    const look = (children: object[]) =>
      on.http
        .expectCall({ operation: "submitted", query: { sort: "new", limit: "100", raw_json: "1" } })
        .reply(200, { data: { children } });
    look([]);
    look([
      listed({ id: "1other", title: "Something else" }),
      listed({ id: "1text", is_self: true }),
      listed({ id: "1link", is_reddit_media_domain: false }),
      listed({}),
      listed({ id: "1old" }),
      listed({ id: "1older" }),
    ]);
    const armedAt = new Date("2026-03-02T10:00:00Z");
    const sent = { handles: { newest: "1old", "asset:0": "a", "media:0": "m", submitted: 1 }, armedAt };
    const what = content("image", {}, { media: [fakeMedia("image", 5)] });
    const run = await takeSteps(on.publish, what, session, sent);
    expect(run.steps).toEqual(["find_post", "find_post"]);
    expect(run.live).toEqual({
      remoteId: "1new",
      remoteUrl: "https://www.reddit.com/r/kilnlife/comments/1new/cone_6/",
    });
  });

  test.each([
    [{ submitted: 1 }, "pending", "reddit.still_processing"],
    [{}, "not-happened", 'reddit.not_listed {"posts":0}'],
  ])(
    "an empty list after %j is %s: what Reddit took may still become a post",
    async (sent, verdict, evidence) => {
      const on = scriptedReddit();
      on.http.expectCall({ operation: "submitted" }).reply(200, { data: { children: [] } });
      const what = content("image", {}, { media: [fakeMedia("image", 5)] });
      const handles = { newest: "-", "asset:0": "a", "media:0": "m", ...sent };
      const armedAt = new Date("2026-03-02T10:00:00Z");
      expect(await on.publish.reconcile({ content: what, session, handles, armedAt })).toEqual({
        verdict,
        evidence,
      });
    },
  );
});
