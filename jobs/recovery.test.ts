import { type ChildProcess, spawn } from "node:child_process";
import net from "node:net";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { systemClock } from "#server/core/clock.ts";
import type { JobResult } from "./job.ts";
import { done, insertJob, signedDelivery } from "./test-support.ts";
import { startWorker, type Worker } from "./test-worker.ts";

let database: TestDatabase;
let workers: Worker[] = [];
const children: ChildProcess[] = [];
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  workers = [];
  await database.db.job.deleteMany();
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await database.close();
});

async function worker(run: (payload: unknown) => Promise<JobResult>, url = database.url): Promise<Worker> {
  const started = await startWorker(url, { run });
  workers.push(started);
  return started;
}

/** A worker process that takes rows and never finishes them. */
async function hangingProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["jobs/test-worker.ts", database.url, "hang"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", () => reject(new Error("the worker process ended early")));
  });
  return child;
}

const enqueue = (count: number) =>
  Promise.all(Array.from({ length: count }, () => insertJob(database.db, { runAt: new Date() })));
const statuses = async () => {
  const rows = await database.db.job.groupBy({ by: ["status"], _count: true });
  return Object.fromEntries(rows.map(({ status, _count }) => [status, _count]));
};

describe("a worker", () => {
  it("resumes within 15 s what a killed process was working on", async () => {
    const child = await hangingProcess();
    const ids = await enqueue(3);
    await expect.poll(statuses, { timeout: 10_000 }).toEqual({ running: 3 });
    const resumedAt: number[] = [];
    await worker(async () => {
      resumedAt.push(Date.now());
      return done;
    });
    const killedAt = Date.now();
    child.kill("SIGKILL");
    await expect.poll(statuses, { timeout: 20_000 }).toEqual({ done: ids.length });
    expect(resumedAt).toHaveLength(3);
    expect(Math.max(...resumedAt) - killedAt).toBeLessThan(15_000);
  }, 40_000);

  it("hears at once what another process enqueued, when that one has no room", async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const full = await worker(async () => {
      await released;
      return done;
    });
    const stuck = await enqueue(512);
    await full.queue.arm(stuck.map((jobId) => ({ jobId, name: "mail.send", runAt: new Date() })));
    await expect.poll(statuses, { timeout: 10_000 }).toEqual({ running: 512 });
    let heardAt = 0;
    await worker(async () => {
      heardAt = Date.now();
      return done;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const armedAt = Date.now();
    const [jobId = ""] = await enqueue(1);
    await full.queue.arm([{ jobId, name: "mail.send", runAt: new Date() }]);
    await expect.poll(() => heardAt, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(heardAt - armedAt).toBeLessThan(3_000);
    release();
    await expect.poll(statuses, { timeout: 10_000 }).toEqual({ done: 513 });
  }, 30_000);

  it("does three hundred due jobs within ten seconds, each once", async () => {
    const ids = await enqueue(300);
    let runs = 0;
    const startedAt = Date.now();
    await worker(async () => {
      runs++;
      return done;
    });
    await expect.poll(statuses, { timeout: 20_000 }).toEqual({ done: ids.length });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect(runs).toBe(300);
  }, 30_000);

  it("loses no job and needs no restart while its database sessions are killed again and again", async () => {
    const one = await worker(async () => done);
    const two = await worker(async () => done);
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const kill = () =>
      admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
    await enqueue(150);
    for (let round = 0; round < 6; round++) {
      await kill();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const ids = await enqueue(50).catch(() => []);
      const messages = ids.map((jobId) => ({ jobId, name: "mail.send", runAt: new Date() }));
      await Promise.all([one.queue.arm(messages), two.queue.arm(messages)]);
    }
    const total = await database.db.job.count();
    await expect.poll(statuses, { timeout: 25_000 }).toEqual({ done: total });
    expect(total).toBeGreaterThan(150);
    await admin.end();
  }, 60_000);

  it("finds the database again after it was away, and every job is done", async () => {
    const proxy = await startProxy(database.url);
    const { db, queue } = await worker(async () => done, proxy.url);
    const [first = ""] = await enqueue(1);
    await queue.arm([{ jobId: first, name: "mail.send", runAt: new Date() }]);
    await expect.poll(statuses, { timeout: 10_000 }).toEqual({ done: 1 });
    await proxy.goAway();
    await enqueue(20);
    await expect(db.job.count()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await statuses()).toEqual({ done: 1, pending: 20 });
    await proxy.comeBack();
    await expect.poll(statuses, { timeout: 15_000 }).toEqual({ done: 21 });
    await Promise.all(workers.map((started) => started.stop()));
    workers = [];
    await proxy.goAway();
  }, 40_000);

  it("asks the transport to try again while the database is away", async () => {
    const proxy = await startProxy(database.url);
    const { deliver, queue, url } = await worker(async () => done, proxy.url);
    await queue.stop();
    const [jobId = ""] = await enqueue(1);
    await proxy.goAway();
    const response = await deliver(
      "mail.send",
      await signedDelivery(systemClock, "mail.send", { jobId }, `${url}/api/jobs/mail.send`),
    );
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toEqual({
      error: { code: "UNAVAILABLE", message: "UNAVAILABLE", params: {} },
    });
  });
});

/** Stands between a worker and the database; away, it resets every connection and refuses new ones. */
async function startProxy(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((inbound) => {
    const outbound = net.connect(Number(target.port), target.hostname);
    for (const socket of [inbound, outbound]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    inbound.pipe(outbound).pipe(inbound);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as net.AddressInfo;
  return {
    url: Object.assign(new URL(databaseUrl), { port: String(port) }).href,
    goAway: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.resetAndDestroy();
      }),
    comeBack: () => listen(port),
  };
}
