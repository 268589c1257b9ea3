import type { Kit } from "../core/network.ts";
import { type Answer, Refusal } from "../core/operation.ts";
import { graphError } from "../meta/graph-error.ts";
import type { Token } from "./state.ts";

const HOUR_MS = 3_600_000;
/** A day is 4,800 × impressions, ten of them at the least: 48,000, of which the sandbox allows an even hour. */
const CALLS_PER_HOUR = 2_000;

/** Counts calls of the running hour per app and profile, and tells it in Meta's usage headers. Memory only. */
export interface Usage {
  /** Counts a call, does the work, and answers with the headers; throttles once the budget is spent. */
  counted(token: Token, work: () => Answer | Promise<Answer>): Promise<Answer>;
}

export function createUsage(kit: Kit): Usage {
  const counts = new Map<string, { hour: number; calls: number }>();
  return {
    async counted(token, work) {
      const hour = Math.floor(kit.clock.now() / (HOUR_MS * kit.pace));
      const before = counts.get(token.account);
      const calls = (before?.hour === hour ? before.calls : 0) + 1;
      counts.set(token.account, { hour, calls });
      const headers = usageHeaders(token, calls);
      try {
        if (kit.settings().rateLimits && calls > CALLS_PER_HOUR)
          throw graphError({ code: 4, message: "(#4) Application request limit reached" });
        return withHeaders(await work(), headers);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw new Refusal(withHeaders(error.answer, headers));
      }
    },
  };
}

function usageHeaders(token: Token, calls: number): Record<string, string> {
  const percent = Math.ceil((calls / CALLS_PER_HOUR) * 100);
  const shares = { call_count: percent, total_cputime: percent, total_time: percent };
  const regain = percent > 100 ? 60 : 0;
  const business = { type: "threads", ...shares, estimated_time_to_regain_access: regain };
  return {
    "x-app-usage": JSON.stringify(shares),
    "x-business-use-case-usage": JSON.stringify({ [token.account]: [business] }),
  };
}

const withHeaders = (answer: Answer, headers: Record<string, string>): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
});
