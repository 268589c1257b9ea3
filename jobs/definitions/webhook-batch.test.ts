import { afterAll, beforeAll, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { newId } from "#server/core/ids.ts";
import { createUnitOfWork, type UnitOfWork } from "#server/features/unit-of-work.ts";
import { connectedAccount, storedEvent } from "../webhook-events.fixture.ts";
import { setAside } from "./webhook-batch.ts";

const clock = testClock();
let database: TestDatabase;
let unitOfWork: UnitOfWork;
beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  const queue = { arm: async () => undefined, start: async () => undefined, stop: async () => undefined };
  const events = { publish: async () => undefined, subscribe: async function* () {} };
  unitOfWork = createUnitOfWork({ db, queue, events, clock, log: silentLog() });
  await connectedAccount(db, "act.connected");
});
afterAll(() => database.close());

const event = (type: string, accountRef: string | null, status: "received" | "done" = "received") =>
  storedEvent(database.db, { type, accountRef, status });
const stateOf = async (id: string) => {
  const { status, lastError, attempts } = await database.db.webhookEvent.findUniqueOrThrow({ where: { id } });
  return { status, lastError, attempts };
};

it("sets aside what causes nothing, with the reason, and leaves over what is about a connected account", async () => {
  const stranger = await event("post.publish.complete", "act.stranger");
  const noUse = await event("portability.download.ready", "act.connected");
  const applied = await event("post.publish.complete", "act.connected", "done");
  const ours = await event("post.publish.complete", "act.connected");
  const pruned = newId();
  const results = await setAside([stranger, noUse, applied, ours, pruned], { unitOfWork, clock });
  expect(results.map((result) => result?.outcome)).toEqual(["done", "done", "done", undefined, "done"]);
  expect(await stateOf(stranger)).toEqual({
    status: "ignored",
    lastError: "it is about no account that is connected here",
    attempts: 1,
  });
  expect(await stateOf(noUse)).toMatchObject({
    status: "ignored",
    lastError: "nothing acts on tiktok portability.download.ready",
  });
  expect(await stateOf(applied)).toMatchObject({ status: "done", attempts: 0 });
  expect(await stateOf(ours)).toEqual({ status: "received", lastError: null, attempts: 0 });
});

it("may be repeated, and two batches with the same events do not stand in each other's way", async () => {
  const ids = await Promise.all(
    Array.from({ length: 40 }, () => event("post.publish.complete", "act.nobody")),
  );
  const batches = await Promise.all([
    setAside(ids, { unitOfWork, clock }),
    setAside(ids.toReversed(), { unitOfWork, clock }),
  ]);
  expect(batches.flat().every((result) => result?.outcome === "done")).toBe(true);
  const states = await Promise.all(ids.map(stateOf));
  expect(new Set(states.map(({ status, attempts }) => `${status} ${attempts}`))).toEqual(
    new Set(["ignored 1"]),
  );
});
