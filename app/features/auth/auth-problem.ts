import type { Problem } from "#app/lib/problem.ts";

/** better-auth's codes as texts, and the field each one belongs to. */
const PROBLEMS: Record<string, Problem> = {
  INVALID_EMAIL_OR_PASSWORD: { key: "auth:problem.credentials" },
  EMAIL_NOT_VERIFIED: { key: "auth:problem.unverified" },
  INVALID_EMAIL: { key: "auth:invalid.email", field: "email" },
  INVALID_NAME: { key: "auth:invalid.name", field: "name" },
  PASSWORD_TOO_SHORT: { key: "auth:invalid.password", field: "password" },
  PASSWORD_TOO_LONG: { key: "auth:problem.passwordTooLong", field: "password" },
  INVALID_PASSWORD: { key: "auth:problem.wrongPassword", field: "currentPassword" },
  INVALID_TOKEN: { key: "auth:problem.link" },
  TOKEN_EXPIRED: { key: "auth:problem.link" },
  INVALID_CODE: { key: "auth:problem.code", field: "code" },
  INVALID_BACKUP_CODE: { key: "auth:problem.backupCode", field: "code" },
  INVALID_TWO_FACTOR_COOKIE: { key: "auth:problem.challengeOver" },
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: { key: "auth:problem.challengeOver" },
  ACCOUNT_TEMPORARILY_LOCKED: { key: "auth:problem.locked" },
  AUTH_CANCELLED: { key: "auth:problem.passkeyCancelled" },
  ERROR_CEREMONY_ABORTED: { key: "auth:problem.passkeyCancelled" },
  REGISTRATION_CANCELLED: { key: "auth:problem.passkeyCancelled" },
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: { key: "auth:problem.passkeyKnown" },
  PASSKEY_NOT_FOUND: { key: "auth:problem.passkeyUnknown" },
  CHALLENGE_NOT_FOUND: { key: "auth:problem.passkeyLate" },
  AUTHENTICATION_FAILED: { key: "auth:problem.passkeyLate" },
  FAILED_TO_VERIFY_REGISTRATION: { key: "auth:problem.passkeyLate" },
  USER_NOT_CHECKED: { key: "auth:problem.passkeyUnchecked" },
  SESSION_NOT_FRESH: { key: "auth:problem.signInAgain" },
  EMAIL_ALREADY_VERIFIED: { key: "auth:problem.alreadyConfirmed" },
  INVALID_ORIGIN: { key: "auth:problem.origin" },
  MISSING_OR_NULL_ORIGIN: { key: "auth:problem.origin" },
  CROSS_SITE_NAVIGATION_LOGIN_BLOCKED: { key: "auth:problem.origin" },
  UNAUTHORIZED: { key: "errors:UNAUTHORIZED" },
  BAD_REQUEST: { key: "errors:BAD_REQUEST" },
  VALIDATION_ERROR: { key: "errors:VALIDATION_ERROR" },
};

/** A refusal of the sign-in library, in words to come. What we do not know is said to be our fault. */
export function authProblem({
  status,
  code,
  retryAfterS,
}: {
  status: number;
  code: string;
  retryAfterS: number;
}): Problem {
  const known = PROBLEMS[code];
  if (known) return known;
  if (status === 429)
    return { key: "auth:problem.tooMany", params: { count: Math.max(1, Math.ceil(retryAfterS / 60)) } };
  return { key: "errors:INTERNAL_ERROR" };
}
