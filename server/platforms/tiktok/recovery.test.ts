import { describe, expect, test } from "vitest";
import { takeSteps } from "#e2e/support/publishing-run.ts";
import { lostAnswer, refusedConnection } from "#e2e/support/strict-http.ts";
import {
  armedAt,
  content,
  fetchStatus,
  init,
  MB,
  ok,
  put,
  type Script,
  scriptedTikTok,
  session,
  uploadUrl,
  video,
} from "#e2e/support/tiktok-script.ts";
import { readEvidence } from "#server/core/evidence.ts";

describe("an upload that is interrupted", () => {
  const media = [video(25_000_123)];
  const plan = {
    creator: "demo",
    publishId: "v_pub_file~v2-1.7",
    uploadUrl,
    chunkSize: 10 * MB,
    chunkCount: 2,
    round: 1,
  };
  const at = (uploaded: number) => ({ handles: { ...plan, uploaded } });
  const stands = (bytes: number) => ({ "content-range": `bytes 0-${bytes - 1}/25000123` });

  test("resumes where TikTok says it stands", async () => {
    const { http, publish } = scriptedTikTok();
    put(http, "bytes 0-9999999/25000123", 10 * MB, true).reply(416, undefined, stands(10 * MB));
    const run = await takeSteps(publish, content("video", { media }), session, at(0), 1);
    expect(run.handles.uploaded).toBe(10 * MB);
  });

  test("a last chunk refused as out of place has not happened: the missing one is sent first", async () => {
    const { http, publish } = scriptedTikTok();
    put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).reply(416, undefined, {
      "content-range": "bytes 0-0/25000123",
    });
    put(http, "bytes 0-9999999/25000123", 10 * MB, true).reply(206);
    const run = await takeSteps(publish, content("video", { media }), session, at(10 * MB), 2);
    expect(run).toMatchObject({ armedAt: undefined, handles: { uploaded: 10 * MB } });
  });

  test("a last chunk that TikTok already holds counts as sent", async () => {
    const { http, publish } = scriptedTikTok();
    put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).reply(
      416,
      undefined,
      stands(25_000_123),
    );
    const run = await takeSteps(publish, content("video", { media }), session, at(10 * MB), 1);
    expect(run.handles).toMatchObject({ uploaded: 25_000_123, sent: 1 });
  });

  test.each([403, 404])(
    "an address that died (%i) has published nothing: a new init follows, three at most",
    async (status) => {
      const { http, publish } = scriptedTikTok();
      put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).reply(status);
      init(http);
      const run = await takeSteps(publish, content("video", { media }), session, at(10 * MB), 2);
      expect(run).toMatchObject({ armedAt: undefined, handles: { uploaded: 0, sent: 0, round: 2 } });
      put(http, "bytes 0-9999999/25000123", 10 * MB, true).reply(status);
      const worn = { handles: { ...run.handles, round: 3 } };
      await expect(takeSteps(publish, content("video", { media }), session, worn)).rejects.toMatchObject({
        userMessage: "TIKTOK_UPLOAD_REFUSED",
      });
    },
  );

  test("a 400 on the last chunk has published nothing", async () => {
    const { http, publish } = scriptedTikTok();
    put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).reply(400);
    await expect(takeSteps(publish, content("video", { media }), session, at(10 * MB))).rejects.toMatchObject(
      {
        ambiguous: false,
        code: "MEDIA_REJECTED",
      },
    );
  });

  test.each([
    ["a 500", (http: Script) => put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).reply(500)],
    [
      "a lost answer",
      (http: Script) =>
        put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).fail(
          lostAnswer("tiktok", "upload_chunk"),
        ),
    ],
    [
      "a 416 that says nothing",
      (http: Script) => put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).reply(416),
    ],
  ])("%s on the last chunk leaves it open", async (_, script) => {
    const { http, publish } = scriptedTikTok();
    script(http);
    await expect(takeSteps(publish, content("video", { media }), session, at(10 * MB))).rejects.toMatchObject(
      { ambiguous: true },
    );
  });

  test("a connection that was never made has published nothing", async () => {
    const { http, publish } = scriptedTikTok();
    put(http, "bytes 10000000-25000122/25000123", 15_000_123, false).fail(
      refusedConnection("tiktok", "upload_chunk"),
    );
    await expect(takeSteps(publish, content("video", { media }), session, at(10 * MB))).rejects.toMatchObject(
      { ambiguous: false, retryable: true },
    );
  });
});

describe("settling a lost answer", () => {
  const uploaded = (kind = "video") => ({
    content: content(kind),
    session,
    armedAt,
    handles: {
      creator: "demo",
      publishId: "v_pub_file~v2-1.7",
      uploadUrl,
      uploaded: 0,
      chunkSize: 4 * MB,
      chunkCount: 1,
    },
  });

  test.each([
    [
      "bytes are missing",
      { status: "PROCESSING_UPLOAD", uploaded_bytes: 0 },
      "not-happened",
      "upload_incomplete",
    ],
    [
      "all bytes are there",
      { status: "PROCESSING_UPLOAD", uploaded_bytes: 4 * MB },
      "accepted",
      "all_received",
    ],
    ["it is complete", { status: "PUBLISH_COMPLETE", uploaded_bytes: 4 * MB }, "accepted", "all_received"],
    ["it failed for good", { status: "FAILED", fail_reason: "spam_risk" }, "failed", "failed"],
    ["it failed by their fault", { status: "FAILED", fail_reason: "internal" }, "accepted", "all_received"],
  ])("an upload of which %s", async (_, data, verdict, known) => {
    const { http, publish } = scriptedTikTok();
    fetchStatus(http, data);
    const answer = await publish.reconcile(uploaded());
    expect(answer.verdict).toBe(verdict);
    expect(readEvidence(answer.evidence)).toMatchObject({
      key: `tiktok.${known}`,
      params: { publishId: "v_pub_file~v2-1.7" },
    });
  });

  test("what was accepted goes on at the status, never at the upload", async () => {
    const { http, publish } = scriptedTikTok();
    fetchStatus(http, { status: "PUBLISH_COMPLETE", uploaded_bytes: 4 * MB });
    const verdict = await publish.reconcile(uploaded());
    const handles = { ...uploaded().handles, ...(verdict.verdict === "accepted" ? verdict.handles : {}) };
    expect(publish.plan({ content: content(), session, handles, armedAt })).toMatchObject({
      name: "status_fetch",
    });
  });

  const lostPhotos = { content: content("photo"), session, armedAt, handles: { creator: "demo" } };
  const list = (http: Script, videos: object[]) =>
    http
      .expectCall({
        operation: "video_list",
        url: "https://open.tiktokapis.com/v2/video/list/",
        json: { max_count: 20 },
      })
      .reply(200, { data: { videos, cursor: 0, has_more: false }, error: ok });
  const post = (id: string, more: object = {}) => ({
    id,
    create_time: armedAt.getTime() / 1000 + 5,
    title: "",
    video_description: "Hello  #tag",
    share_url: `https://www.tiktok.com/@demo/photo/${id}`,
    ...more,
  });

  test("photos are found by their words among the posts made since", async () => {
    const { http, publish } = scriptedTikTok();
    list(http, [post("2", { video_description: "Other" }), post("1"), post("0", { create_time: 1 })]);
    expect(await publish.reconcile(lostPhotos)).toMatchObject({
      verdict: "live",
      live: { remoteId: "1", remoteUrl: "https://www.tiktok.com/@demo/photo/1" },
      evidence: expect.stringMatching(/^tiktok\.listed \{"post":"1","madeAt":"20/),
    });
  });

  test("photos that are not listed may still be in moderation: never taken for not posted", async () => {
    const { http, publish } = scriptedTikTok();
    list(http, []);
    expect(await publish.reconcile(lostPhotos)).toEqual({
      verdict: "pending",
      evidence: "tiktok.not_listed",
    });
    list(http, [post("1"), post("2")]);
    expect(await publish.reconcile(lostPhotos)).toEqual({
      verdict: "pending",
      evidence: 'tiktok.several_listed {"posts":2}',
    });
  });

  test("private photos cannot be looked for, and are left to a person", async () => {
    const { http, publish } = scriptedTikTok();
    const options = { privacy_level: "SELF_ONLY" };
    expect((await publish.reconcile({ ...lostPhotos, content: content("photo", { options }) })).verdict).toBe(
      "pending",
    );
    http.assertDone();
  });
});
