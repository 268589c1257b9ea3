import { definePlatform } from "../platform.ts";
import { counter } from "./count.ts";
import { threadsErrors } from "./errors.ts";
import { threadsEvidence } from "./evidence.ts";
import { look } from "./look.ts";
import { threadsOAuth } from "./oauth.ts";
import { threadsPublish } from "./publish.ts";
import { threadsRules } from "./rules.ts";
import { threadsSetup } from "./setup.ts";
import { threadsRefresh } from "./tokens.ts";
import { threadsWebhook } from "./webhook.ts";
import { words } from "./words.ts";

/** Profiles of Threads, through its own login. */
export const threads = definePlatform({
  id: "threads",
  rules: threadsRules,
  errors: threadsErrors,
  evidence: threadsEvidence,
  setup: threadsSetup,
  look,
  words,
  counter,
  webhook: threadsWebhook,
  create: (deps) => ({
    oauth: threadsOAuth(deps),
    refresh: threadsRefresh(deps),
    publish: threadsPublish(deps),
  }),
});
