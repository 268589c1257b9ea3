import { type AddJobFunction, type Runner, run as runGraphile } from "graphile-worker";
import pg from "pg";
import { done, insertJob } from "#jobs/test-support.ts";
import { startWorker } from "#jobs/test-worker.ts";

/** A job engine under measurement: both sides do nothing with each job but count it. */
export interface Engine {
  /** Writes as many due jobs in one statement. */
  fill(count: number): Promise<void>;
  /** Writes one job as a feature would, and lets the engine know. */
  enqueue(): Promise<void>;
  start(onJob: () => void): Promise<void>;
  stop(): Promise<void>;
}

const CONCURRENCY = 16;
const PAYLOAD = JSON.stringify({ to: "creator@example.com", template: "welcome", locale: "en", params: {} });

/** The engine of this house: table, claims, leases, record. */
export function houseEngine(url: string): Engine {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined;
  return {
    async fill(count) {
      await pool.query(
        `INSERT INTO jobs (id, name, payload, "runAt", "maxAttempts")
         SELECT gen_random_uuid(), 'mail.send', $1::jsonb, now() AT TIME ZONE 'utc', 10 FROM generate_series(1, $2)`,
        [PAYLOAD, count],
      );
    },
    async enqueue() {
      if (!worker) throw new Error("not started");
      const runAt = new Date();
      const jobId = await insertJob(worker.db, { runAt });
      await worker.queue.arm([{ jobId, name: "mail.send", runAt }]);
    },
    async start(onJob) {
      worker = await startWorker(url, {
        run: async () => {
          onJob();
          return done;
        },
      });
    },
    async stop() {
      await worker?.stop();
      await pool.end();
    },
  };
}

/** graphile-worker with its defaults, at the concurrency its own figures are given for. https://worker.graphile.org */
export function graphileEngine(url: string): Engine {
  const pool = new pg.Pool({ connectionString: url, max: CONCURRENCY + 4 });
  let runner: Runner | undefined;
  let addJob: AddJobFunction | undefined;
  let onJob: () => void = () => undefined;
  const begin = async () => {
    runner = await runGraphile({
      pgPool: pool,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      taskList: { count: async () => onJob() },
    });
    addJob = runner.addJob;
  };
  return {
    async fill(count) {
      await begin();
      await runner?.stop();
      await pool.query(`SELECT graphile_worker.add_job('count', $1::json) FROM generate_series(1, $2)`, [
        PAYLOAD,
        count,
      ]);
    },
    async enqueue() {
      await addJob?.("count", JSON.parse(PAYLOAD));
    },
    async start(listener) {
      onJob = listener;
      await begin();
    },
    async stop() {
      await runner?.stop();
      await pool.end();
    },
  };
}

/** Seconds from the first job to the last of a backlog, and milliseconds from enqueueing to the start of single ones. */
async function measure(engine: Engine, count: number, singles: number) {
  let seen = 0;
  let firstAt = 0;
  let lastAt = 0;
  let onSeen: () => void = () => undefined;
  await engine.fill(count);
  await engine.start(() => {
    lastAt = performance.now();
    if (seen++ === 0) firstAt = lastAt;
    onSeen();
  });
  while (seen < count) await new Promise((resolve) => setTimeout(resolve, 20));
  const perSecond = (count - 1) / ((lastAt - firstAt) / 1000);
  const latencies: number[] = [];
  for (let each = 0; each < singles; each++) {
    const begun = new Promise<void>((resolve) => {
      onSeen = resolve;
    });
    const askedAt = performance.now();
    await engine.enqueue();
    const writtenAt = performance.now();
    await begun;
    latencies.push(Math.max(0, lastAt - Math.max(askedAt, Math.min(writtenAt, lastAt))));
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  await engine.stop();
  return { perSecond, latencies };
}

const [name, url, count, singles] = process.argv.slice(2);
if (import.meta.main && url) {
  const engine = name === "graphile" ? graphileEngine(url) : houseEngine(url);
  process.stdout.write(JSON.stringify(await measure(engine, Number(count), Number(singles))));
  process.exit(0);
}
