import { tokenBench } from "#e2e/support/token-bench.ts";
import { isAppError } from "#server/core/errors.ts";
import { rotatingPlatform, sharedClock } from "./client.ts";
import { openByUrl } from "./open-database.ts";

/** One of the processes that race: for each order it starts some refreshers and tells what token each one got. */
export interface RaceOrder {
  trial: number;
  connectionId: string;
  /** When each refresher starts, in real ms from now. */
  starts: number[];
}
export interface RaceAnswer {
  trial: number;
  tokens: string[];
  failures: string[];
}

const { DATABASE_URL = "", PROVIDER_URL = "", EPOCH = "0", SPEED = "1" } = process.env;
const clock = sharedClock(Number(EPOCH), Number(SPEED));
const database = openByUrl(DATABASE_URL);
const platforms = new Map([["tiktok", rotatingPlatform(PROVIDER_URL, clock)]]);
const { tokens } = tokenBench(database, clock, platforms);
/** As jobs do: what may pass by itself is tried again. */
const TRIES = 40;

async function refresher(connectionId: string, startMs: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, startMs));
  for (let attempt = 1; ; attempt++) {
    try {
      return (await tokens.fresh(connectionId)).accessToken;
    } catch (error) {
      if (!isAppError(error) || !error.retryable || attempt === TRIES) throw error;
      await clock.sleep(5_000);
    }
  }
}

process.on("message", async ({ trial, connectionId, starts }: RaceOrder) => {
  const outcomes = await Promise.allSettled(starts.map((start) => refresher(connectionId, start)));
  const answer: RaceAnswer = { trial, tokens: [], failures: [] };
  for (const outcome of outcomes)
    if (outcome.status === "fulfilled") answer.tokens.push(outcome.value);
    else answer.failures.push(String(outcome.reason?.code ?? outcome.reason));
  process.send?.(answer);
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
