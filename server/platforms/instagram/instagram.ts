import { definePlatform } from "../platform.ts";
import { instagramErrors } from "./errors.ts";
import { instagramEvidence } from "./evidence.ts";
import { look } from "./look.ts";
import { instagramOAuth } from "./oauth.ts";
import { instagramPublish } from "./publish.ts";
import { instagramRefresh } from "./refresh.ts";
import { instagramRules } from "./rules.ts";
import { instagramSetup } from "./setup.ts";
import { instagramWebhook } from "./webhook.ts";
import { words } from "./words.ts";

/** Professional accounts, through Instagram's own login or Facebook's. */
export const instagram = definePlatform({
  id: "instagram",
  rules: instagramRules,
  errors: instagramErrors,
  evidence: instagramEvidence,
  setup: instagramSetup,
  look,
  words,
  webhook: instagramWebhook,
  create: (deps) => ({
    oauth: instagramOAuth(deps),
    refresh: instagramRefresh(deps),
    publish: instagramPublish(deps),
  }),
});
