import { type JobName, type JobPayload, jobContracts } from "#jobs/contracts.ts";
import { Prisma, type PrismaClient } from "#prisma/generated/client.ts";
import type { Clock, DomainEvent, EventBus, Log, Queue, QueueMessage } from "#server/core/ports.ts";
import { recordAnnouncement } from "./announce.ts";
import type { Announcement } from "./outgoing/schema.ts";
import { type Ring, ringRows } from "./ring-many.ts";

export type Db = PrismaClient;

/** A piece of a statement that several of them share. */
export const sql = Prisma.sql;

export interface EnqueueOptions {
  /** Not before; now when left out. */
  runAt?: Date;
  /** The same (name, key) enqueues once; the existing row is kept. */
  key?: string;
  workspaceId?: string;
}

/** One transaction: business rows, job rows and ledger rows are written through it or not at all. */
export interface Tx {
  db: Prisma.TransactionClient;
  /** Writes the job row. Returns its id, or undefined when the key was already taken. */
  enqueue<N extends JobName>(
    name: N,
    payload: JobPayload<N>,
    options?: EnqueueOptions,
  ): Promise<string | undefined>;
  /**
   * Rings the row of this key now: a pending one earlier than planned, a finished or dead one once more, a missing one
   * for the first time. False when it is running at this moment (or was canceled): it has read the world already and
   * may miss what this transaction changes.
   */
  ring<N extends JobName>(
    name: N,
    payload: JobPayload<N>,
    options: EnqueueOptions & { key: string },
  ): Promise<boolean>;
  /** `ring` for many at once; resolves to the keys for which it would have said true. */
  ringMany<N extends JobName>(name: N, rings: readonly Ring<N>[]): Promise<Set<string>>;
  /** Tells the workspace's own webhooks and alert channels, once per cause: rows of this transaction, like all else. */
  announce(event: Announcement): Promise<void>;
  /** Tells open pages after the commit. */
  emit(event: DomainEvent): void;
}

export interface UnitOfWork {
  /** Runs `work` in one transaction; alarms are armed and events sent only after the commit. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export interface UnitOfWorkDeps {
  db: Db;
  queue: Queue;
  events: EventBus;
  clock: Clock;
  log: Log;
}

export function createUnitOfWork(deps: UnitOfWorkDeps): UnitOfWork {
  return {
    async run(work) {
      const messages: QueueMessage[] = [];
      const events: DomainEvent[] = [];
      const result = await deps.db.$transaction((db) =>
        work({
          db,
          emit: (event) => void events.push(event),
          announce: (event) => announce(db, deps.clock, messages, event),
          enqueue: (name, payload, options) => insertJob(db, deps.clock, messages, name, payload, options),
          ring: (name, payload, options) => ringJob(db, deps.clock, messages, name, payload, options),
          ringMany: (name, rings) => ringMany(db, deps.clock, messages, name, rings),
        }),
      );
      await afterCommit(deps, messages, events);
      return result;
    },
  };
}

async function insertJob<N extends JobName>(
  db: Prisma.TransactionClient,
  clock: Clock,
  messages: QueueMessage[],
  name: N,
  payload: JobPayload<N>,
  options: EnqueueOptions = {},
): Promise<string | undefined> {
  const contract = jobContracts[name];
  const runAt = options.runAt ?? clock.now();
  const [row] = await db.job.createManyAndReturn({
    data: [
      {
        name,
        key: options.key ?? null,
        workspaceId: options.workspaceId ?? null,
        payload: contract.payload.parse(payload) as Prisma.InputJsonValue,
        runAt,
        maxAttempts: contract.maxAttempts,
      },
    ],
    skipDuplicates: true,
    select: { id: true },
  });
  if (row) messages.push({ jobId: row.id, name, runAt });
  return row?.id;
}

async function ringJob<N extends JobName>(
  db: Prisma.TransactionClient,
  clock: Clock,
  messages: QueueMessage[],
  name: N,
  payload: JobPayload<N>,
  options: EnqueueOptions & { key: string },
): Promise<boolean> {
  const runAt = options.runAt ?? clock.now();
  const [row] = await db.job.updateManyAndReturn({
    where: { name, key: options.key, status: { in: ["pending", "done", "dead"] } },
    data: { status: "pending", runAt, attempts: 0, finishedAt: null, armedUntil: null },
    select: { id: true },
  });
  if (!row) return (await insertJob(db, clock, messages, name, payload, options)) !== undefined;
  messages.push({ jobId: row.id, name, runAt });
  return true;
}

async function ringMany<N extends JobName>(
  db: Prisma.TransactionClient,
  clock: Clock,
  messages: QueueMessage[],
  name: N,
  rings: readonly Ring<N>[],
): Promise<Set<string>> {
  const runAt = clock.now();
  const rows = await ringRows(db, runAt, name, rings);
  for (const { id } of rows) messages.push({ jobId: id, name, runAt });
  return new Set(rows.map(({ key }) => key));
}

async function announce(
  db: Prisma.TransactionClient,
  clock: Clock,
  messages: QueueMessage[],
  event: Announcement,
): Promise<void> {
  const { workspaceId } = event;
  for (const { name, payload, key } of await recordAnnouncement(db, clock.now(), event))
    await insertJob(db, clock, messages, name, payload, { key, workspaceId });
}

/** The rows are committed: whatever fails here is caught up by the queue's own sweep, so it is logged, not thrown. */
async function afterCommit(
  deps: UnitOfWorkDeps,
  messages: QueueMessage[],
  events: DomainEvent[],
): Promise<void> {
  const failed = (what: string) => (error: unknown) => deps.log.warn(what, { error });
  if (messages.length > 0)
    await deps.queue.arm(messages).catch(failed("queue.arm failed; the sweep will arm"));
  await Promise.all(events.map((event) => deps.events.publish(event).catch(failed("event lost"))));
}
