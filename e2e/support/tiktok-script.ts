import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { fakeMedia } from "#e2e/support/publishing-run.ts";
import { strictHttp } from "#e2e/support/strict-http.ts";
import type { PublishContent } from "#server/platforms/platform.ts";
import { tiktokPublish } from "#server/platforms/tiktok/publish.ts";

/** The script itself. */
export type Script = ReturnType<typeof strictHttp>;
export const api = "https://open.tiktokapis.com/v2/post/publish";
export const uploadUrl = "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=t";
export const session = {
  flavor: "login-kit",
  externalId: "open-1",
  accessToken: "act.AAA",
  scopes: ["video.list"],
  meta: {},
};
export const armedAt = new Date("2026-03-02T10:00:00.000Z");
export const MB = 1_000_000;
export const ok = { code: "ok", message: "", log_id: "1" };
export const refused = (code: string) => ({ data: {}, error: { code, message: "…", log_id: "1" } });

export const video = (bytes = 4 * MB) => fakeMedia("video", bytes);
export const content = (kind = "video", more: Partial<PublishContent> = {}): PublishContent => ({
  kind,
  text: "Hello #tag",
  media: kind === "photo" ? [fakeMedia("image", 1_000), fakeMedia("image", 2_000)] : [video()],
  options: { privacy_level: "PUBLIC_TO_EVERYONE", disable_comment: false },
  ...more,
});

/** A TikTok whose next calls are scripted. */
export function scriptedTikTok() {
  const http = strictHttp();
  const urls = { api: "https://open.tiktokapis.com", www: "https://www.tiktok.com" };
  return { http, publish: tiktokPublish({ http, clock: testClock(), log: silentLog(), clients: {}, urls }) };
}

const creator = {
  creator_username: "demo",
  privacy_level_options: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
  comment_disabled: false,
  duet_disabled: true,
  stitch_disabled: false,
  max_video_post_duration_sec: 600,
};
export const askCreator = (http: Script, more: object = {}) =>
  http
    .expectCall({
      operation: "creator_info",
      method: "POST",
      url: `${api}/creator_info/query/`,
      idempotent: true,
    })
    .reply(200, { data: { ...creator, ...more }, error: ok });
export const init = (http: Script, json?: unknown) =>
  http
    .expectCall({
      operation: "video_init",
      url: `${api}/video/init/`,
      idempotent: false,
      ...(json ? { json } : {}),
    })
    .reply(200, { data: { publish_id: "v_pub_file~v2-1.7", upload_url: uploadUrl }, error: ok });
export const put = (http: Script, range: string, bytes: number, idempotent: boolean) =>
  http.expectCall({
    operation: "upload_chunk",
    method: "PUT",
    url: "https://open-upload.tiktokapis.com/video/",
    headers: { "content-range": range, "content-type": "video/mp4" },
    bytes,
    idempotent,
  });
export const fetchStatus = (http: Script, data: string | object, publish_id = "v_pub_file~v2-1.7") =>
  http
    .expectCall({ operation: "status_fetch", url: `${api}/status/fetch/`, json: { publish_id } })
    .reply(200, `{"data":${typeof data === "string" ? data : JSON.stringify(data)},"error":{"code":"ok"}}`);
export const COMPLETE = `{"status":"PUBLISH_COMPLETE","fail_reason":"","publicaly_available_post_id":[7500000000000000001],"uploaded_bytes":4000000}`;
