import { testDatabase } from "#e2e/support/database.ts";
import type { AlarmRows } from "#server/core/alarm-rows.ts";
import { hurriedClock, type QueueHarness } from "#server/core/contracts/queue.contract.ts";
import type { Crew } from "#server/core/crew.ts";
import type { DeliveryVerifier } from "#server/core/delivery-signature.ts";
import type { Clock, Queue } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { createAlarmRows } from "./alarm-rows.ts";
import { openDoor, verified } from "./test-door.ts";
import { insertJob } from "./test-support.ts";

/**
 * What an adapter under test is built from: real rows, and a door that checks its signatures, or a crew for one that
 * needs no door.
 */
export interface QueueParts {
  rows: AlarmRows;
  databaseUrl: string;
  doorUrl: string;
  crew: Crew;
  clock: Clock;
}

export interface AdapterUnderTest {
  /** Left out where nothing comes through the door. */
  verifier?: DeliveryVerifier;
  create(): Queue;
  close?(): Promise<void>;
}

const PACE = 20;

/** As `deliver` does it: of many deliveries of one row, one finds it open. */
async function settle(db: Db, jobId: string): Promise<boolean> {
  const settled = await db.job.updateMany({
    where: { id: jobId, status: { in: ["pending", "running"] } },
    data: { status: "done" },
  });
  return settled.count === 1;
}

/** The jobs table on a fresh database and a door in front of it, for the contract suite. */
export async function queueHarness(
  build: (parts: QueueParts) => Promise<AdapterUnderTest>,
): Promise<QueueHarness> {
  const database = await testDatabase();
  const { db } = database;
  const clock = hurriedClock(PACE);
  const rings: QueueHarness["rings"] = [];
  let status = 200;
  const ringFor = async (jobId: string, name: string) => {
    const ring = { jobId, name, at: clock.now(), settles: false };
    rings.push(ring);
    if (status === 200) ring.settles = await settle(db, jobId);
  };
  const door = await openDoor(async (name, request) => {
    if (!adapter.verifier) return new Response(null, { status: 404 });
    await ringFor(await verified(adapter.verifier, name, request), name);
    return new Response(null, { status });
  });
  const rows = createAlarmRows({ db, clock });
  const crew = crewOf(rows, clock, ringFor);
  const adapter: AdapterUnderTest = await build({
    rows,
    databaseUrl: database.url,
    doorUrl: door.url,
    crew,
    clock,
  });
  return {
    queue: adapter.create(),
    clock,
    rings,
    answer: (next) => {
      status = next;
    },
    another: async () => adapter.create(),
    async commit({ inMs, abandoned }) {
      const runAt = new Date(clock.now().getTime() + inMs);
      const jobId = await insertJob(db, { runAt, createdAt: clock.now() });
      const lease = { status: "running", attempts: 1, fence: 1, leaseUntil: runAt } as const;
      if (abandoned) await db.job.update({ where: { id: jobId }, data: lease });
      return { jobId, name: "mail.send", runAt };
    },
    async close() {
      await adapter.close?.();
      await door.close();
      await database.close();
    },
  };
}

/** Holds each row for as long as a lease would. */
const HELD_MS = 10_000;

const crewOf = (
  rows: AlarmRows,
  clock: Clock,
  work: (jobId: string, name: string) => Promise<void>,
): Crew => ({
  async begin(limit) {
    const now = clock.now().getTime();
    const taken = await rows.take({ dueBy: new Date(now), armedUntil: new Date(now + HELD_MS), limit });
    return taken.map(({ jobId, name }) => work(jobId, name));
  },
});
