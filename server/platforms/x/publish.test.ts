import { describe, expect, test } from "vitest";
import { fakeMedia, takeSteps } from "#e2e/support/publishing-run.ts";
import {
  aboutBlank,
  api,
  expectCreate,
  expectList,
  ID,
  now,
  picture,
  post,
  type Script,
  scriptedX,
  session,
} from "#e2e/support/x-script.ts";
import { xRules } from "./rules.ts";

const MIB = 1024 * 1024;
const begun = now.getTime();
const other = "1990000000000000002";
const created = (id = ID) => ({ data: { id, text: "…", edit_history_tweet_ids: [id] } });

const expectInit = (http: Script, json: unknown, id = "1880000000000000001") =>
  http
    .expectCall({
      operation: "media_init",
      method: "POST",
      url: `${api}/media/upload/initialize`,
      json,
      idempotent: false,
    })
    .reply(200, { data: { id, media_key: `3_${id}`, expires_after_secs: 1_295_999 } });
const expectFinalize = (http: Script, data: object = {}, id = "1880000000000000001") =>
  http
    .expectCall({ operation: "media_finalize", method: "POST", url: `${api}/media/upload/${id}/finalize` })
    .reply(200, { data: { id, media_key: `3_${id}`, size: 1, expires_after_secs: 86_400, ...data } });
const expectAppend = (http: Script, id = "1880000000000000001") =>
  http.expectCall({
    operation: "media_append",
    method: "POST",
    url: `${api}/media/upload/${id}/append`,
    idempotent: true,
  });
const expectStatus = (http: Script, processing_info?: object) =>
  http
    .expectCall({
      operation: "media_status",
      url: `${api}/media/upload`,
      query: { command: "STATUS", media_id: "1880000000000000001" },
    })
    .reply(200, { data: { id: "1880000000000000001", ...(processing_info ? { processing_info } : {}) } });

describe("a post", () => {
  test("of words is one call, and its id keeps every digit", async () => {
    const { http, publish } = scriptedX();
    expectCreate(http, { text: "Hello #tag" }).reply(201, created());
    const run = await takeSteps(publish, post({ text: "  Hello #tag\n" }), session);
    expect(run.steps).toEqual(["check_text", "create_post!"]);
    expect(run.handles).toEqual({ begun, post1: ID });
    expect(run.live).toEqual({ remoteId: ID, remoteUrl: `https://x.com/demo/status/${ID}` });
    http.assertDone();
  });

  test("says who may reply and what has to be said, and nothing that was not chosen", async () => {
    const { http, publish } = scriptedX();
    expectCreate(http, {
      text: "Hello #tag",
      reply_settings: "mentionedUsers",
      made_with_ai: true,
      paid_partnership: true,
    }).reply(201, created());
    const options = { reply_settings: "mentionedUsers", made_with_ai: true, paid_partnership: true };
    await takeSteps(publish, post({ options }), session);
    http.assertDone();
  });

  test("of pictures: opened, sent, closed, described, and posted together", async () => {
    const { http, publish } = scriptedX();
    const second = "1880000000000000002";
    expectInit(http, { media_type: "image/jpeg", total_bytes: 1_000, media_category: "tweet_image" });
    expectAppend(http).reply(200, { data: { expires_at: 1_767_225_600 } });
    expectFinalize(http);
    http
      .expectCall({
        operation: "media_metadata",
        url: `${api}/media/metadata`,
        json: { id: "1880000000000000001", metadata: { alt_text: { text: "A cup" } } },
      })
      .reply(200, { data: { id: "1880000000000000001" } });
    expectInit(http, { media_type: "image/png", total_bytes: 2_000, media_category: "tweet_image" }, second);
    expectAppend(http, second).reply(200, { data: {} });
    expectFinalize(http, {}, second);
    expectCreate(http, { media: { media_ids: ["1880000000000000001", second] } }).reply(201, created());
    const media = [
      fakeMedia("image", 1_000, { altText: " A cup " }),
      fakeMedia("image", 2_000, { contentType: "image/png" }),
    ];
    const run = await takeSteps(publish, post({ text: "", media }), session);
    expect(run.live?.remoteId).toBe(ID);
    http.assertDone();
  });

  test("of a video: segments of 4 MiB in order, then X is asked until it is ready; no description", async () => {
    const { http, publish } = scriptedX();
    expectInit(http, { media_type: "video/mp4", total_bytes: 9 * MIB, media_category: "tweet_video" });
    for (let segment = 0; segment < 3; segment += 1) expectAppend(http).reply(200, { data: {} });
    expectFinalize(http, { processing_info: { state: "pending", check_after_secs: 1 } });
    expectStatus(http, { state: "in_progress", check_after_secs: 1, progress_percent: 40 });
    expectStatus(http, { state: "succeeded", progress_percent: 100 });
    expectCreate(http).reply(201, created());
    const media = [fakeMedia("video", 9 * MIB, { altText: "A wheel" })];
    const run = await takeSteps(publish, post({ media }), session);
    expect(run.steps.slice(0, 4)).toEqual(["check_text", "media_init_1", "media_append_1", "media_append_1"]);
    const segments = http.seen.flatMap(({ body }) =>
      body instanceof FormData ? [[body.get("segment_index"), (body.get("media") as Blob).size]] : [],
    );
    expect(segments).toEqual([
      ["0", 4 * MIB],
      ["1", 4 * MIB],
      ["2", MIB],
    ]);
    http.assertDone();
  });

  test("of a moving picture is a GIF to X", async () => {
    const { http, publish } = scriptedX();
    expectInit(http, { media_type: "image/gif", total_bytes: 1_000, media_category: "tweet_gif" });
    const media = [fakeMedia("image", 1_000, { contentType: "image/gif" })];
    await takeSteps(publish, post({ media }), session, {}, 2);
    http.assertDone();
  });

  test.each([
    ["a video beside a picture", [fakeMedia("video", 10), picture()]],
    ["two GIFs", [0, 1].map(() => fakeMedia("image", 10, { contentType: "image/gif" }))],
  ])("%s is refused before anything is sent", async (_, media) => {
    const { publish } = scriptedX();
    await expect(takeSteps(publish, post({ media }), session)).rejects.toMatchObject({
      code: "MEDIA_REJECTED",
      userMessage: "X_MEDIA_MIXED",
    });
  });

  test("of 280 weighted letters goes out, one more does not", async () => {
    const { http, publish } = scriptedX();
    await expect(takeSteps(publish, post({ text: "語".repeat(141) }), session)).rejects.toMatchObject({
      userMessage: "X_TOO_LONG",
      params: { part: 1, over: 2, max: 280 },
    });
    expect(http.seen).toEqual([]);
  });
});

describe("media that are trouble", () => {
  const opened = {
    begun,
    media1: "1880000000000000001",
    media1Key: "3_1",
    media1Sent: 1_000,
    media1Round: 1,
  };
  const whole = { ...opened, media1Whole: 1 };
  const media = [picture()];

  test.each([
    ["InvalidMedia", "MEDIA_REJECTED", "X_MEDIA_UNREADABLE"],
    ["UnsupportedMedia", "MEDIA_REJECTED", "X_MEDIA_TYPE"],
    ["FileSizeTooLarge", "MEDIA_REJECTED", "X_MEDIA_TOO_LARGE"],
  ])("processing that failed with %s is final", async (name, code, userMessage) => {
    const { http, publish } = scriptedX();
    expectStatus(http, { state: "failed", error: { code: 1, name, message: "…" } });
    await expect(takeSteps(publish, post({ media }), session, { handles: whole })).rejects.toMatchObject({
      code,
      userMessage,
      retryable: false,
      providerCode: `media/${name}`,
    });
  });

  test.each(["InternalError", "SomethingNew"])(
    "processing that failed with %s begins anew, three times at most",
    async (name) => {
      const { http, publish } = scriptedX();
      const failed = { state: "failed", error: { name } };
      expectStatus(http, failed);
      const run = await takeSteps(publish, post({ media }), session, { handles: whole }, 1);
      expect(run.handles).toEqual({ begun, media1Round: 1 });
      expectStatus(http, failed);
      const last = { handles: { ...whole, media1Round: 3 } };
      await expect(takeSteps(publish, post({ media }), session, last)).rejects.toMatchObject({
        retryable: false,
      });
    },
  );

  test.each(["media_append", "media_finalize"])(
    "an upload that %s no longer finds is opened anew",
    async (operation) => {
      const { http, publish } = scriptedX();
      const handles = operation === "media_append" ? { ...opened, media1Sent: 0 } : opened;
      http.expectCall({ operation }).reply(404, {
        title: "Not Found Error",
        detail: "Could not find media with id: [1].",
        type: "https://api.x.com/2/problems/resource-not-found",
      });
      const run = await takeSteps(publish, post({ media }), session, { handles }, 1);
      expect(run.handles).toMatchObject({ media1: 0, media1Sent: 0, media1Round: 1 });
    },
  );

  test("uploads that ran out are made anew, three times at most", async () => {
    const { http, publish } = scriptedX();
    const ready = { ...whole, media1Ready: 1, media1Described: 1 };
    const gone = {
      errors: [{ parameters: { "media.media_ids": ["1"] }, message: "Your media IDs are invalid." }],
      title: "Invalid Request",
      detail: "One or more parameters to your request was invalid.",
      type: "https://api.x.com/2/problems/invalid-request",
    };
    expectCreate(http).reply(400, gone);
    const run = await takeSteps(publish, post({ media }), session, { handles: ready }, 1);
    expect(run).toMatchObject({ armedAt: undefined, handles: { begun, media1: 0, media1Round: 1 } });
    expectCreate(http).reply(400, gone);
    const last = { handles: { ...ready, media1Round: 3 } };
    await expect(takeSteps(publish, post({ media }), session, last)).rejects.toMatchObject({
      userMessage: "X_MEDIA_EXPIRED",
      ambiguous: false,
    });
  });
});

describe("a thread", () => {
  const parts = ["One", "Two", "Three"];
  const thread = post({ kind: "thread", text: "One", parts });

  test("is a chain of replies; only the first says who may reply", async () => {
    const { http, publish } = scriptedX();
    const options = { reply_settings: "following", paid_partnership: true };
    expectCreate(http, { text: "One", reply_settings: "following", paid_partnership: true }).reply(
      201,
      created(),
    );
    expectCreate(http, { text: "Two", reply: { in_reply_to_tweet_id: ID }, paid_partnership: true }).reply(
      201,
      created(other),
    );
    expectCreate(http, {
      text: "Three",
      reply: { in_reply_to_tweet_id: other },
      paid_partnership: true,
    }).reply(201, created("1990000000000000003"));
    const run = await takeSteps(publish, { ...thread, options }, session);
    expect(run.steps).toEqual(["check_text", "create_post!", "create_part_2!", "create_part_3!"]);
    expect(run.live?.remoteId).toBe(ID);
    http.assertDone();
  });

  test("goes on where it broke off", async () => {
    const { http, publish } = scriptedX();
    expectCreate(http, { text: "Three", reply: { in_reply_to_tweet_id: other } }).reply(201, created("199"));
    const run = await takeSteps(publish, thread, session, { handles: { begun, post1: ID, post2: other } });
    expect(run.steps).toEqual(["create_part_3!"]);
    http.assertDone();
  });

  test("whose last part was deleted meanwhile cannot go on", async () => {
    const { http, publish } = scriptedX();
    expectCreate(http).reply(
      403,
      aboutBlank(
        403,
        "Forbidden",
        "You attempted to reply to a Tweet that is deleted or not visible to you.",
      ),
    );
    const run = takeSteps(publish, thread, session, { handles: { begun, post1: ID } });
    await expect(run).rejects.toMatchObject({ userMessage: "X_REPLY_GONE", ambiguous: false });
  });
});

describe("what the answer of the call says about whether it happened", () => {
  test.each([
    ["a refusal", 403, aboutBlank(403, "Forbidden", "You are not permitted to perform this action."), false],
    ["a spent limit", 429, aboutBlank(429, "Too Many Requests", "Too Many Requests"), false],
    ["a token X no longer takes", 401, aboutBlank(401, "Unauthorized", "Unauthorized"), false],
    ["their internal error in a 4xx", 400, { errors: [{ code: 131, message: "Internal error" }] }, true],
    ["a 503 of theirs", 503, aboutBlank(503, "Service Unavailable", "Service Unavailable"), true],
    ["a 403 of something in between", 403, "<html>blocked</html>", true],
    ["a 404 of nothing", 404, undefined, true],
    ["a 201 without an id", 201, { data: {} }, true],
  ])("%s: open is %3$s", async (_, status, body, ambiguous) => {
    const { http, publish } = scriptedX();
    expectCreate(http).reply(status, body);
    await expect(takeSteps(publish, post(), session, { handles: { begun } })).rejects.toMatchObject({
      ambiguous,
    });
  });
});

describe("removal", () => {
  const published = {
    remoteId: ID,
    handles: { post1: ID, post2: other },
    parts: [{ remoteId: ID }, { remoteId: other }],
  };
  const expectDelete = (http: Script, id: string) =>
    http.expectCall({
      operation: "delete_post",
      method: "DELETE",
      url: `${api}/tweets/${id}`,
      idempotent: true,
    });

  test("takes every part once, the last first; what is gone already is removed", async () => {
    const { http, publish } = scriptedX();
    expectDelete(http, other).reply(200, { data: { deleted: true } });
    expectDelete(http, ID).reply(404, {
      title: "Not Found Error",
      detail: "…",
      type: "https://api.x.com/2/problems/resource-not-found",
    });
    expect(await publish.remove?.(session, published)).toEqual({ removed: true });
    http.assertDone();
  });

  test("that X refuses for good says why; a busy X is asked again later", async () => {
    const { http, publish } = scriptedX();
    expectDelete(http, other).reply(
      403,
      aboutBlank(403, "Forbidden", "You are not authorized to delete this Tweet."),
    );
    expect(await publish.remove?.(session, published)).toEqual({ removed: false, why: "X_NOT_PERMITTED" });
    expectDelete(http, other).reply(429, aboutBlank(429, "Too Many Requests", "Too Many Requests"));
    await expect(publish.remove?.(session, published)).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });
});

test("the list of posts is read from the call's own time on, with all that tells them apart", async () => {
  const { http, publish } = scriptedX();
  expectList(http, {
    max_results: "100",
    "tweet.fields": "created_at,entities,referenced_tweets,attachments",
    start_time: "2026-03-02T09:59:00Z",
  }).reply(200, { meta: { result_count: 0 } });
  const context = { content: post(), session, handles: { begun }, armedAt: now };
  expect((await publish.reconcile(context)).verdict).toBe("not-happened");
  http.assertDone();
});

test("the rules count as X counts", () => {
  expect(xRules.text).toEqual({ max: 280, unit: "weighted" });
});
