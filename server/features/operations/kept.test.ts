import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { newId } from "#server/core/ids.ts";
import { createRefusalCounter } from "#server/webhooks/refusals.ts";
import { readDelivery } from "./detail.ts";
import { readKept, readKeptSources } from "./kept.ts";
import type { DeliveryFilter } from "./schema.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.db.webhookDelivery.deleteMany();
  await database.db.webhookRefusal.deleteMany();
});
afterAll(() => database.close());

interface Seed {
  source?: string;
  at: string;
  rawBody?: string;
  scrubbedAt?: Date;
  /** Of events; each has the delivery's source. */
  types?: string[];
}

async function delivery({ source = "tiktok", at, rawBody = "not json", scrubbedAt, types = [] }: Seed) {
  const receivedAt = new Date(at);
  const { id } = await database.db.webhookDelivery.create({
    data: {
      ...{ id: newId(), source, receivedAt, signatureKeyId: "new", scrubbedAt: scrubbedAt ?? null },
      rawBody: Buffer.from(rawBody),
      headers: { "tiktok-signature": "t=1,s=abcdef", "user-agent": "TikTok" },
      events: {
        create: types.map((type) => ({ source, externalId: newId(), type, payload: {}, receivedAt })),
      },
    },
  });
  return id;
}

/** Stored, then refused and counted, as the receiver does it. */
async function evidence(seed: Seed, countedAt = seed.at): Promise<string> {
  const id = await delivery(seed);
  const clock = testClock();
  clock.set(new Date(countedAt));
  const sql = {
    query: ({ text, values }: { text: string; values: unknown[] }) => database.pool.query(text, values),
  };
  const refusals = createRefusalCounter({
    sql,
    clock: { ...clock, sleep: () => new Promise(() => {}) },
    log: silentLog(),
  });
  refusals.count(seed.source ?? "tiktok", "not_understood");
  await refusals.flush();
  return id;
}

/** Every id a filter finds, page by page. */
async function found(filter: DeliveryFilter = {}, { limit = 2, mostWalked = 50_000 } = {}) {
  const ids: string[] = [];
  let pages = 0;
  for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
    const page: Awaited<ReturnType<typeof readKept>> = await readKept(
      database.db,
      { ...filter, limit, cursor },
      mostWalked,
    );
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    pages += 1;
  }
  return { ids, pages };
}

describe("the list of kept deliveries", () => {
  it("shows those without events alone, the newest first, across sources, days and pages", async () => {
    const early = await evidence({ at: "2026-03-01T08:00:00.000Z" });
    const same = [];
    for (const source of ["x", "tiktok", "x"])
      same.push(await evidence({ source, at: "2026-03-02T09:30:00.000Z" }));
    const late = await evidence({ source: "x", at: "2026-03-02T21:00:00.000Z" });
    for (const at of ["2026-03-01T08:00:00.000Z", "2026-03-02T09:30:00.000Z", "2026-03-02T12:00:00.000Z"])
      await delivery({ source: "x", at, types: ["like"] });
    const ids = [late, ...same.sort().reverse(), early];
    for (const limit of [1, 2, 3, 50]) expect((await found({}, { limit })).ids, `${limit}`).toEqual(ids);
    const page = await readKept(database.db, { limit: 1 });
    expect(page.items).toEqual([
      {
        ...{
          id: late,
          source: "x",
          receivedAt: new Date("2026-03-02T21:00:00.000Z"),
          keyId: "new",
          bytes: 8,
        },
        scrubbedAt: null,
      },
    ]);
  });

  it("finds by source and time", async () => {
    const morning = await evidence({ at: "2026-03-02T08:00:00.000Z" });
    const noon = await evidence({ source: "x", at: "2026-03-02T12:00:00.000Z" });
    const evening = await evidence({ at: "2026-03-02T18:00:00.000Z" });
    expect((await found({ source: "tiktok" })).ids).toEqual([evening, morning]);
    expect((await found({ source: "threads" })).ids).toEqual([]);
    const from = new Date("2026-03-02T08:00:00.001Z");
    expect((await found({ from })).ids).toEqual([evening, noon]);
    expect((await found({ to: new Date("2026-03-02T18:00:00.000Z") })).ids).toEqual([noon, morning]);
    expect((await found({ from, to: new Date("2026-03-02T18:00:00.000Z") })).ids).toEqual([noon]);
    expect(await readKeptSources(database.db)).toEqual(["tiktok", "x"]);
  });

  it("finds once what came before midnight and was counted after it", async () => {
    const id = await evidence({ at: "2026-03-01T23:59:59.900Z" }, "2026-03-02T00:00:00.100Z");
    expect((await found()).ids).toEqual([id]);
    const before = await evidence({ at: "2026-03-01T23:59:58.000Z" });
    const after = await evidence({ at: "2026-03-02T00:00:00.050Z" });
    expect((await found({}, { limit: 1 })).ids).toEqual([after, id, before]);
  });

  it("comes to everything, however much else came in between and however short a page stops", async () => {
    const first = await evidence({ at: "2026-03-02T08:00:00.000Z" });
    for (let minute = 10; minute < 40; minute += 1)
      await delivery({ at: `2026-03-02T08:${minute}:00.000Z`, types: ["like"] });
    const last = await evidence({ at: "2026-03-02T09:00:00.000Z" });
    const page = await readKept(database.db, { limit: 2 }, 5);
    expect(page.items.map(({ id }) => id)).toEqual([last]);
    expect(page.searchedTo?.getTime()).toBeLessThan(Date.parse("2026-03-02T08:40:00.000Z"));
    const short = await found({}, { mostWalked: 5 });
    expect(short.ids).toEqual([last, first]);
    expect(short.pages).toBeGreaterThan(2);
    expect(await found()).toEqual({ ids: [last, first], pages: 1 });
  });

  it("refuses a place in the list that it did not give out", async () => {
    const cursor = `2026-99-02T10:00:00.000Z_${newId()}`;
    await expect(readKept(database.db, { limit: 5, cursor })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("a delivery", () => {
  const at = "2026-03-02T08:00:00.000Z";

  it("shows what came, without secrets and without people, also where it breaks off", async () => {
    const whole = { access_token: "act.verysecret1234", id: 42, fan: { name: "Zoé Quilès" } };
    const text = JSON.stringify(whole);
    const inner = JSON.stringify({
      id: 42,
      content: JSON.stringify({ text: 'says "hi" to Zoé Quilès', id: 7 }),
    });
    const broken = [text.slice(0, -1), text.slice(0, -5), inner.slice(0, -1), `${inner},`];
    for (const rawBody of [text, ...broken]) {
      const shown = await readDelivery(database.db, await delivery({ at, rawBody }));
      for (const hidden of ["Quil", "verysecret", "abcdef"])
        expect(JSON.stringify(shown)).not.toContain(hidden);
      expect(shown.body).toMatch(/"id":\s*42/);
      expect(shown.body).toContain("[personal]");
      expect(shown).toMatchObject({ source: "tiktok", keyId: "new", events: [], eventCount: 0 });
      expect(shown.headers).toMatchObject({ "user-agent": "TikTok" });
      expect(shown.bodyBytes).toBe(Buffer.byteLength(rawBody));
    }
  });

  it("names the events it brought, the first hundred of them", async () => {
    const types = Array.from({ length: 101 }, (_, index) => `t${index}`);
    const shown = await readDelivery(database.db, await delivery({ at, types }));
    expect(shown.eventCount).toBe(101);
    expect(shown.events).toHaveLength(100);
    expect(shown.events[0]).toMatchObject({ source: "tiktok", status: "received" });
  });

  it("says when what it said has been emptied, and is not found when there is none", async () => {
    const scrubbedAt = new Date("2026-04-02T00:00:00.000Z");
    const id = await evidence({ at, rawBody: "", scrubbedAt });
    expect(await readDelivery(database.db, id)).toMatchObject({ body: "", bodyBytes: 0, scrubbedAt });
    expect((await readKept(database.db, { limit: 5 })).items).toMatchObject([{ id, scrubbedAt, bytes: 0 }]);
    await expect(readDelivery(database.db, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
