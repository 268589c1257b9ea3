import type { Problem } from "#app/lib/problem.ts";

/** Providers people can sign in with, by the names they give themselves. */
export const PROVIDER_LABELS = { google: "Google", github: "GitHub" } as const;
export type ProviderId = keyof typeof PROVIDER_LABELS;

export const isProviderId = (value: unknown): value is ProviderId =>
  typeof value === "string" && Object.hasOwn(PROVIDER_LABELS, value);

/** Codes a sign-in with a provider comes back with, as texts. */
const PROBLEMS: Record<string, string> = {
  access_denied: "denied",
  account_not_linked: "emailTaken",
  account_already_linked_to_different_user: "linkedElsewhere",
  email_not_found: "noEmail",
  email_not_verified: "emailUnconfirmed",
  state_mismatch: "tooLate",
  state_not_found: "tooLate",
  provider_trouble: "trouble",
  id_token_refused: "refused",
};

/** What went wrong at the provider, in words to come; null when the address says nothing about it. */
export function providerProblem(query: URLSearchParams): Problem | null {
  const code = query.get("error");
  if (code === null) return null;
  return { key: `auth:provider.problem.${Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : "failed"}` };
}
