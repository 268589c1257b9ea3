import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixture } from "../testing/app-double.ts";
import {
  eventually,
  type JsonAnswer,
  request,
  type TestSandbox,
  testSandbox,
} from "../testing/test-sandbox.ts";
import {
  api,
  type Connected,
  connect,
  initVideo,
  putChunk,
  REEL,
  status,
  untilStatus,
  uploadReel,
} from "../testing/tiktok.ts";

const DAY = 24 * 3_600_000;
let sandbox: TestSandbox;
let maya: Connected;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(async () => {
  await sandbox.control.reset();
  await sandbox.control.settings({ network: "tiktok", rateLimits: false });
  sandbox.app.webhooks.length = 0;
  maya = await connect(sandbox);
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const events = () =>
  sandbox.app.webhooks.map(({ body }) => {
    const event = JSON.parse(body) as { event: string; content: string };
    return { event: event.event, content: event.content };
  });
const publicIds = (answer: { text: string }) =>
  /"publicaly_available_post_id":\[(\d*)\]/.exec(answer.text)?.[1];

describe("creator info", () => {
  it("lists what a public and a private creator may choose", async () => {
    const open = await api(sandbox, maya.token, "post/publish/creator_info/query/");
    expect(open.at("data")).toMatchObject({
      creator_username: "maya.delorme",
      privacy_level_options: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
      max_video_post_duration_sec: 600,
    });
    const lena = await connect(sandbox, { account: "quiet.lena" });
    const closed = await api(sandbox, lena.token, "post/publish/creator_info/query/");
    expect(closed.at("data.privacy_level_options.0")).toBe("FOLLOWER_OF_CREATOR");
  });

  it("tells a spent day with HTTP 200 and a code that is not ok; init then answers 403", async () => {
    await sandbox.control.settings({ network: "tiktok", quota: 0 });
    const info = await api(sandbox, maya.token, "post/publish/creator_info/query/");
    expect([info.status, info.at("error.code")]).toEqual([200, "spam_risk_too_many_posts"]);
    const init = await initVideo(sandbox, maya.token);
    expect([init.status, init.at("error.code")]).toEqual([403, "spam_risk_too_many_posts"]);
  });

  it("says on demand that a creator is banned, as any fault body", async () => {
    const body = {
      data: {},
      error: { code: "spam_risk_user_banned_from_posting", message: "", log_id: "x" },
    };
    await sandbox.control.fault({
      network: "tiktok",
      operation: "creator_info",
      fault: { kind: "status", status: 200, body },
    });
    const info = await api(sandbox, maya.token, "post/publish/creator_info/query/");
    expect([info.status, info.body]).toEqual([200, body]);
  });
});

describe("a direct post", () => {
  it("is processed, completed without an id, moderated, and only then has its id, a bare number", async () => {
    await sandbox.control.settings({ network: "tiktok", moderation: "manual", processingMs: 100_000 });
    const publishId = await uploadReel(sandbox, maya.token);
    expect(publishId).toMatch(/^v_pub_file~v2-1\.\d{19}$/);
    expect((await status(sandbox, maya.token, publishId)).at("data")).toEqual({
      status: "PROCESSING_UPLOAD",
      fail_reason: "",
      publicaly_available_post_id: [],
      uploaded_bytes: REEL.length,
      downloaded_bytes: 0,
    });
    const complete = await untilStatus(sandbox, maya.token, publishId, "PUBLISH_COMPLETE");
    expect(publicIds(complete)).toBe("");
    const list = () => api(sandbox, maya.token, "video/list/?fields=id,title", {});
    expect((await list()).at("data.videos")).toEqual([]);
    await sandbox.control.moderate("tiktok", publishId, "approve");
    const id = publicIds(await status(sandbox, maya.token, publishId));
    expect(id).toMatch(/^75\d{17}$/);
    expect(String(Number(id))).not.toBe(id);
    expect((await list()).at("data.videos")).toEqual([{ id, title: "hi #clay" }]);
    const [effect] = await sandbox.control.effects({ network: "tiktok", account: "maya.delorme" });
    expect(effect).toMatchObject({ kind: "post", remoteId: id, publishId, text: "hi #clay", mediaCount: 1 });
  });

  it("announces completion and publicity, each with a string of JSON", async () => {
    const publishId = await uploadReel(sandbox, maya.token);
    const [complete, available] = await eventually(events, (all) => all.length === 2);
    expect(complete).toEqual({
      event: "post.publish.complete",
      content: `{"publish_id":"${publishId}","publish_type":"DIRECT_PUBLISH"}`,
    });
    const id = publicIds(await status(sandbox, maya.token, publishId));
    expect(available?.event).toBe("post.publish.publicly_available");
    expect(available?.content).toContain(`"post_id":${id},`);
  });

  it("for its creator alone never gets a public id", async () => {
    const publishId = await uploadReel(sandbox, maya.token, { privacy: "SELF_ONLY" });
    await untilStatus(sandbox, maya.token, publishId, "PUBLISH_COMPLETE");
    await expect(sandbox.control.moderate("tiktok", publishId, "approve")).rejects.toThrow("404");
    await sandbox.control.clock({ advanceMs: DAY / 2 });
    expect(publicIds(await status(sandbox, (await connect(sandbox)).token, publishId))).toBe("");
    expect(await sandbox.control.effects()).toMatchObject([{ kind: "post", publishId }]);
    expect(events().map((one) => one.event)).toEqual(["post.publish.complete"]);
  });

  it("fails when moderation rejects, and nothing was posted", async () => {
    await sandbox.control.settings({ network: "tiktok", moderation: "reject" });
    const publishId = await uploadReel(sandbox, maya.token);
    const failed = await untilStatus(sandbox, maya.token, publishId, "FAILED");
    expect(failed.at("data.fail_reason")).toBe("spam_risk");
    const [event] = await eventually(events, (all) => all.length === 1);
    expect(event).toMatchObject({
      event: "post.publish.failed",
      content: expect.stringContaining('"reason":"spam_risk"'),
    });
    expect(await sandbox.control.effects()).toEqual([]);
  });

  it("fails when the creator removed the app meanwhile", async () => {
    await sandbox.control.settings({ network: "tiktok", processingMs: 10_000 });
    const publishId = await uploadReel(sandbox, maya.token);
    await sandbox.control.account("tiktok", "maya.delorme", { revoke: true });
    const again = await connect(sandbox);
    const failed = await untilStatus(sandbox, again.token, publishId, "FAILED");
    expect(failed.at("data.fail_reason")).toBe("auth_removed");
  });

  it.each([
    ["a missing privacy level", { title: "x" }, 400, "invalid_params"],
    [
      "a level the creator does not have",
      { title: "x", privacy_level: "FOLLOWER_OF_CREATOR" },
      403,
      "privacy_level_option_mismatch",
    ],
    [
      "a title above 2200 units",
      { title: "x".repeat(2_201), privacy_level: "SELF_ONLY" },
      400,
      "invalid_params",
    ],
    ["no post_info", undefined, 400, "invalid_params"],
  ])("is refused for %s", async (_what, postInfo, httpStatus, code) => {
    const answer = await api(sandbox, maya.token, "post/publish/video/init/", {
      post_info: postInfo,
      source_info: { source: "FILE_UPLOAD", video_size: 10, chunk_size: 10, total_chunk_count: 1 },
    });
    expect([answer.status, answer.at("error.code")]).toEqual([httpStatus, code]);
  });

  it("of an unaudited app is private, on a private account", async () => {
    await sandbox.control.settings({ network: "tiktok", unaudited: true });
    const code = "unaudited_client_can_only_post_to_private_accounts";
    expect((await initVideo(sandbox, maya.token, { privacy: "SELF_ONLY" })).at("error.code")).toBe(code);
    const lena = await connect(sandbox, { account: "quiet.lena" });
    expect((await initVideo(sandbox, lena.token, { privacy: "FOLLOWER_OF_CREATOR" })).at("error.code")).toBe(
      code,
    );
    expect((await initVideo(sandbox, lena.token, { privacy: "SELF_ONLY" })).status).toBe(200);
  });

  it("needs the scope video.publish", async () => {
    const { token } = await connect(sandbox, { scope: "user.info.basic,video.upload" });
    expect((await initVideo(sandbox, token)).at("error.code")).toBe("scope_not_authorized");
  });

  it("is known to its creator only", async () => {
    const publishId = await uploadReel(sandbox, maya.token);
    const jonas = await connect(sandbox, { account: "jonas.bakes" });
    const foreign = await status(sandbox, jonas.token, publishId);
    expect(foreign.at("error.code")).toBe("token_not_authorized_for_specified_publish_id");
    expect((await status(sandbox, maya.token, "v_pub_file~x")).at("error.code")).toBe("invalid_publish_id");
  });

  it.each([
    ["a video cut short", fixture("truncated.mp4"), "file_format_check_failed"],
    ["a picture called a video", fixture("square-1080.jpg"), "file_format_check_failed"],
  ])("fails for %s", async (_what, bytes, reason) => {
    const source = {
      source: "FILE_UPLOAD",
      video_size: bytes.length,
      chunk_size: bytes.length,
      total_chunk_count: 1,
    };
    const init = await initVideo(sandbox, maya.token, { source });
    await putChunk(init.string("data.upload_url"), bytes, { first: 0, total: bytes.length });
    const failed = await untilStatus(sandbox, maya.token, init.string("data.publish_id"), "FAILED");
    expect(failed.at("data.fail_reason")).toBe(reason);
  });

  it("can be cancelled while it is processed, and not afterwards", async () => {
    await sandbox.control.settings({ network: "tiktok", processingMs: 60_000 });
    const publishId = await uploadReel(sandbox, maya.token);
    const cancel = () => api(sandbox, maya.token, "post/publish/cancel/", { publish_id: publishId });
    expect((await cancel()).at("error.code")).toBe("ok");
    expect((await status(sandbox, maya.token, publishId)).at("data.fail_reason")).toBe("publish_cancelled");
    expect((await cancel()).at("error.code")).toBe("publish_not_cancellable");
  });

  it("goes on after a restart", async () => {
    await sandbox.control.settings({ network: "tiktok", processingMs: 20_000 });
    const publishId = await uploadReel(sandbox, maya.token);
    await sandbox.restart();
    await untilStatus(sandbox, maya.token, publishId, "PUBLISH_COMPLETE");
    expect(await sandbox.control.effects()).toHaveLength(1);
  });
});

describe("the inbox", () => {
  const share = (token: string) =>
    api(sandbox, token, "post/publish/inbox/video/init/", {
      source_info: { source: "PULL_FROM_URL", video_url: sandbox.app.media("reel-1080x1920-3s.mp4") },
    });

  it("gets a draft that its creator finishes in the app", async () => {
    const init = await share(maya.token);
    const publishId = init.string("data.publish_id");
    expect(publishId).toMatch(/^v_inbox_url~v2\./);
    await untilStatus(sandbox, maya.token, publishId, "SEND_TO_USER_INBOX");
    expect(await sandbox.control.effects()).toMatchObject([{ kind: "inbox", publishId }]);
    const form = new URLSearchParams({ publish_id: publishId, title: "finished" });
    await request(`${sandbox.url}/tiktok/inbox`, { method: "POST", body: form });
    await untilStatus(sandbox, maya.token, publishId, "PUBLISH_COMPLETE");
    const all = await eventually(events, (list) => list.length === 3);
    expect(all.map((one) => one.event)).toEqual([
      "post.publish.inbox_delivered",
      "post.publish.complete",
      "post.publish.publicly_available",
    ]);
    expect(all[0]?.content).toContain('"publish_type":"INBOX_SHARE"');
  });

  it("holds at most five pending shares a day", async () => {
    for (let shares = 0; shares < 5; shares += 1) expect((await share(maya.token)).status).toBe(200);
    const sixth = await share(maya.token);
    expect([sixth.status, sixth.at("error.code")]).toEqual([403, "spam_risk_too_many_pending_share"]);
  });
});

describe("limits and lists", () => {
  type Asking = (sandbox: TestSandbox, token: string) => Promise<JsonAnswer>;
  const asking: [name: string, limit: number, ask: Asking][] = [
    ["init", 6, (there, token) => initVideo(there, token)],
    ["creator_info", 20, (there, token) => api(there, token, "post/publish/creator_info/query/")],
    ["status", 30, (there, token) => status(there, token, "v_pub_file~x")],
  ];

  it.each(asking)("%s is allowed %i times a minute and token", async (_what, limit, ask) => {
    const slow = await testSandbox({ pace: 1 });
    const { token } = await connect(slow);
    const answers = await Promise.all(Array.from({ length: limit + 1 }, () => ask(slow, token)));
    const limited = answers.filter((answer) => answer.status === 429);
    expect(limited).toHaveLength(1);
    expect(limited[0]?.at("error.code")).toBe("rate_limit_exceeded");
    expect((await ask(slow, (await connect(slow)).token)).status).not.toBe(429);
    await slow.control.clock({ advanceMs: 60_000 });
    expect((await ask(slow, token)).status).not.toBe(429);
    await slow.close();
  });

  it("the list of videos is paged by a cursor in milliseconds", async () => {
    for (const title of ["one", "two", "three"]) {
      const publishId = await uploadReel(sandbox, maya.token, { title });
      await eventually(
        () => status(sandbox, maya.token, publishId),
        (answer) => publicIds(answer) !== "",
      );
    }
    const list = (body: unknown) =>
      api(sandbox, maya.token, "video/list/?fields=id,title,create_time,share_url", body);
    const titles = (answer: { at(path: string): unknown }) =>
      (answer.at("data.videos") as { title: string }[]).map((video) => video.title);
    const first = await list({ max_count: 2 });
    expect([titles(first), first.at("data.has_more")]).toEqual([["three", "two"], true]);
    const second = await list({ max_count: 2, cursor: first.at("data.cursor") });
    expect([titles(second), second.at("data.has_more")]).toEqual([["one"], false]);
    const shared = first.string("data.videos.0.share_url");
    expect((await request(shared)).text).toContain("three");
    expect((await request(shared.replace("/tiktok/", "/www.tiktok.com/"))).text).toContain("three");
    expect((await list({ max_count: 21 })).at("error.code")).toBe("invalid_params");
    const query = await api(sandbox, maya.token, "video/query/?fields=title", {
      filters: { video_ids: [first.string("data.videos.1.id"), "7000000000000000001"] },
    });
    expect(query.at("data.videos")).toEqual([{ title: "two" }]);
    expect((await api(sandbox, maya.token, "video/list/", {})).at("error.code")).toBe("invalid_params");
  });
});
