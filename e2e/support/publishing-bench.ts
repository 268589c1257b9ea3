import { AppError, type AppErrorOptions, type ErrorCode } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { FaultPoints } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { NotifyInput } from "#server/features/notifications/service.ts";
import { enqueuePublish } from "#server/features/publish-job.ts";
import { createPublishEngine, type PublishEngine } from "#server/features/publishing/engine.ts";
import type { PublishDeps } from "#server/features/publishing/run.ts";
import type { QuotaGate } from "#server/features/quota/service.ts";
import type { FreshSession } from "#server/features/tokens/service.ts";
import { createUnitOfWork, type UnitOfWork } from "#server/features/unit-of-work.ts";
import type { Proof } from "#server/platforms/platform.ts";
import { type TestClock, testClock } from "./clock.ts";
import type { TestDatabase } from "./database.ts";
import { type RecordedLog, silentLog } from "./log.ts";
import { type Disturbance, type ScriptedNetwork, type Style, scriptedNetwork } from "./scripted-network.ts";
import { rememberingTransport, seedConnection, seedImage, seedWorkspace } from "./workspace.ts";

/** What a fault point throws instead of killing the process. Nothing in the product may catch it. */
export class Killed extends Error {
  override name = "Killed";
}

/** Fault points that remember what was passed and strike where they are told. */
export interface Striking extends FaultPoints {
  passed: string[];
  /** Strikes at these positions, counted from now on: 1 is the next point passed. */
  strikeAt(...positions: number[]): void;
}

export function strikingFaults(): Striking {
  const passed: string[] = [];
  let positions = new Set<number>();
  return {
    passed,
    hit(name) {
      passed.push(name);
      if (positions.has(passed.length)) throw new Killed(`killed at ${name}`);
    },
    strikeAt(...next) {
      positions = new Set(next.map((position) => passed.length + position));
    },
  };
}

export interface Bench {
  clock: TestClock;
  log: RecordedLog;
  database: TestDatabase;
  work: UnitOfWork;
  network: ScriptedNetwork;
  faults: Striking;
  notices: NotifyInput[];
  platform: PublishDeps["platform"];
  /** Leaves room for everything. */
  quota: QuotaGate;
  /** Everything publishing needs, for workers of another kind. */
  deps: PublishDeps;
  tokens: { fresh(connectionId: string): Promise<FreshSession>; refused(): Promise<void> };
  actor: Actor;
  connectionId: string;
  postId: string;
  targetId: string;
  /** The words that tell this bench's post from all others. */
  text: string;
  /** What it posts, call by call: the text, and in a chain two more that answer it. */
  parts: string[];
  engine: PublishEngine;
  /** Another worker, in another process as it were. */
  newEngine(more?: Partial<PublishDeps>): PublishEngine;
  target(): Promise<Awaited<ReturnType<typeof readTarget>>>;
  attempts(): Promise<Awaited<ReturnType<typeof readAttempts>>>;
  timeline(): Promise<string[]>;
  /** Rings the target's next alarm, at its time. Undefined when none is set. */
  ringOnce(engine?: PublishEngine): Promise<"done" | "again" | "killed" | undefined>;
  /** Rings until no alarm is set, or the time is over. Throws when it goes on for ever. */
  ringUntilQuiet(options?: { forMs?: number }): Promise<void>;
}

const readTarget = ({ db }: TestDatabase, id: string) => db.postTarget.findUniqueOrThrow({ where: { id } });
const readAttempts = ({ db }: TestDatabase, targetId: string) =>
  db.publishAttempt.findMany({ where: { targetId }, orderBy: { number: "asc" } });

/** A worker that died is missed after ten seconds by its job and by its target. */
const MISSED_AFTER_MS = 10_000;
const MOST_RINGS = 2_000;

export interface BenchOptions {
  style?: Style;
  proof?: Proof;
  pace?: number;
}

/** One scheduled post on one account of a scripted network, with everything publishing needs around it. */
export async function publishingBench(database: TestDatabase, options: BenchOptions = {}): Promise<Bench> {
  const { db } = database;
  const { style = "container", proof, pace = 1 } = options;
  const clock = testClock();
  const log = silentLog();
  const work = createUnitOfWork({ db, clock, log, ...rememberingTransport() });
  const network = scriptedNetwork(clock, style, proof);
  const faults = strikingFaults();
  const notices: NotifyInput[] = [];
  const actor = await seedWorkspace(db);
  const connectionId = await seedConnection(db, actor, { platform: "net" });
  const text = `Hello ${newId()}`;
  const parts = style === "chain" ? [text, `${text} and on`, `${text} and out`] : [text];
  const tokens: Bench["tokens"] = {
    fresh: async () => sessionOf(actor, connectionId),
    refused: async () => {
      throw new AppError("NEEDS_RECONNECT", "the connection was marked");
    },
  };
  const deps: PublishDeps = {
    db,
    work,
    clock,
    log,
    faults,
    platform: (id) =>
      id === "net"
        ? {
            id,
            label: "Net",
            rules: {
              text: { max: 500, unit: "utf16" },
              kinds: [],
              options: [],
              ...(style === "chain" ? { thread: { maxParts: 10 } } : {}),
            },
            publish: network.publish,
          }
        : undefined,
    tokens: { fresh: (id) => tokens.fresh(id), refused: () => tokens.refused() },
    media: { loadMedia: async () => [] },
    notifications: { notify: async (_tx, input) => void notices.push(input) },
    pace,
    random: () => 0.5,
  };
  const newEngine = (more: Partial<PublishDeps> = {}) => createPublishEngine({ ...deps, ...more });
  const { postId, targetId } = await seedTarget(work, database, {
    actor,
    connectionId,
    text: parts.join("\n---\n"),
    now: clock.now(),
  });
  const bench: Bench = {
    clock,
    log,
    database,
    work,
    network,
    faults,
    notices,
    platform: deps.platform,
    quota: { limits: async () => [], issues: async () => [] },
    deps,
    tokens,
    actor,
    connectionId,
    postId,
    targetId,
    text,
    parts,
    newEngine,
    engine: newEngine(),
    target: () => readTarget(database, targetId),
    attempts: () => readAttempts(database, targetId),
    timeline: async () =>
      (await db.timelineEvent.findMany({ where: { postId }, orderBy: { id: "asc" } })).map(
        (event) => event.type,
      ),
    ringOnce: (engine = bench.engine) => ringNext(bench, engine),
    async ringUntilQuiet({ forMs = Infinity } = {}) {
      const until = clock.now().getTime() + forMs;
      for (let rings = 0; rings < MOST_RINGS; rings += 1)
        if (clock.now().getTime() >= until || !(await bench.ringOnce())) return;
      throw new Error("the target never comes to rest");
    },
  };
  return bench;
}

const sessionOf = (actor: Actor, connectionId: string): FreshSession => ({
  connectionId,
  workspaceId: actor.workspaceId,
  platform: "net",
  tokenVersion: 1,
  flavor: "login",
  externalId: "ext",
  accessToken: "canary-access-token",
  scopes: [],
  meta: {},
});

async function seedTarget(
  work: UnitOfWork,
  { db }: TestDatabase,
  seed: { actor: Actor; connectionId: string; text: string; now: Date },
): Promise<{ postId: string; targetId: string }> {
  const { workspaceId, userId: createdByUserId } = seed.actor;
  const mediaId = await seedImage(db, seed.actor);
  const [postId, targetId] = [newId(), newId()];
  const scheduledAt = seed.now;
  await work.run(async (tx) => {
    await tx.db.post.create({
      data: {
        id: postId,
        workspaceId,
        createdByUserId,
        text: seed.text,
        timeZone: "UTC",
        status: "scheduled",
        scheduledAt,
        media: { create: { mediaId, position: 0 } },
      },
    });
    await tx.db.postTarget.create({
      data: {
        id: targetId,
        workspaceId,
        postId,
        connectionId: seed.connectionId,
        kind: "note",
        status: "scheduled",
        scheduledAt,
      },
    });
    await enqueuePublish(tx, { id: targetId, workspaceId, revision: 1 }, scheduledAt);
  });
  return { postId, targetId };
}

/** The job table's promises in a few lines: due rows ring, a killed one rings again once its lease is over. */
async function ringNext(
  { clock, database: { db }, targetId, log }: Bench,
  engine: PublishEngine,
): Promise<"done" | "again" | "killed" | undefined> {
  const job = await db.job.findFirst({
    where: { name: "publish.target", key: { startsWith: targetId }, status: "pending" },
    orderBy: { runAt: "asc" },
  });
  if (!job) return undefined;
  if (job.runAt > clock.now()) await clock.advance(job.runAt.getTime() - clock.now().getTime());
  const settle = (status: "pending" | "done", runAt: Date) =>
    db.job.update({ where: { id: job.id }, data: { status, runAt } });
  await db.job.update({ where: { id: job.id }, data: { status: "running" } });
  try {
    const payload = job.payload as { targetId: string; revision: number };
    const result = await engine.run(payload, { signal: new AbortController().signal, log });
    await settle(
      result.outcome === "done" ? "done" : "pending",
      result.outcome === "again" ? result.at : job.runAt,
    );
    return result.outcome;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    await settle("pending", new Date(clock.now().getTime() + MISSED_AFTER_MS));
    return "killed";
  }
}

// Small words of the engine's tests -------------------------------------------------------------------------------

/** The network refuses with this, in words of its own; nothing happened there. */
export const refusal = (code: ErrorCode, options: AppErrorOptions = {}): Disturbance => ({
  kind: "refuse",
  error: new AppError(code, "refused", { status: 400, providerCode: "x/1", ...options }),
});

/** The network cannot be reached; nothing was sent. */
export const UNREACHABLE = refusal("NETWORK_ERROR", { retryable: true });

export const postsOf = (bench: Bench): number => bench.network.effects(bench.text).length;

/** How often each part is public. */
export const partsPosted = (bench: Bench): number[] =>
  bench.parts.map((part) => bench.network.effects(part).length);

/** One worker's run of the target as it stands, beside whatever else goes on. */
export async function runNow(bench: Bench, engine: PublishEngine = bench.engine) {
  const { revision } = await bench.target();
  const context = { signal: new AbortController().signal, log: bench.log };
  return engine.run({ targetId: bench.targetId, revision }, context);
}

/** Brings the target to `failed`: the network refuses it for good. */
export async function untilFailed(bench: Bench): Promise<Bench> {
  bench.network.disturb("publish", refusal("CONTENT_REJECTED"));
  await bench.ringUntilQuiet();
  return expectStatus(bench, "failed");
}

/** Brings the target to `unknown` for good: the post is there, the answer was lost, and nobody could tell for a day. */
export async function untilUnknown(bench: Bench): Promise<Bench> {
  bench.network.disturb("publish", { kind: "apply-then-drop" });
  bench.network.verdicts = Array.from({ length: 500 }, () => ({
    verdict: "pending",
    evidence: "still looking",
  }));
  await bench.ringUntilQuiet();
  bench.network.verdicts = [];
  return expectStatus(bench, "unknown");
}

async function expectStatus(bench: Bench, status: string): Promise<Bench> {
  const is = (await bench.target()).status;
  if (is !== status) throw new Error(`the target is ${is}, not ${status}`);
  return bench;
}
