import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import { graphError } from "../meta/graph-error.ts";
import type { Token } from "./state.ts";

const HOUR_MS = 3_600_000;
/** 200 calls an hour and user; an account's day is 4,800 × impressions, ten of them at the least. */
const APP_CALLS_PER_HOUR = 2_000;
const ACCOUNT_CALLS_PER_HOUR = 2_000;

/** Counts calls in the running hour and tells it in Meta's usage headers. Memory only. */
export interface Usage {
  /** Counts a call and throws the throttling error once the budget is spent. */
  count(token: Token, account: string | undefined): void;
  headers(token: Token, account: string | undefined): Record<string, string>;
}

export function createUsage(kit: Kit): Usage {
  const calls = createHourlyCounter(() => Math.floor(kit.clock.now() / (HOUR_MS * kit.pace)));
  const appKey = (token: Token) => `app:${token.clientId}`;
  return {
    count(token, account) {
      const app = calls.add(appKey(token));
      const business = account === undefined ? 0 : calls.add(account);
      if (!kit.settings().rateLimits) return;
      if (business > ACCOUNT_CALLS_PER_HOUR) {
        throw graphError({
          code: 80002,
          message:
            "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.",
        });
      }
      if (app > APP_CALLS_PER_HOUR)
        throw graphError({ code: 4, message: "(#4) Application request limit reached" });
    },
    headers: (token, account) => ({
      "x-app-usage": JSON.stringify(shares(calls.read(appKey(token)), APP_CALLS_PER_HOUR)),
      ...(account !== undefined && {
        "x-business-use-case-usage": businessUsage(account, calls.read(account)),
      }),
    }),
  };
}

function createHourlyCounter(hour: () => number) {
  const counts = new Map<string, { hour: number; calls: number }>();
  const read = (key: string): number => {
    const entry = counts.get(key);
    return entry?.hour === hour() ? entry.calls : 0;
  };
  return {
    read,
    add(key: string): number {
      const calls = read(key) + 1;
      counts.set(key, { hour: hour(), calls });
      return calls;
    },
  };
}

/** Percent of the budget, the same for calls and times. */
function shares(calls: number, budget: number) {
  const percent = Math.ceil((calls / budget) * 100);
  return { call_count: percent, total_cputime: percent, total_time: percent };
}

function businessUsage(account: string, calls: number): string {
  const usage = shares(calls, ACCOUNT_CALLS_PER_HOUR);
  const regain = usage.call_count > 100 ? 60 : 0;
  return JSON.stringify({
    [account]: [{ type: "instagram", ...usage, estimated_time_to_regain_access: regain }],
  });
}

export const withHeaders = (answer: Answer, headers: Record<string, string>): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
});
