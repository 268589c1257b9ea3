import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { fakeMedia, takeSteps } from "#e2e/support/publishing-run.ts";
import { lostAnswer, strictHttp } from "#e2e/support/strict-http.ts";
import type { PublishContent } from "../platform.ts";
import { instagramPublish } from "./publish.ts";

const IG = "17841400000000001";
const graph = "https://graph.instagram.com/v23.0";
const session = { flavor: "instagram-login", externalId: IG, accessToken: "IGAAtoken", scopes: [], meta: {} };
const armedAt = new Date("2026-03-02T10:00:00.000Z");
const image = fakeMedia("image", 1_000, { altText: "A door" });
const video = fakeMedia("video", 2_000);
const content = (kind: string, more: Partial<PublishContent> = {}): PublishContent => ({
  kind,
  text: "Hello",
  media: kind === "reel" ? [video] : [image],
  options: {},
  ...more,
});

function set() {
  const http = strictHttp();
  return {
    http,
    publish: instagramPublish({
      http,
      clock: testClock(),
      log: silentLog(),
      clients: {},
      urls: { graphInstagram: "https://graph.instagram.com" },
    }),
  };
}
const created = (http: ReturnType<typeof strictHttp>, id: string, form: Record<string, string>) =>
  http
    .expectCall({
      operation: "create_container",
      method: "POST",
      url: `${graph}/${IG}/media`,
      form: { ...form, access_token: "IGAAtoken" },
    })
    .reply(200, { id });
const status = (http: ReturnType<typeof strictHttp>, id: string, status_code: string, text = "") =>
  http
    .expectCall({ operation: "container_status", url: `${graph}/${id}` })
    .reply(200, { status_code, status: text, id });
const publishCall = (http: ReturnType<typeof strictHttp>, id: string) =>
  http.expectCall({
    operation: "media_publish",
    method: "POST",
    url: `${graph}/${IG}/media_publish`,
    form: { creation_id: id, access_token: "IGAAtoken" },
    idempotent: false,
  });
const permalink = (http: ReturnType<typeof strictHttp>, id: string) =>
  http
    .expectCall({ operation: "media", url: `${graph}/${id}` })
    .reply(200, { permalink: "https://www.instagram.com/p/Cabc/", id });
const graphError = (code: number, error_subcode?: number, is_transient = false) => ({
  error: { code, error_subcode, is_transient, message: "…", type: "OAuthException", fbtrace_id: "A" },
});

describe("from media to a post", () => {
  test("an image: container, wait, publish, address", async () => {
    const { http, publish } = set();
    created(http, "c1", { image_url: "https://media.test/image-1000", alt_text: "A door", caption: "Hello" });
    status(http, "c1", "IN_PROGRESS");
    status(http, "c1", "FINISHED");
    publishCall(http, "c1").reply(200, `{"id":17920000000000001}`);
    permalink(http, "17920000000000001");
    const run = await takeSteps(publish, content("image"), session);
    expect(run.steps).toEqual([
      "create_container",
      "container_status",
      "container_status",
      "media_publish!",
      "read_permalink",
    ]);
    expect(run.live).toEqual({
      remoteId: "17920000000000001",
      remoteUrl: "https://www.instagram.com/p/Cabc/",
    });
    http.assertDone();
  });

  test("a reel with its choices", async () => {
    const { http, publish } = set();
    created(http, "c1", {
      media_type: "REELS",
      video_url: "https://media.test/video-2000",
      share_to_feed: "false",
      thumb_offset: "1500",
      caption: "Hello",
      collaborators: '["ana","ben"]',
    });
    const options = { share_to_feed: false, thumb_offset: "1500", collaborators: "@ana, ben" };
    const run = await takeSteps(publish, content("reel", { options }), session, {}, 1);
    expect(run.handles).toEqual({ container: "c1", round: 1 });
  });

  test("a story carries no caption", async () => {
    const { http, publish } = set();
    created(http, "c1", { media_type: "STORIES", image_url: "https://media.test/image-1000" });
    await takeSteps(publish, content("story"), session, {}, 1);
    http.assertDone();
  });

  test("a mixed carousel: every item, each awaited, then the frame around them in order", async () => {
    const { http, publish } = set();
    created(http, "a", {
      is_carousel_item: "true",
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
    created(http, "frame", { media_type: "CAROUSEL", children: "a,b", caption: "Hello" });
    status(http, "frame", "FINISHED");
    publishCall(http, "frame").reply(200, { id: "m1" });
    permalink(http, "m1");
    const run = await takeSteps(publish, content("carousel", { media: [image, video] }), session);
    expect(run.live?.remoteId).toBe("m1");
    expect(run.steps.filter((step) => step.endsWith("!"))).toEqual(["media_publish!"]);
    http.assertDone();
  });

  test("resumes after a crash at the stored handle and creates nothing twice", async () => {
    const { http, publish } = set();
    status(http, "c1", "FINISHED");
    await takeSteps(publish, content("image"), session, { handles: { container: "c1", round: 1 } }, 1);
    http.assertDone();
  });
});

describe("when the container fails", () => {
  test("media Instagram cannot play fails for good, with the provider's code", async () => {
    const { http, publish } = set();
    status(http, "c1", "ERROR", "Error: Media upload has failed with error code 2207026");
    await expect(
      takeSteps(publish, content("reel"), session, { handles: { container: "c1", round: 1 } }),
    ).rejects.toMatchObject({
      code: "MEDIA_REJECTED",
      userMessage: "INSTAGRAM_VIDEO_FORMAT",
      retryable: false,
    });
  });

  test("an expired or unlucky container is made anew, three times at most", async () => {
    const { http, publish } = set();
    for (const [id, end] of [
      ["c1", "EXPIRED"],
      ["c2", "ERROR"],
      ["c3", "ERROR"],
    ] as const) {
      http.expectCall({ operation: "create_container" }).reply(200, { id });
      status(http, id, end, end === "ERROR" ? "failed with error code 2207003" : "");
    }
    await expect(takeSteps(publish, content("image"), session)).rejects.toMatchObject({ retryable: false });
    http.assertDone();
  });
});

describe("what a refused publish proves", () => {
  const ready = { handles: { container: "c1", ready: 1, round: 1 } };

  test("not ready yet: nothing happened, the wait goes on", async () => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(400, graphError(9007, 2207027));
    const run = await takeSteps(publish, content("image"), session, ready, 1);
    expect([run.armedAt, run.handles.ready]).toEqual([undefined, 0]);
    status(http, "c1", "FINISHED");
    expect((await takeSteps(publish, content("image"), session, run, 1)).steps.at(-1)).toBe(
      "container_status",
    );
  });

  test("container gone: nothing happened, another one is made", async () => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(400, graphError(24, 2207008));
    http.expectCall({ operation: "create_container" }).reply(200, { id: "c2" });
    const run = await takeSteps(publish, content("image"), session, ready, 2);
    expect(run).toMatchObject({ armedAt: undefined, handles: { container: "c2", round: 2 } });
  });

  test.each([
    [
      "the daily limit",
      graphError(9, 2207042),
      { code: "QUOTA_EXHAUSTED", retryable: true, providerCode: "9/2207042" },
    ],
    ["a spam block", graphError(4, 2207051), { code: "CONTENT_REJECTED", retryable: false }],
    ["a lost permission", graphError(10), { code: "PERMISSION_MISSING" }],
    ["a dead token", graphError(190, 463), { code: "NEEDS_RECONNECT", params: { reason: "token_expired" } }],
    ["a permission code of the 200s", graphError(230), { code: "PERMISSION_MISSING", providerCode: "230" }],
  ])("%s means it did not happen", async (_, body, expected) => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(400, body);
    await expect(takeSteps(publish, content("image"), session, ready)).rejects.toMatchObject({
      ambiguous: false,
      ...expected,
    });
  });

  test.each([
    ["a transient error in a 400", 400, graphError(2, undefined, true)],
    ["an Instagram server error in a 400", 400, graphError(-1, 2207001)],
    ["a 500", 500, graphError(1)],
    ["a 403 that is not Graph's", 403, "<html>blocked</html>"],
    ["a 200 without an id", 200, {}],
  ])("%s leaves it open", async (_, code, body) => {
    const { http, publish } = set();
    publishCall(http, "c1").reply(code, body);
    await expect(takeSteps(publish, content("image"), session, ready)).rejects.toMatchObject({
      ambiguous: true,
    });
  });

  test("a lost answer leaves it open", async () => {
    const { http, publish } = set();
    publishCall(http, "c1").fail(lostAnswer("instagram", "media_publish"));
    await expect(takeSteps(publish, content("image"), session, ready)).rejects.toMatchObject({
      ambiguous: true,
    });
  });
});

describe("settling a lost answer", () => {
  const lost = (kind = "image") => ({
    content: content(kind),
    session,
    armedAt,
    handles: { container: "c1", ready: 1 },
  });
  const media = (id: string, more: object = {}) => ({
    id,
    caption: "Hello",
    media_type: "IMAGE",
    media_product_type: "FEED",
    permalink: `https://www.instagram.com/p/${id}/`,
    timestamp: "2026-03-02T10:00:01+0000",
    ...more,
  });
  const listed = (http: ReturnType<typeof strictHttp>, data: object[]) =>
    http.expectCall({ operation: "list_media", url: `${graph}/${IG}/media` }).reply(200, { data });

  test("published: the post with our text made since is adopted", async () => {
    const { http, publish } = set();
    status(http, "c1", "PUBLISHED");
    listed(http, [
      media("other", { caption: "Something else" }),
      media("reel", { media_type: "VIDEO" }),
      media("ours"),
      media("older", { timestamp: "2026-03-01T10:00:00+0000" }),
    ]);
    expect(await publish.reconcile(lost())).toEqual({
      verdict: "live",
      live: { remoteId: "ours", remoteUrl: "https://www.instagram.com/p/ours/" },
      evidence: 'instagram.published {"container":"c1","post":"ours"}',
    });
  });

  test("published, but two posts could be it: live all the same, without guessing which", async () => {
    const { http, publish } = set();
    status(http, "c1", "PUBLISHED");
    listed(http, [media("a"), media("b")]);
    const verdict = await publish.reconcile(lost());
    expect(verdict).toMatchObject({ verdict: "accepted", handles: { published: 1 } });
    for (let look = 0; look < 5; look++) listed(http, [media("a"), media("b")]);
    const run = await takeSteps(publish, content("image"), session, {
      handles: { container: "c1", published: 1 },
      armedAt,
    });
    expect(run.live).toEqual({});
    expect(new Set(run.steps)).toEqual(new Set(["find_media"]));
  });

  test("a story is looked for among the stories", async () => {
    const { http, publish } = set();
    status(http, "c1", "PUBLISHED");
    http
      .expectCall({ operation: "list_stories", url: `${graph}/${IG}/stories` })
      .reply(200, { data: [media("s1", { caption: undefined, media_product_type: "STORY" })] });
    expect(await publish.reconcile(lost("story"))).toMatchObject({
      verdict: "live",
      live: { remoteId: "s1" },
    });
  });

  test.each([
    ["FINISHED", "not-happened", 'instagram.ready_unpublished {"container":"c1"}'],
    ["EXPIRED", "not-happened", 'instagram.no_longer_usable {"container":"c1","status":"EXPIRED"}'],
    ["ERROR", "not-happened", 'instagram.no_longer_usable {"container":"c1","status":"ERROR"}'],
    ["IN_PROGRESS", "pending", 'instagram.undecided {"container":"c1","status":"IN_PROGRESS"}'],
  ])("%s means %s", async (code, verdict, evidence) => {
    const { http, publish } = set();
    status(http, "c1", code);
    expect(await publish.reconcile(lost())).toEqual({ verdict, evidence });
  });
});

describe("once it is live", () => {
  const live = { handles: { container: "c1", ready: 1, mediaId: "m1", looks: 0 }, armedAt };

  test("an address that cannot be read does not turn success into failure", async () => {
    const { http, publish } = set();
    http.expectCall({ operation: "media" }).reply(400, graphError(100, 33));
    expect((await takeSteps(publish, content("image"), session, live)).live).toEqual({ remoteId: "m1" });
  });

  test("an address that is slow to come is asked for a few times", async () => {
    const { http, publish } = set();
    http.expectCall({ operation: "media" }).reply(500);
    permalink(http, "m1");
    expect((await takeSteps(publish, content("image"), session, live)).live?.remoteUrl).toContain(
      "instagram.com/p/",
    );
  });
});

test("the quota is read live; 50 a day where the figure is missing", async () => {
  const { http, publish } = set();
  const limit = `${graph}/${IG}/content_publishing_limit`;
  http
    .expectCall({ operation: "publishing_limit", url: limit })
    .reply(200, { data: [{ quota_usage: 2, config: { quota_total: 100, quota_duration: 86_400 } }] });
  http.expectCall({ operation: "publishing_limit" }).reply(200, { data: [{ quota_usage: 7 }] });
  expect(await publish.quota?.(session)).toEqual({ used: 2, limit: 100, windowMs: 86_400_000 });
  expect(await publish.quota?.(session)).toEqual({ used: 7, limit: 50, windowMs: 86_400_000 });
});

test("throttling waits as long as the usage header says", async () => {
  const { http, publish } = set();
  http.expectCall({ operation: "create_container" }).reply(400, graphError(80002), {
    "x-business-use-case-usage": `{"${IG}":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":19}]}`,
  });
  await expect(takeSteps(publish, content("image"), session)).rejects.toMatchObject({
    code: "RATE_LIMITED",
    retryable: true,
    retryAfterMs: 19 * 60_000,
  });
});
