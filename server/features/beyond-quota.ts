import { AppError } from "#server/core/errors.ts";

/** What quotas found against a time; `params` name the next instant that is allowed (`nextAt`), for the page to offer. */
type QuotaFinding = { params: Record<string, string | number> };

/** Throws CONFLICT with the first finding; nothing is moved to another time by itself. */
export function refuseBeyondQuota([finding]: readonly QuotaFinding[]): void {
  if (!finding) return;
  const { params } = finding;
  throw new AppError("CONFLICT", "beyond the account's quota", { userMessage: "QUOTA_FULL", params });
}
