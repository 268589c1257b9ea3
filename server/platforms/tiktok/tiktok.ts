import { definePlatform } from "../platform.ts";
import { tiktokErrors, tiktokFailReasons, tiktokOAuthErrors } from "./errors.ts";
import { tiktokOAuth, tiktokRefresh } from "./oauth.ts";
import { tiktokPublish } from "./publish.ts";
import { tiktokRules } from "./rules.ts";

/** Login Kit v2 and the Content Posting API. */
export const tiktok = definePlatform({
  id: "tiktok",
  label: "TikTok",
  rules: tiktokRules,
  errors: [...tiktokErrors, ...tiktokFailReasons, ...tiktokOAuthErrors],
  create: (deps) => ({
    id: "tiktok",
    label: "TikTok",
    rules: tiktokRules,
    oauth: tiktokOAuth(deps),
    refresh: tiktokRefresh(deps),
    publish: tiktokPublish(deps),
  }),
});
