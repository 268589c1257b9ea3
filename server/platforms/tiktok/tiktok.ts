import { definePlatform } from "../platform.ts";
import { tiktokErrors, tiktokFailReasons, tiktokOAuthErrors } from "./errors.ts";
import { tiktokEvidence } from "./evidence.ts";
import { look } from "./look.ts";
import { tiktokOAuth, tiktokRefresh } from "./oauth.ts";
import { tiktokPublish } from "./publish.ts";
import { tiktokRules } from "./rules.ts";
import { tiktokSetup } from "./setup.ts";
import { tiktokWebhook } from "./webhook.ts";
import { words } from "./words.ts";

/** Login Kit v2 and the Content Posting API. */
export const tiktok = definePlatform({
  id: "tiktok",
  rules: tiktokRules,
  errors: [...tiktokErrors, ...tiktokFailReasons, ...tiktokOAuthErrors],
  evidence: tiktokEvidence,
  setup: tiktokSetup,
  look,
  words,
  webhook: tiktokWebhook,
  create: (deps) => ({
    oauth: tiktokOAuth(deps),
    refresh: tiktokRefresh(deps),
    publish: tiktokPublish(deps),
  }),
});
