import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import { graphError } from "./errors.ts";
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
  const counts = new Map<string, { hour: number; calls: number }>();
  const hour = () => Math.floor(kit.clock.now() / (HOUR_MS * kit.pace));
  const read = (key: string): number => {
    const entry = counts.get(key);
    return entry && entry.hour === hour() ? entry.calls : 0;
  };
  const add = (key: string): number => {
    const calls = read(key) + 1;
    counts.set(key, { hour: hour(), calls });
    return calls;
  };
  const percent = (calls: number, budget: number): number => Math.ceil((calls / budget) * 100);
  return {
    count(token, account) {
      const app = add(`app:${token.clientId}`);
      const business = account === undefined ? 0 : add(`account:${account}`);
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
    headers(token, account) {
      const app = percent(read(`app:${token.clientId}`), APP_CALLS_PER_HOUR);
      const headers: Record<string, string> = {
        "x-app-usage": JSON.stringify({ call_count: app, total_cputime: app, total_time: app }),
      };
      if (account === undefined) return headers;
      const business = percent(read(`account:${account}`), ACCOUNT_CALLS_PER_HOUR);
      headers["x-business-use-case-usage"] = JSON.stringify({
        [account]: [
          {
            type: "instagram",
            call_count: business,
            total_cputime: business,
            total_time: business,
            estimated_time_to_regain_access: business > 100 ? 60 : 0,
          },
        ],
      });
      return headers;
    },
  };
}

export const withHeaders = (answer: Answer, headers: Record<string, string>): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
});
