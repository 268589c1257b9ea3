import { startRedis } from "#e2e/doubles/redis.ts";
import { startUpstash } from "#e2e/doubles/upstash.ts";
import { type Run, sudden } from "./run.ts";

/** What instances share, and how it breaks. */
export interface Store {
  env: Record<string, string>;
  break(): Promise<void>;
  mend(): Promise<void>;
  /** How often it was asked, as far as it noticed. */
  asked(): number;
  /** Broken, it still notices. */
  hears: boolean;
  close(): Promise<void>;
}

/** A Redis server behind a proxy where nobody listens any more. */
export async function refusingRedis(): Promise<Store> {
  const redis = await startRedis();
  return {
    env: { REDIS_URL: redis.url },
    break: redis.refuse,
    mend: redis.accept,
    asked: redis.commands,
    hears: false,
    close: redis.close,
  };
}

/** … that takes connections and commands, and answers nothing. */
export async function silentRedis(): Promise<Store> {
  const redis = await startRedis();
  return {
    env: { REDIS_URL: redis.url },
    break: async () => redis.fault("silent"),
    mend: async () => redis.fault("none"),
    asked: redis.commands,
    hears: true,
    close: redis.close,
  };
}

/** Upstash's interface, answering 500. */
export async function failingUpstash(): Promise<Store> {
  const upstash = await startUpstash();
  return {
    env: { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
    break: async () => upstash.fault("status-500"),
    mend: async () => upstash.fault("none"),
    asked: () => upstash.requests.length,
    hears: true,
    close: upstash.close,
  };
}

const ASK_EVERY_MS = 200;
/** A limit that is counted in the store, before a door that opens for nobody here. */
const COUNTED = "/api/platforms/status";
const UNAUTHORIZED = 401;

/**
 * The store breaks early, is mended, and breaks for good. Beside the webhooks, whose limit is counted in the process, five
 * requests a second make the product ask the store: a broken store that nobody asks would prove nothing. They must all be
 * answered as if it were well.
 */
export async function storeBreaks(run: Run, store: Store): Promise<void> {
  const over = new AbortController();
  const statuses = askBeside(run, over.signal);
  await run.until(0.15 * run.lengthMs);
  const before = store.asked();
  await sudden(run, store.break);
  await run.until(0.5 * run.lengthMs);
  const whileBroken = store.asked() - before;
  await sudden(run, store.mend);
  await run.until(0.7 * run.lengthMs);
  await sudden(run, store.break);
  await run.until(run.lengthMs);
  over.abort();
  const wrong = (await statuses).filter((status) => status !== UNAUTHORIZED);
  if (wrong.length > 0)
    run.wrongs.push(`counted by the store: answered ${[...new Set(wrong)]}, ${wrong.length} times`);
  if (before === 0 || (store.hears && whileBroken === 0)) run.wrongs.push("nobody asked the store");
}

async function askBeside({ stage, sleep }: Run, over: AbortSignal): Promise<number[]> {
  const statuses: number[] = [];
  while (!over.aborted) {
    const status = await fetch(stage.app().url + COUNTED).then(
      (response) => response.arrayBuffer().then(() => response.status),
      () => 0,
    );
    statuses.push(status);
    await sleep(ASK_EVERY_MS);
  }
  return statuses;
}
