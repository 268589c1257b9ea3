import { definePlatform } from "../platform.ts";
import { createRedditApi } from "./api.ts";
import {
  redditErrors,
  redditFindings,
  redditOAuthErrors,
  redditStatusErrors,
  redditUploadErrors,
  redditValidationErrors,
} from "./errors.ts";
import { redditEvidence } from "./evidence.ts";
import { look } from "./look.ts";
import { redditOAuth, redditRefresh } from "./oauth.ts";
import { redditPublish } from "./publish.ts";
import { redditRules } from "./rules.ts";
import { redditSetup } from "./setup.ts";
import { words } from "./words.ts";

/** Reddit's OAuth API. It sends no webhooks. */
export const reddit = definePlatform({
  id: "reddit",
  rules: redditRules,
  errors: [
    ...redditErrors,
    ...redditValidationErrors,
    ...redditStatusErrors,
    ...redditUploadErrors,
    ...redditOAuthErrors,
    ...Object.values(redditFindings),
  ],
  evidence: redditEvidence,
  setup: redditSetup,
  look,
  words,
  create(deps) {
    const api = createRedditApi(deps);
    return {
      oauth: redditOAuth(deps, api),
      refresh: redditRefresh(deps, api),
      publish: redditPublish(deps, api),
    };
  },
});
