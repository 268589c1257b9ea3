import { clientErrorOf } from "./client-error.ts";

/** The next time at which a full quota has room again, as the refusal tells it; null for every other refusal. */
export function nextAllowed(error: unknown): Date | null {
  const { message, params } = clientErrorOf(error);
  return message === "QUOTA_FULL" && params.nextAt ? new Date(params.nextAt) : null;
}
