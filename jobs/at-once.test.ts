import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type TestClock, testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { rememberingTransport } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { createUnitOfWork, type Tx } from "#server/features/unit-of-work.ts";
import type { EffectResult, PublicationNotice } from "#server/webhooks/effects.ts";
import { type AtOnce, createAtOnce } from "./at-once.ts";
import type { WebhookProcessServices } from "./definitions/webhook-apply.ts";
import { connectedAccount, openTraces, storedEvent, type Traces } from "./webhook-events.fixture.ts";

let database: TestDatabase;
let traces: Traces;
let clock: TestClock;
let transport: ReturnType<typeof rememberingTransport>;
let settle: (tx: Tx, notice: PublicationNotice) => Promise<EffectResult>;

beforeAll(async () => {
  database = await testDatabase();
  traces = await openTraces(database.db);
  await connectedAccount(database.db, "act.1");
});
beforeEach(() => {
  clock = testClock();
  transport = rememberingTransport();
  settle = async (tx) => {
    await traces.leave(tx);
    return "applied";
  };
});
afterEach(async () => {
  await database.db.webhookDelivery.deleteMany();
  await database.db.job.deleteMany();
  await traces.clear();
});
afterAll(() => database.close());

/** One process. `db` may be a database that is away. */
function process(db = database.db, log = silentLog()): AtOnce {
  const unitOfWork = createUnitOfWork({ db, clock, log, ...transport });
  const services: WebhookProcessServices = {
    ...{ db, unitOfWork, clock },
    webhookEffects: {
      settlePublication: (tx, notice) => settle(tx, notice),
      connectionRevoked: async () => "applied",
      messageReceived: async () => "applied",
    },
  };
  return createAtOnce({ services, clock, log });
}

/** An event as the receiver leaves it: stored, and no job. */
async function stored(accountRef = "act.1", agoMs = 0): Promise<string> {
  return storedEvent(database.db, { accountRef, receivedAt: new Date(clock.now().getTime() - agoMs) });
}
const many = (count: number, accountRef?: string) =>
  Promise.all(Array.from({ length: count }, () => stored(accountRef)));
const states = async (ids: string[]) =>
  (await database.db.webhookEvent.findMany({ where: { id: { in: ids } } })).map(({ status }) => status);
const jobs = () => database.db.job.findMany({ orderBy: { key: "asc" } });
const all = (status: string, count: number) => Array.from({ length: count }, () => status);

it("applies what came in, or sets it aside, and leaves no job behind", async () => {
  const ours = await many(20);
  const strange = await many(20, "act.nobody");
  const here = process();
  here.take(ours.slice(0, 1));
  here.take([...ours.slice(1), ...strange]);
  await here.stop();
  expect(await states(ours)).toEqual(all("done", 20));
  expect(await states(strange)).toEqual(all("ignored", 20));
  expect(await traces.count()).toBe(20);
  expect(await jobs()).toEqual([]);
});

it("goes on after deliveries that brought nothing new", async () => {
  const here = process();
  here.take([]);
  const ids = await many(3);
  here.take(ids);
  await here.stop();
  expect(await states(ids)).toEqual(all("done", 3));
});

it("applies each once, whoever else has it in hand", async () => {
  const ids = await many(30);
  const two = [process(), process()];
  for (const each of two) each.take([...ids, ...ids]);
  await Promise.all(two.map((each) => each.stop()));
  await clock.advance(20_000);
  expect(await states(ids)).toEqual(all("done", 30));
  expect(await traces.count()).toBe(30);
});

it("gives a job to the one that cannot be applied, says why, and applies the others", async () => {
  const ids = await many(5);
  const [poison = ""] = ids;
  settle = async (tx, notice) => {
    if (notice.event.id === poison)
      throw new AppError("UNAVAILABLE", "the store is away", { retryable: true });
    await traces.leave(tx);
    return "applied";
  };
  const here = process();
  here.take(ids);
  await here.stop();
  expect((await states(ids)).toSorted()).toEqual([...all("done", 4), "failed"]);
  expect(await database.db.webhookEvent.findUnique({ where: { id: poison } })).toMatchObject({
    lastError: "the store is away",
    attempts: 1,
  });
  const [job, ...others] = await jobs();
  expect(others).toEqual([]);
  expect(job).toMatchObject({
    ...{ name: "webhook.process", key: poison, payload: { eventId: poison }, status: "pending" },
    ...{ attempts: 0, maxAttempts: 12 },
  });
  expect(job?.runAt.getTime()).toBeGreaterThan(clock.now().getTime());
  expect(transport.armed.map(({ jobId }) => jobId)).toEqual([job?.id]);
});

it("comes back, by a job, to what may still turn out to be ours", async () => {
  const id = await stored();
  settle = async () => "unknown";
  const here = process();
  here.take([id]);
  await here.stop();
  expect(await states([id])).toEqual(["received"]);
  expect(await jobs()).toMatchObject([
    { key: id, status: "pending", runAt: new Date(clock.now().getTime() + 15_000) },
  ]);
});

it("sweeps what a process left behind: what nobody has in hand, and no job is for", async () => {
  const { db } = database;
  const left = await stored("act.1", 6_000);
  const halfway = await stored("act.1", 30_000);
  const leaseUntil = new Date(clock.now().getTime() - 1);
  await db.webhookEvent.update({
    where: { id: halfway },
    data: { status: "processing", attempts: 1, leaseUntil },
  });
  const young = await stored("act.1", 4_000);
  const held = await stored("act.1", 30_000);
  await db.webhookEvent.update({
    where: { id: held },
    data: { status: "processing", leaseUntil: new Date(clock.now().getTime() + 10_000) },
  });
  const withJob = await stored("act.1", 30_000);
  await db.job.create({
    data: { name: "webhook.process", key: withJob, payload: {}, runAt: clock.now(), maxAttempts: 12 },
  });
  const settled = await stored("act.1", 30_000);
  await db.webhookEvent.update({ where: { id: settled }, data: { status: "done" } });
  const here = process();
  expect(await here.sweep()).toBe(2);
  expect((await jobs()).map(({ key }) => key).toSorted()).toEqual([left, halfway, withJob].toSorted());
  expect(transport.armed).toHaveLength(2);
  expect(await here.sweep()).toBe(0);
  await clock.advance(2_000);
  expect(await here.sweep()).toBe(1);
  expect((await jobs()).map(({ key }) => key)).toContain(young);
});

it("sweeps an event that is open although its job is done, and leaves one alone whose job is dead", async () => {
  for (const status of ["done", "dead"] as const) {
    const key = await stored("act.1", 30_000);
    const row = {
      name: "webhook.process",
      key,
      payload: { eventId: key },
      runAt: clock.now(),
      maxAttempts: 12,
    };
    await database.db.job.create({ data: { ...row, status, finishedAt: clock.now() } });
  }
  expect(await process().sweep()).toBe(1);
  expect((await jobs()).map(({ status }) => status).toSorted()).toEqual(["dead", "pending"]);
});

it("looks back to its last sweep, however long the database was away since", async () => {
  let away = false;
  const here = process(
    new Proxy(database.db, {
      get: (db, name) => (away ? () => Promise.reject(new Error("ECONNREFUSED")) : Reflect.get(db, name)),
    }),
  );
  expect(await here.sweep()).toBe(0);
  const id = await stored();
  away = true;
  here.take([id]);
  await clock.advance(30 * 60_000);
  await expect(here.sweep()).rejects.toThrow("ECONNREFUSED");
  away = false;
  expect(await here.sweep()).toBe(1);
});

it("finds what others left behind however much it has in hand itself", async () => {
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  settle = async () => {
    await goOn;
    return "applied";
  };
  const here = process();
  const mine = await many(1_100);
  here.take(mine);
  const left = await stored();
  await clock.advance(6_000);
  expect(await here.sweep()).toBe(1);
  expect((await jobs()).map(({ key }) => key)).toEqual([left]);
  settle = async () => "applied";
  release();
  await here.stop();
});

it("looks at everything when it starts and once an hour, else at the last minutes", async () => {
  const here = process();
  const old = () => stored("act.1", 3 * 24 * 60 * 60_000);
  await old();
  expect(await here.sweep()).toBe(1);
  await old();
  expect(await here.sweep()).toBe(0);
  await clock.advance(60 * 60_000);
  expect(await here.sweep()).toBe(1);
});

it("leaves what it has in hand to itself, however long that takes", async () => {
  const id = await stored();
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  settle = async () => {
    begun.resolve();
    await goOn;
    return "applied";
  };
  const here = process();
  here.take([id]);
  await begun.promise;
  await clock.advance(30_000);
  expect(await here.sweep()).toBe(0);
  release();
  await here.stop();
  expect(await states([id])).toEqual(["done"]);
});

it("survives a database that is away: nothing is thrown, and the sweep finds all of it", async () => {
  const ids = await many(12);
  const away = new Proxy(database.db, {
    get: () => () => Promise.reject(new Error("connect ECONNREFUSED")),
  });
  const log = silentLog();
  const here = process(away, log);
  here.take(ids);
  await here.stop();
  expect(log.lines.map(({ message }) => message)).toContain(
    "an event got no job; the sweep will give it one",
  );
  // One for each pair of hands, not one for each event: every one of them would wait for the database.
  expect(
    log.lines.filter(({ message }) => message.startsWith("an event got no job")).length,
  ).toBeLessThanOrEqual(4);
  expect(await states(ids)).toEqual(all("received", 12));
  await clock.advance(6_000);
  expect(await process().sweep()).toBe(12);
});

it("keeps no more waiting than it can hold: the sweep finds the rest", async () => {
  const begun = Promise.withResolvers<void>();
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  settle = async () => {
    begun.resolve();
    await goOn;
    return "applied";
  };
  const here = process();
  const [held, beyond] = [await stored(), await stored()];
  here.take([held]);
  await begun.promise;
  here.take(Array.from({ length: 20_000 }, () => newId()));
  here.take([beyond]);
  await clock.advance(6_000);
  expect(await here.sweep()).toBe(1);
  expect((await jobs()).map(({ key }) => key)).toEqual([beyond]);
  release();
  await here.stop();
  expect(await states([held])).toEqual(["done"]);
});

it("finds more than fit into one statement", async () => {
  await database.db.$executeRaw`
    WITH d AS (INSERT INTO webhook_deliveries (id, source, "rawBody", headers, "signatureKeyId", "receivedAt")
      VALUES (gen_random_uuid(), 'tiktok', '', '{}', 'k', ${clock.now()}) RETURNING id)
    INSERT INTO webhook_events (id, "deliveryId", source, "externalId", type, payload, "receivedAt")
    SELECT gen_random_uuid(), d.id, 'tiktok', n::text, 'x', '{}', ${clock.now()}::timestamp - interval '1 minute'
    FROM d, generate_series(1, 2300) n`;
  expect(await process().sweep()).toBe(2_300);
  expect(await database.db.job.count()).toBe(2_300);
});
