import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { fakeMedia } from "#e2e/support/publishing-run.ts";
import { type StrictHttp, strictHttp } from "#e2e/support/strict-http.ts";
import type { PublishContent } from "../platform.ts";
import { threadsPublish } from "./publish.ts";

export const ME = "25610438274916453";
export const graph = "https://graph.threads.net/v1.0";
export const scopes = [
  "threads_basic",
  "threads_content_publish",
  "threads_manage_replies",
  "threads_delete",
];
export const session = {
  flavor: "threads-login",
  externalId: ME,
  accessToken: "THAAtoken",
  scopes,
  meta: {},
};
export const armedAt = new Date("2026-03-02T10:00:00.000Z");
export const image = fakeMedia("image", 1_000, { altText: "A door" });
export const video = fakeMedia("video", 2_000);
export const content = (kind: string, more: Partial<PublishContent> = {}): PublishContent => ({
  kind,
  text: "Hello",
  media: kind === "text" ? [] : kind === "video" ? [video] : [image],
  options: {},
  ...more,
});
export const chain = content("text", { text: "One", parts: ["One", "Two"] });

/** The capability with an HTTP that answers from a script. */
export function set() {
  const http = strictHttp();
  const log = silentLog();
  const urls = { graphThreads: "https://graph.threads.net" };
  return { http, log, publish: threadsPublish({ http, clock: testClock(), log, clients: {}, urls }) };
}
export const created = (http: StrictHttp, id: string, form: Record<string, string>) =>
  http
    .expectCall({
      operation: "create_container",
      method: "POST",
      url: `${graph}/${ME}/threads`,
      form: { ...form, access_token: "THAAtoken" },
    })
    .reply(200, { id });
export const status = (http: StrictHttp, id: string, status: string, error_message?: string) =>
  http
    .expectCall({
      operation: "container_status",
      url: `${graph}/${id}`,
      query: { fields: "status,error_message", access_token: "THAAtoken" },
    })
    .reply(200, { id, status, error_message });
export const publishCall = (http: StrictHttp, id: string) =>
  http.expectCall({
    operation: "threads_publish",
    method: "POST",
    url: `${graph}/${ME}/threads_publish`,
    form: { creation_id: id, access_token: "THAAtoken" },
    idempotent: false,
  });
export const permalink = (http: StrictHttp, id: string) =>
  http
    .expectCall({ operation: "read_post", url: `${graph}/${id}` })
    .reply(200, { id, permalink: `https://www.threads.net/@demo/post/${id}` });
export const room = (http: StrictHttp, used = 0) =>
  http
    .expectCall({
      operation: "publishing_limit",
      url: `${graph}/${ME}/threads_publishing_limit`,
      query: { fields: "reply_quota_usage,reply_config", access_token: "THAAtoken" },
    })
    .reply(200, {
      data: [{ reply_quota_usage: used, reply_config: { quota_total: 1000, quota_duration: 86_400 } }],
    });
export const graphError = (code: number, error_subcode?: number, more: object = {}) => ({
  error: { code, error_subcode, message: "…", type: "THApiException", fbtrace_id: "A", ...more },
});
