import type { Limit, RateLimitVerdict } from "#server/http/rate-limit.ts";
import type { RateLimitPolicyName } from "#server/http/rate-limit-policies.ts";

const BASE_PATH = "/api/auth";

/** What each endpoint is counted as; every path has a count of its own. */
const POLICY_OF = {
  "/sign-in/email": "auth.sign-in",
  "/sign-up/email": "auth.sign-up",
  "/sign-in/social": "auth.provider",
  "/link-social": "auth.link",
  "/callback/google": "auth.provider",
  "/callback/github": "auth.provider",
  "/request-password-reset": "auth.mail",
  "/reset-password": "auth.mail",
  "/send-verification-email": "auth.mail",
  "/change-password": "auth.password",
  "/two-factor/verify-totp": "auth.code",
  "/two-factor/verify-backup-code": "auth.backup-code",
  "/passkey/generate-authenticate-options": "auth.passkey-options",
  "/passkey/verify-authentication": "auth.passkey",
} as const satisfies Record<string, RateLimitPolicyName>;

/**
 * Counts a request to better-auth before it gets there, whatever comes of it. (The library's own counting says neither
 * what is left nor, in the standard fields, when to come back.)
 */
export function limitAuth(limit: Limit, request: Request): Promise<RateLimitVerdict> {
  const path = new URL(request.url).pathname.slice(BASE_PATH.length);
  const isKnown = Object.hasOwn(POLICY_OF, path);
  return isKnown
    ? limit(request, POLICY_OF[path as keyof typeof POLICY_OF], { part: path.slice(1).replaceAll("/", ".") })
    : limit(request, "auth.other");
}
