import { describe, expect, test } from "vitest";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import {
  api,
  armedAt,
  askCreator,
  COMPLETE,
  content,
  fetchStatus,
  init,
  MB,
  ok,
  put,
  refused,
  type Script,
  scriptedTikTok,
  session,
  uploadUrl,
  video,
} from "#e2e/support/tiktok-script.ts";

describe("a video", () => {
  test("creator, init, the one chunk that is the commit, status, and an id with every digit", async () => {
    const { http, publish } = scriptedTikTok();
    askCreator(http);
    init(http, {
      post_info: {
        title: "Hello #tag",
        privacy_level: "PUBLIC_TO_EVERYONE",
        disable_comment: false,
        disable_duet: true,
        disable_stitch: true,
        brand_content_toggle: false,
        brand_organic_toggle: false,
        is_aigc: false,
      },
      source_info: { source: "FILE_UPLOAD", video_size: 4 * MB, chunk_size: 4 * MB, total_chunk_count: 1 },
    });
    put(http, "bytes 0-3999999/4000000", 4 * MB, false).reply(201);
    fetchStatus(http, { status: "PROCESSING_UPLOAD", uploaded_bytes: 4 * MB });
    fetchStatus(http, { status: "PUBLISH_COMPLETE", publicaly_available_post_id: [] });
    fetchStatus(http, COMPLETE);
    const run = await takeSteps(publish, content(), session);
    expect(run.steps).toEqual([
      "creator_info",
      "video_init",
      "upload_last_chunk!",
      "status_fetch",
      "status_fetch",
      "status_fetch",
    ]);
    expect(run.live).toEqual({
      remoteId: "7500000000000000001",
      remoteUrl: "https://www.tiktok.com/@demo/video/7500000000000000001",
    });
    http.assertDone();
  });

  test("a long one goes in sequence, and only the last chunk is the commit", async () => {
    const { http, publish } = scriptedTikTok();
    askCreator(http);
    init(http);
    put(http, "bytes 0-9999999/25000123", 10 * MB, true).reply(206, undefined, {
      "content-range": "bytes 0-9999999/25000123",
    });
    put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).reply(201);
    const run = await takeSteps(publish, content("video", { media: [video(25_000_123)] }), session, {}, 4);
    expect(run.steps).toEqual(["creator_info", "video_init", "upload_bytes_0", "upload_last_chunk!"]);
    expect(run.handles).toMatchObject({ uploaded: 25_000_123, sent: 1 });
    http.assertDone();
  });

  test("interactions the account has locked are sent as off, whatever was chosen", async () => {
    const { http, publish } = scriptedTikTok();
    askCreator(http, { comment_disabled: true });
    http
      .expectCall({ operation: "video_init" })
      .reply(200, { data: { publish_id: "p", upload_url: uploadUrl }, error: ok });
    const options = {
      privacy_level: "SELF_ONLY",
      disable_comment: false,
      disable_duet: false,
      disable_stitch: false,
    };
    await takeSteps(publish, content("video", { options }), session, {}, 2);
    expect(JSON.parse(String(http.seen[1]?.body)).post_info).toMatchObject({
      disable_comment: true,
      disable_duet: true,
      disable_stitch: false,
    });
  });

  test("to the inbox: no creator question, no post settings, done when delivered", async () => {
    const { http, publish } = scriptedTikTok();
    http
      .expectCall({
        operation: "inbox_init",
        url: `${api}/inbox/video/init/`,
        json: {
          source_info: {
            source: "FILE_UPLOAD",
            video_size: 4 * MB,
            chunk_size: 4 * MB,
            total_chunk_count: 1,
          },
        },
      })
      .reply(200, { data: { publish_id: "v_inbox_file~v2.1", upload_url: uploadUrl }, error: ok });
    put(http, "bytes 0-3999999/4000000", 4 * MB, false).reply(201);
    fetchStatus(http, { status: "SEND_TO_USER_INBOX" }, "v_inbox_file~v2.1");
    const run = await takeSteps(publish, content("inbox", { options: {} }), session);
    expect(run.live).toEqual({});
    http.assertDone();
  });

  test("a private post is live without ever getting an id", async () => {
    const { http, publish } = scriptedTikTok();
    fetchStatus(http, { status: "PUBLISH_COMPLETE", publicaly_available_post_id: [] });
    const options = { privacy_level: "SELF_ONLY" };
    const sent = { handles: { creator: "demo", publishId: "v_pub_file~v2-1.7", sent: 1 }, armedAt };
    expect((await takeSteps(publish, content("video", { options }), session, sent)).live).toEqual({});
  });

  test("a public post in moderation is live without an id after a few looks", async () => {
    const { http, publish } = scriptedTikTok();
    for (let look = 0; look < 8; look++) fetchStatus(http, { status: "PUBLISH_COMPLETE" });
    const sent = { handles: { creator: "demo", publishId: "v_pub_file~v2-1.7", sent: 1 }, armedAt };
    expect((await takeSteps(publish, content(), session, sent)).live).toEqual({});
    http.assertDone();
  });
});

describe("what the creator may not do is refused before anything is sent", () => {
  test.each([
    ["spam_risk_too_many_posts", "QUOTA_EXHAUSTED", true],
    ["spam_risk_user_banned_from_posting", "FORBIDDEN", false],
    ["reached_active_user_cap", "QUOTA_EXHAUSTED", true],
  ])("%s, which comes with HTTP 200", async (code, is, retryable) => {
    const { http, publish } = scriptedTikTok();
    http.expectCall({ operation: "creator_info" }).reply(200, refused(code));
    await expect(takeSteps(publish, content(), session)).rejects.toMatchObject({
      code: is,
      retryable,
      providerCode: code,
    });
    http.assertDone();
  });

  test.each([
    ["an audience the account does not offer", { privacy_level: "FOLLOWER_OF_CREATOR" }, "TIKTOK_PRIVACY"],
    ["no audience at all", {}, "TIKTOK_PRIVACY"],
    [
      "an advertisement nobody sees",
      { privacy_level: "SELF_ONLY", brand_content_toggle: true },
      "TIKTOK_PRIVACY",
    ],
  ])("%s", async (_, options, userMessage) => {
    const { http, publish } = scriptedTikTok();
    askCreator(http);
    await expect(takeSteps(publish, content("video", { options }), session)).rejects.toMatchObject({
      userMessage,
    });
    http.assertDone();
  });

  test("a video longer than this account may post", async () => {
    const { http, publish } = scriptedTikTok();
    askCreator(http, { max_video_post_duration_sec: 10 });
    await expect(takeSteps(publish, content(), session)).rejects.toMatchObject({
      userMessage: "TIKTOK_TOO_LONG_FOR_ACCOUNT",
      params: { seconds: 10 },
    });
  });
});

describe("FAILED is final, and nothing became public", () => {
  const sent = (round: number) => ({
    handles: { creator: "demo", publishId: "v_pub_file~v2-1.7", sent: 1, round },
    armedAt,
  });

  test("their own trouble leads to a new init, three at most", async () => {
    const { http, publish } = scriptedTikTok();
    fetchStatus(http, { status: "FAILED", fail_reason: "internal" });
    askCreator(http);
    init(http);
    const run = await takeSteps(publish, content(), session, sent(1), 3);
    expect(run.steps).toEqual(["status_fetch", "creator_info", "video_init"]);
    fetchStatus(http, { status: "FAILED", fail_reason: "internal" });
    await expect(takeSteps(publish, content(), session, sent(3))).rejects.toMatchObject({ retryable: false });
  });

  test.each([
    ["frame_rate_check_failed", "MEDIA_REJECTED", "TIKTOK_FRAME_RATE"],
    ["spam_risk", "CONTENT_REJECTED", "TIKTOK_SPAM"],
    ["auth_removed", "CONTENT_REJECTED", "TIKTOK_AUTH_REMOVED"],
    ["something_new", "CONTENT_REJECTED", "TIKTOK_REFUSED"],
  ])("%s is told to the creator", async (fail_reason, code, userMessage) => {
    const { http, publish } = scriptedTikTok();
    fetchStatus(http, { status: "FAILED", fail_reason });
    await expect(takeSteps(publish, content(), session, sent(1))).rejects.toMatchObject({
      code,
      userMessage,
      providerCode: fail_reason,
      retryable: false,
      ambiguous: false,
    });
  });
});

describe("photos", () => {
  const photoInit = (http: Script) =>
    http.expectCall({ operation: "photo_init", url: `${api}/content/init/`, idempotent: false });

  test("the init is the commit: TikTok fetches at once", async () => {
    const { http, publish } = scriptedTikTok();
    askCreator(http);
    http
      .expectCall({
        operation: "photo_init",
        json: {
          media_type: "PHOTO",
          post_mode: "DIRECT_POST",
          post_info: {
            title: "Doors",
            description: "Hello #tag",
            privacy_level: "PUBLIC_TO_EVERYONE",
            disable_comment: true,
            brand_content_toggle: false,
            brand_organic_toggle: false,
            auto_add_music: true,
          },
          source_info: {
            source: "PULL_FROM_URL",
            photo_cover_index: 0,
            photo_images: ["https://media.test/image-1000", "https://media.test/image-2000"],
          },
        },
      })
      .reply(200, { data: { publish_id: "p_pub_url~v2.7" }, error: ok });
    fetchStatus(http, { status: "PROCESSING_DOWNLOAD" }, "p_pub_url~v2.7");
    fetchStatus(http, COMPLETE, "p_pub_url~v2.7");
    const options = { privacy_level: "PUBLIC_TO_EVERYONE", title: "Doors", auto_add_music: true };
    const run = await takeSteps(publish, content("photo", { options }), session);
    expect(run.steps).toEqual(["creator_info", "photo_init!", "status_fetch", "status_fetch"]);
    expect(run.live?.remoteUrl).toBe("https://www.tiktok.com/@demo/photo/7500000000000000001");
    http.assertDone();
  });

  const asked = { handles: { creator: "demo" } };
  test.each([
    ["a refusal with HTTP 200", 200, refused("spam_risk_too_many_posts"), false],
    ["a refusal with 403", 403, refused("url_ownership_unverified"), false],
    ["their internal error", 400, refused("internal_error"), true],
    ["a 500", 500, refused("internal_error"), true],
    ["a 403 of something in between", 403, { message: "blocked" }, true],
    ["a 200 without a publish id", 200, { data: {}, error: ok }, true],
  ])("%s: open is %3$s", async (_, status, body, ambiguous) => {
    const { http, publish } = scriptedTikTok();
    photoInit(http).reply(status as number, body);
    await expect(takeSteps(publish, content("photo"), session, asked)).rejects.toMatchObject({ ambiguous });
  });
});

test("the composer gets audiences, locks and the longest video of the account", async () => {
  const { http, publish } = scriptedTikTok();
  askCreator(http);
  expect(await publish.composeOptions?.(session)).toEqual({
    privacy_level: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
    locked: ["disable_duet"],
    max_video_duration_ms: ["600000"],
  });
});
