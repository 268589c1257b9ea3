import { definePlatform } from "../platform.ts";
import { counter } from "./count.ts";
import { xErrors, xOAuthErrors, xProcessingErrors } from "./errors.ts";
import { xEvidence } from "./evidence.ts";
import { look } from "./look.ts";
import { xOAuth, xRefresh } from "./oauth.ts";
import { xPublish } from "./publish.ts";
import { xRules } from "./rules.ts";
import { xSetup } from "./setup.ts";
import { xWebhook } from "./webhook.ts";
import { words } from "./words.ts";

/** X by its API v2: OAuth 2.0 with PKCE, chunked media, posts and threads. */
export const x = definePlatform({
  id: "x",
  rules: xRules,
  errors: [...xErrors, ...xProcessingErrors, ...xOAuthErrors],
  evidence: xEvidence,
  setup: xSetup,
  look,
  words,
  counter,
  webhook: xWebhook,
  create: (deps) => ({
    oauth: xOAuth(deps),
    refresh: xRefresh(deps),
    publish: xPublish(deps),
  }),
});
