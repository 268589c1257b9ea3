import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { silentLog } from "#e2e/support/log.ts";
import { PrismaClient } from "#prisma/generated/client.ts";
import { createEmbeddedQueue } from "#server/adapters/embedded-queue/embedded-queue.ts";
import { systemClock } from "#server/core/clock.ts";
import { createDeliveryVerifier } from "#server/core/delivery-signature.ts";
import type { Queue } from "#server/core/ports.ts";
import { createAlarmRows } from "./alarm-rows.ts";
import { createCrew } from "./crew.ts";
import { createDeliver, type Deliver } from "./deliver.ts";
import { openDoor } from "./test-door.ts";
import { done, keys, noFaults, type TestServices, testRegistry } from "./test-support.ts";

export interface Worker {
  /** What its deliveries are signed for. */
  url: string;
  deliver: Deliver;
  queue: Queue;
  db: PrismaClient;
  log: ReturnType<typeof silentLog>;
  stop(): Promise<void>;
}

/** A whole worker on the wall clock: its own pool, its own door, the embedded alarm clock. */
export async function startWorker(databaseUrl: string, services: TestServices): Promise<Worker> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  pool.on("error", () => undefined);
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  const log = silentLog();
  const clock = systemClock;
  let deliver: Deliver = async () => new Response(null, { status: 503 });
  const door = await openDoor((name, request) => deliver(name, request));
  const verify = createDeliveryVerifier({ keys, baseUrl: door.url, clock });
  const rows = createAlarmRows({ db, clock });
  const queue = createEmbeddedQueue({
    rows,
    connection: { connectionString: databaseUrl },
    crew: { begin: (limit) => crew.begin(limit) },
    clock,
    log,
  });
  const jobDeps = { db, clock, log, registry: testRegistry, services, queue, faults: noFaults };
  const crew = createCrew(jobDeps);
  deliver = createDeliver({ ...jobDeps, verify });
  await queue.start();
  return {
    url: door.url,
    deliver,
    queue,
    db,
    log,
    async stop() {
      await queue.stop();
      await door.close();
      await db.$disconnect();
      await pool.end().catch(() => undefined);
    },
  };
}

// As a process of its own: `hang` claims rows and never finishes them, until it is killed.
const [databaseUrl, mode] = process.argv.slice(2);
if (import.meta.main && databaseUrl) {
  await startWorker(databaseUrl, {
    run: () => (mode === "hang" ? new Promise(() => undefined) : Promise.resolve(done)),
  });
  process.stdout.write("ready\n");
}
