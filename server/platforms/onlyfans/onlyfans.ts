import { AppError } from "#server/core/errors.ts";
import { definePlatform, type PlatformDeps, type RefreshCapability } from "../platform.ts";
import { createOnlyFansApi } from "./api.ts";
import { onlyfansConnect } from "./connect.ts";
import { onlyfansErrors } from "./errors.ts";
import { onlyfansEvidence } from "./evidence.ts";
import { look } from "./look.ts";
import { onlyfansPublish } from "./publish.ts";
import { onlyfansAudience } from "./reads.ts";
import { onlyfansRules } from "./rules.ts";
import { onlyfansSetup } from "./setup.ts";
import { onlyfansWebhook } from "./webhook.ts";
import { words } from "./words.ts";

/** OnlyFans through OnlyFansAPI.com, a documented third party; there is no API of OnlyFans' own. */
export const onlyfans = definePlatform({
  id: "onlyfans",
  rules: onlyfansRules,
  errors: onlyfansErrors,
  evidence: onlyfansEvidence,
  setup: onlyfansSetup,
  look,
  words,
  webhook: onlyfansWebhook,
  create: (deps: PlatformDeps) => {
    const api = createOnlyFansApi(deps);
    return {
      connect: onlyfansConnect(deps, api),
      refresh: keyRefresh,
      publish: onlyfansPublish(deps, api),
      audience: onlyfansAudience(api),
    };
  },
});

const CENTURY_MS = 100 * 365 * 86_400_000;

/** A key does not expire and cannot be renewed: it is never old enough, so one that is refused is lost at once. */
const keyRefresh: RefreshCapability = {
  rule: () => ({ minAgeMs: CENTURY_MS, marginMs: 0, rotates: false }),
  refresh: async () => {
    throw new AppError("NEEDS_RECONNECT", "onlyfans: keys are not renewed", {
      params: { reason: "onlyfans_key_refused" },
    });
  },
};
