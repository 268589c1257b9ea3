import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { rememberingTransport } from "#e2e/support/workspace.ts";
import { createUnitOfWork, type Tx } from "#server/features/unit-of-work.ts";
import type { PublicationNotice } from "#server/webhooks/effects.ts";
import { storedEvent } from "../webhook-events.fixture.ts";
import type { WebhookProcessServices } from "./webhook-apply.ts";
import { applyTogether } from "./webhook-together.ts";

const clock = testClock();
let database: TestDatabase;
let services: WebhookProcessServices;
/** Publish ids that no target has, and those at which the effect breaks. */
let nobodys: Set<string>;
let broken: Set<string>;
beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  await db.$executeRaw`CREATE TABLE traces (event text)`;
  const log = silentLog();
  const unitOfWork = createUnitOfWork({ db, clock, log, ...rememberingTransport() });
  const settlePublications = async (tx: Tx, notices: readonly PublicationNotice[]) => {
    const results: ("applied" | undefined)[] = [];
    for (const { handle, event } of notices) {
      if (broken.has(handle.value)) throw new Error("the store is away");
      if (!nobodys.has(handle.value)) await tx.db.$executeRaw`INSERT INTO traces VALUES (${event.id})`;
      results.push(nobodys.has(handle.value) ? undefined : "applied");
    }
    return results;
  };
  const unused = async () => "unknown" as const;
  services = {
    ...{ db, unitOfWork, clock, webhookEffectsTogether: { settlePublications } },
    webhookEffects: { settlePublication: unused, connectionRevoked: unused, messageReceived: unused },
  };
});
beforeEach(async () => {
  nobodys = new Set();
  broken = new Set();
  await database.db.webhookDelivery.deleteMany();
  await database.db.$executeRaw`TRUNCATE traces`;
});
afterAll(() => database.close());

const event = (publishId: string, more: Parameters<typeof storedEvent>[1] = {}) =>
  storedEvent(database.db, { publishId, ...more });
const row = (id: string) => database.db.webhookEvent.findUniqueOrThrow({ where: { id } });
const traces = () => database.db.$queryRaw<{ event: string }[]>`SELECT event FROM traces`;

it("applies events with their effects, and says what they caused and when", async () => {
  const ids = [await event("p1"), await event("p2", { status: "failed", attempts: 3, fence: 3 })];
  expect(await applyTogether(ids, services, silentLog())).toEqual(new Set(ids));
  expect(await row(ids[1] ?? "")).toMatchObject({
    ...{ status: "done", attempts: 4, fence: 4, lastError: null, processedAt: clock.now(), leaseUntil: null },
    history: [{ fence: 4, outcome: "done", effect: { name: "settlePublication", handle: "publishId p2" } }],
  });
  expect(await traces()).toHaveLength(2);
});

it("applies each once, from however many sides", async () => {
  const ids = await Promise.all(Array.from({ length: 150 }, (_, n) => event(`p${n}`)));
  const sides = await Promise.all(
    [ids, ids.toReversed(), ids].map((each) => applyTogether(each, services, silentLog())),
  );
  expect(sides.reduce((sum, applied) => sum + applied.size, 0)).toBe(150);
  expect(new Set((await traces()).map((trace) => trace.event)).size).toBe(150);
  expect(await traces()).toHaveLength(150);
});

it("leaves over what is settled, what another worker holds, what names nobody and what is of another kind", async () => {
  nobodys.add("nobody's");
  const held = new Date(clock.now().getTime() + 5_000);
  const left = [
    await event("p1", { status: "done" }),
    await event("p2", { status: "processing", leaseUntil: held, fence: 2 }),
    await event("nobody's"),
    await event("p3", { type: "authorization.removed" }),
  ];
  const applied = await event("p4");
  expect(await applyTogether([...left, applied], services, silentLog())).toEqual(new Set([applied]));
  expect(await row(left[1] ?? "")).toMatchObject({ status: "processing", fence: 2 });
  expect(await row(left[2] ?? "")).toMatchObject({ status: "received", attempts: 0 });
  expect(await traces()).toHaveLength(1);
});

it("leaves over a group with one that fails, with no effect of any of it, and applies the other groups", async () => {
  const ids = await Promise.all(Array.from({ length: 260 }, (_, n) => event(`p${n}`)));
  broken.add("p140");
  const log = silentLog();
  const applied = await applyTogether(ids, services, log);
  expect(applied.size).toBe(260 - 128);
  expect(applied.has(ids[140] ?? "")).toBe(false);
  expect(await traces()).toHaveLength(applied.size);
  expect((await row(ids[128] ?? "")).status).toBe("received");
  expect(log.lines).toMatchObject([{ level: "warn" }]);
});
