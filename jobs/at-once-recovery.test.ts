import { type ChildProcess, spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { rememberingTransport } from "#e2e/support/workspace.ts";
import { systemClock } from "#server/core/clock.ts";
import { createUnitOfWork, type Tx } from "#server/features/unit-of-work.ts";
import { type AtOnce, createAtOnce } from "./at-once.ts";
import { applyEvent, type WebhookProcessServices } from "./definitions/webhook-apply.ts";
import { done } from "./test-support.ts";
import { startWorker, type Worker } from "./test-worker.ts";
import { connectedAccount, openTraces, storedEvent, type Traces } from "./webhook-events.fixture.ts";

let database: TestDatabase;
let traces: Traces;
let child: ChildProcess | undefined;
let survivor: { worker: Worker; atOnce: AtOnce } | undefined;
beforeAll(async () => {
  database = await testDatabase();
  traces = await openTraces(database.db);
  await connectedAccount(database.db, "act.1");
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await survivor?.atOnce.stop();
  await survivor?.worker.stop();
  await database.close();
});

/** A process that begins to apply these and never ends. */
async function hangingProcess(eventIds: string[]): Promise<ChildProcess> {
  const started = spawn(process.execPath, ["jobs/at-once-process.fixture.ts", database.url, ...eventIds], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    started.stdout.once("data", () => resolve());
    started.once("exit", () => reject(new Error("the process ended early")));
  });
  return started;
}

/** Another process of the house, as far as webhooks go. */
async function openSurvivor(): Promise<{ worker: Worker; atOnce: AtOnce }> {
  const [clock, log] = [systemClock, silentLog()];
  const leave = async (tx: Tx) => {
    await traces.leave(tx);
    return "applied" as const;
  };
  const worker: Worker = await startWorker(database.url, {
    run: (payload, _context, name) =>
      name === "webhook.process"
        ? applyEvent((payload as { eventId: string }).eventId, services)
        : Promise.resolve(done),
  });
  const { db, queue } = worker;
  const services: WebhookProcessServices = {
    ...{ db, clock, unitOfWork: createUnitOfWork({ db, clock, log, ...rememberingTransport(), queue }) },
    webhookEffects: { settlePublication: leave, connectionRevoked: leave, messageReceived: leave },
  };
  const atOnce = createAtOnce({ services, clock, log });
  atOnce.start();
  return { worker, atOnce };
}

it("a killed process's webhooks are applied within 15 s by another, each once: begun or not", async () => {
  survivor = await openSurvivor();
  const ids = await Promise.all(Array.from({ length: 12 }, () => storedEvent(database.db)));
  child = await hangingProcess(ids);
  const states = async () =>
    (await database.db.webhookEvent.groupBy({ by: ["status"], _count: true })).map(
      ({ status, _count }) => `${status} ${_count}`,
    );
  expect((await states()).toSorted().at(0)).toMatch(/^processing /);
  const killedAt = Date.now();
  child.kill("SIGKILL");
  await expect.poll(states, { timeout: 20_000 }).toEqual(["done 12"]);
  expect(Date.now() - killedAt).toBeLessThan(15_000);
  expect(await traces.count()).toBe(12);
}, 60_000);
