import { definePlatform } from "../platform.ts";
import { counter } from "./count.ts";
import { mastodonErrors, mastodonOAuthErrors } from "./errors.ts";
import { mastodonEvidence } from "./evidence.ts";
import { look } from "./look.ts";
import { mastodonOAuth, mastodonRefresh } from "./oauth.ts";
import { mastodonPublish } from "./publish.ts";
import { mastodonRules } from "./rules.ts";
import { mastodonSetup } from "./setup.ts";
import { words } from "./words.ts";

/** Accounts of one Mastodon server, the installation's choice. */
export const mastodon = definePlatform({
  id: "mastodon",
  rules: mastodonRules,
  errors: [...mastodonErrors, ...mastodonOAuthErrors],
  evidence: mastodonEvidence,
  setup: mastodonSetup,
  look,
  words,
  counter,
  create: (deps) => ({
    oauth: mastodonOAuth(deps),
    refresh: mastodonRefresh(deps),
    publish: mastodonPublish(deps),
  }),
});
