import type { PublishContent } from "#server/platforms/platform.ts";
import { xPublish } from "#server/platforms/x/publish.ts";
import { testClock } from "./clock.ts";
import { silentLog } from "./log.ts";
import { fakeMedia } from "./publishing-run.ts";
import { strictHttp } from "./strict-http.ts";

export const api = "https://api.x.com/2";
export const session = {
  flavor: "oauth2",
  externalId: "1000000001",
  accessToken: "token-1",
  scopes: [],
  meta: { username: "demo" },
};
/** When the clock of the script stands still. */
export const now = new Date("2026-03-02T10:00:00.000Z");
export const ID = "1990000000000000001";

export type Script = ReturnType<typeof strictHttp>;

/** An X whose next calls are scripted. */
export function scriptedX() {
  const http = strictHttp();
  const deps = {
    http,
    clock: testClock(),
    log: silentLog(),
    clients: { oauth2: { clientId: "client", clientSecret: "x-secret" } },
    urls: { api: "https://api.x.com", www: "https://x.com" },
  };
  return { http, deps, publish: xPublish(deps) };
}

export const post = (more: Partial<PublishContent> = {}): PublishContent => ({
  kind: "post",
  text: "Hello #tag",
  media: [],
  options: { reply_settings: "everyone" },
  ...more,
});
export const picture = (bytes = 1_000) => fakeMedia("image", bytes);

export const aboutBlank = (status: number, title: string, detail: string) => ({
  title,
  type: "about:blank",
  status,
  detail,
});

export const expectCreate = (http: Script, json?: unknown) =>
  http.expectCall({
    operation: "create_post",
    method: "POST",
    url: `${api}/tweets`,
    headers: { authorization: "Bearer token-1", "content-type": "application/json" },
    idempotent: false,
    ...(json === undefined ? {} : { json }),
  });

export const expectList = (http: Script, query?: Record<string, string>) =>
  http.expectCall({
    operation: "list_posts",
    method: "GET",
    url: `${api}/users/1000000001/tweets`,
    ...(query ? { query } : {}),
  });
