import { createHmac } from "node:crypto";
import http from "node:http";
import { type Delivery, type TimetableOptions, timetable } from "./timetable.ts";
import { createWorld, type Happening, type WorldOptions } from "./world.ts";

/**
 * The providers: a process of their own that delivers a world by its timetable, whatever becomes of it, and delivers again
 * what was not taken. It knows nothing of what is done to the product meanwhile.
 */
export interface ProviderOptions {
  /** Origin of the product. */
  url: string;
  world: WorldOptions;
  timetable: TimetableOptions;
  /** What is not taken so long after the last delivery of the timetable is given up. */
  patienceMs: number;
}

export interface ProviderReport {
  /** Epoch in ms. */
  startedAt: number;
  deliveries: number;
  duplicates: number;
  /** Happenings of which a delivery was answered with 2xx. */
  accepted: number;
  /** Sendings after a refusal, or after no answer in time. */
  redelivered: number;
  /** Deliveries that were never taken. */
  givenUp: number;
  /** What came instead of 2xx, by status; `late`, or what became of the connection, where no answer came. */
  refusals: Record<string, number>;
  /** First deliveries taken at their first sending, by the quarter of a second in which the answer came. */
  fresh: number[];
  /** ms, of first deliveries taken at their first sending. */
  p50: number;
  p99: number;
}

export const BUCKET_MS = 250;
/** No answer for so long is none. */
const ANSWER_WITHIN_MS = 5_000;
const SLOW_PIECES = 5;
const SLOW_PIECE_MS = 400;
/** Waits before the next sending: hours in life, seconds here. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;
const SECRETS = {
  tiktok: "sandbox-tiktok-secret-0123456789abcdef",
  onlyfans: "sandbox-onlyfans-secret-0123456789abcdef",
};

/** Delivers everything; resolves when all was taken or given up. `onStart` is called with the epoch of the first delivery. */
export async function provide(
  options: ProviderOptions,
  onStart: (startedAt: number) => void = () => undefined,
): Promise<ProviderReport> {
  const { happenings } = createWorld(options.world);
  const plan = timetable(happenings.length, options.timetable);
  const agent = new http.Agent({ keepAlive: true });
  const startedAt = Date.now();
  const deadline = startedAt + (plan.at(-1)?.atMs ?? 0) + options.patienceMs;
  const tally = createTally(startedAt, happenings.length);
  const under = new Set<Promise<void>>();
  onStart(startedAt);
  for (let next = 0; next < plan.length; ) {
    for (let due = plan[next]; due && startedAt + due.atMs <= Date.now(); due = plan[++next]) {
      const happening = happenings[due.happening];
      if (!happening) continue;
      const sending = deliver(options.url, agent, due, happening, tally, deadline).finally(() =>
        under.delete(sending),
      );
      under.add(sending);
    }
    await sleep(1);
  }
  await Promise.all(under);
  agent.destroy();
  return tally.report(plan);
}

/** Sends until it is taken, ever more rarely. */
async function deliver(
  origin: string,
  agent: http.Agent,
  { happening: index, first, slow }: Delivery,
  happening: Happening,
  tally: Tally,
  deadline: number,
): Promise<void> {
  for (let sending = 1, waitMs = FIRST_WAIT_MS; ; sending++, waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    const sentAt = performance.now();
    const outcome = await send(origin, agent, happening, slow);
    if (/^2\d\d$/.test(outcome)) {
      tally.taken(index, first && sending === 1 ? performance.now() - sentAt : undefined);
      return;
    }
    tally.refused(outcome);
    if (Date.now() + waitMs > deadline) return tally.gaveUp();
    await sleep(waitMs * (0.5 + Math.random()));
    tally.again();
  }
}

/** The status of the answer, or why there was none. */
function send(
  origin: string,
  agent: http.Agent,
  { source, body }: Happening,
  slow: boolean,
): Promise<string> {
  return new Promise((resolve) => {
    const request = http.request(`${origin}/api/webhooks/${source}`, {
      method: "POST",
      agent,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        ...signature(source, body),
      },
    });
    const late = setTimeout(
      () => {
        done("late");
        request.destroy();
      },
      ANSWER_WITHIN_MS + (slow ? SLOW_PIECES * SLOW_PIECE_MS : 0),
    );
    const done = (outcome: string) => {
      clearTimeout(late);
      resolve(outcome);
    };
    const broken = (error: NodeJS.ErrnoException) => done(error.code ?? error.message);
    request.on("response", (response) => {
      response.resume();
      response.on("end", () => done(String(response.statusCode)));
      response.on("error", broken);
    });
    request.on("error", broken);
    if (slow) void dribble(request, body);
    else request.end(body);
  });
}

async function dribble(request: http.ClientRequest, body: string): Promise<void> {
  const size = Math.ceil(body.length / SLOW_PIECES);
  for (let from = 0; from < body.length; from += size) {
    if (request.destroyed) return;
    request.write(body.slice(from, from + size));
    await sleep(SLOW_PIECE_MS);
  }
  request.end();
}

function signature(source: Happening["source"], body: string): Record<string, string> {
  const hex = (message: string) => createHmac("sha256", SECRETS[source]).update(message).digest("hex");
  const now = Math.floor(Date.now() / 1_000);
  return source === "tiktok"
    ? { "tiktok-signature": `t=${now},s=${hex(`${now}.${body}`)}` }
    : { signature: hex(body) };
}

interface Tally {
  taken(happening: number, freshMs: number | undefined): void;
  refused(outcome: string): void;
  again(): void;
  gaveUp(): void;
  report(plan: readonly Delivery[]): ProviderReport;
}

function createTally(startedAt: number, happenings: number): Tally {
  const accepted = new Uint8Array(happenings);
  const fresh: number[] = [];
  const latencies: number[] = [];
  const refusals: Record<string, number> = {};
  let redelivered = 0;
  let givenUp = 0;
  return {
    taken(happening, freshMs) {
      accepted[happening] = 1;
      if (freshMs === undefined) return;
      latencies.push(freshMs);
      const bucket = Math.floor((Date.now() - startedAt) / BUCKET_MS);
      while (fresh.length <= bucket) fresh.push(0);
      fresh[bucket] = (fresh[bucket] ?? 0) + 1;
    },
    refused(outcome) {
      refusals[outcome] = (refusals[outcome] ?? 0) + 1;
    },
    again: () => void redelivered++,
    gaveUp: () => void givenUp++,
    report(plan) {
      latencies.sort((a, b) => a - b);
      const quantile = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? Number.NaN;
      return {
        ...{ startedAt, redelivered, givenUp, refusals, fresh },
        deliveries: plan.length,
        duplicates: plan.filter(({ first }) => !first).length,
        accepted: accepted.reduce((sum, each) => sum + each, 0),
        ...{ p50: quantile(0.5), p99: quantile(0.99) },
      };
    },
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const [given] = process.argv.slice(2);
if (import.meta.main && given) {
  const report = await provide(JSON.parse(given), (startedAt) =>
    process.stdout.write(`${JSON.stringify({ startedAt })}\n`),
  );
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
