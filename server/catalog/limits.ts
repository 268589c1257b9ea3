import {
  type RateLimitPolicy,
  type RateLimitPolicyName,
  rateLimitPolicies,
} from "#server/http/rate-limit-policies.ts";
import { withTable } from "./documents.ts";

/** What each policy guards, in the words of `docs/api.md`; a policy without words does not compile. */
const GUARDED: Readonly<Record<RateLimitPolicyName, string>> = {
  "auth.sign-in": "`/api/auth`: sign-in",
  "auth.sign-up": "`/api/auth`: sign-up",
  "auth.mail": "`/api/auth`: mails to reset a password or confirm an address, and their links",
  "auth.password": "`/api/auth`: change of password",
  "auth.code": "`/api/auth`: code of the authenticator",
  "auth.backup-code": "`/api/auth`: backup code",
  "auth.passkey": "`/api/auth`: sign-in with a passkey",
  "auth.passkey-options": "`/api/auth`: options of a passkey",
  "auth.provider": "`/api/auth`: sign-in with a provider",
  "auth.link": "`/api/auth`: linking a provider",
  "auth.other": "`/api/auth`: everything else",
  "oauth.start": "`/auth/:platform`",
  "oauth.callback": "`/auth/:platform/callback`",
  door: "whatever is counted by person, before anybody is looked up",
  "trpc.read": "`/api/trpc`: queries, the subscription",
  "trpc.write": "`/api/trpc`: mutations; forms that pages post",
  operator: "`/api/trpc`: procedures of operators",
  ai: "AI",
  upload: "`POST /api/media`",
  webhook: "`/api/webhooks/:source` and the other webhooks, each source by itself",
  "webhook.apify": "the webhook of Apify",
  job: "`/api/jobs/:name`",
  cron: "`/api/cron/refresh-oauth`",
  worker: "`/api/workers/webhooks`",
};

const HEAD = [
  "| Policy | What | Limit | Counted by | When limits cannot be counted together |",
  "|---|---|---|---|---|",
];

const FAILURE = { open: "each process goes on by itself", closed: "refused" } as const;

/** The table of every limit of requests, as the code has it. */
export function limitsTable(policies: Readonly<Record<string, RateLimitPolicy>> = rateLimitPolicies): string {
  const rows = Object.entries(policies).map(([name, { windows, by, onFailure, here }]) => {
    const what = GUARDED[name as RateLimitPolicyName];
    const counted = here ? `${by}, per process` : by;
    const failure = here ? "" : FAILURE[onFailure];
    return `| \`${name}\` | ${what} | ${windows.map(windowText).join(", ")} | ${counted} | ${failure} |`;
  });
  return [...HEAD, ...rows].join("\n");
}

const UNITS: readonly [number, string][] = [
  [3_600_000, "an hour"],
  [60_000, "a minute"],
];

function windowText({ limit, windowMs }: RateLimitPolicy["windows"][number]): string {
  const unit = UNITS.find(([ms]) => ms === windowMs)?.[1] ?? `in ${windowMs / 1_000} s`;
  return `${limit.toLocaleString("en-US")} ${unit}`;
}

/** `docs/api.md` with its table of limits renewed. Throws when the marks are missing. */
export const withLimitsTable = (document: string): string => withTable(document, "limits", limitsTable());
