import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { strictHttp } from "#e2e/support/strict-http.ts";
import type { PublishContent } from "#server/platforms/platform.ts";
import { createRedditApi } from "#server/platforms/reddit/api.ts";
import { redditPublish } from "#server/platforms/reddit/publish.ts";

export const api = "https://oauth.reddit.com";
export const session = {
  flavor: "web-app",
  externalId: "abc",
  accessToken: "at",
  scopes: ["submit", "mysubreddits"],
  meta: { username: "demo" },
};

/** A Reddit whose next calls are scripted. */
export function scriptedReddit() {
  const http = strictHttp();
  const clock = testClock();
  const deps = {
    http,
    clock,
    log: silentLog(),
    clients: {},
    urls: { api, www: "https://www.reddit.com" },
    settings: { userAgent: "web:huntaze:1.0 (by /u/somebody)" },
  };
  return { http, clock, publish: redditPublish(deps, createRedditApi(deps)) };
}
export type Scripted = ReturnType<typeof scriptedReddit>;

export const content = (
  kind: string,
  options: PublishContent["options"] = {},
  more: Partial<PublishContent> = {},
) => ({
  kind,
  text: kind === "self" ? "Slow *cooling*" : "",
  media: [],
  options: { subreddit: "r/KilnLife", title: " Cone 6 ", ...options },
  ...more,
});
export const looked = { handles: { newest: "1old" } };
export const ok = (data: object) => ({ json: { errors: [], data } });
export const madePost = ok({
  url: "https://www.reddit.com/r/kilnlife/comments/1demo1/cone_6/",
  id: "1demo1",
  name: "t3_1demo1",
});
