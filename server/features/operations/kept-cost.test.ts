import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { readKept } from "./kept.ts";
import { touched } from "./touched.fixture.ts";

const ROWS = 30_000;
const PAGE = 50;
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const { pool } = database;
  // Ordinary deliveries, one event each: three sources, three days, one in 8.64 s.
  await pool.query(
    `INSERT INTO webhook_deliveries (id, source, "rawBody", headers, "signatureKeyId", "receivedAt")
     SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 's' || n % 3, '{}', '{}', 'k',
            '2026-03-01'::timestamp + n * interval '8640 ms'
     FROM generate_series(0, $1::int - 1) n`,
    [ROWS],
  );
  await pool.query(
    `INSERT INTO webhook_events (id, "deliveryId", source, "externalId", type, payload, status, "receivedAt")
     SELECT gen_random_uuid(), id, source, id::text, 't', '{}', 'done', "receivedAt" FROM webhook_deliveries`,
  );
  // On the first day 120 that s0 sent within a second; on the second one of s1 at noon; on the third two, far apart.
  await evidence("s0", "2026-03-01 06:00:00", 120);
  await evidence("s1", "2026-03-02 12:00:00", 1);
  await evidence("s2", "2026-03-03 01:00:00", 1);
  await evidence("s2", "2026-03-03 23:00:00", 1);
  await pool.query("VACUUM ANALYZE webhook_deliveries");
  await pool.query("VACUUM ANALYZE webhook_events");
}, 60_000);
afterAll(() => database.close());

async function evidence(source: string, at: string, count: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO webhook_deliveries (id, source, "rawBody", headers, "signatureKeyId", "receivedAt")
     SELECT gen_random_uuid(), $1, 'not json', '{}', 'k', $2::timestamp + n * interval '5 ms'
     FROM generate_series(1, $3::int) n`,
    [source, at, count],
  );
  await database.pool.query(
    `INSERT INTO webhook_refusals (source, reason, day, count, "firstAt", "lastAt")
     VALUES ($1, 'not_understood', $2::timestamp::date, $3, $2::timestamp, $2::timestamp + interval '1 s')
     ON CONFLICT (source, reason, day) DO UPDATE SET count = webhook_refusals.count + 1, "lastAt" = excluded."lastAt"`,
    [source, at, count],
  );
}

/** What a page costs, in deliveries and in events. */
async function cost(filter: { source?: string; from?: Date; to?: Date }, mostWalked?: number) {
  const page = () => readKept(database.db, { ...filter, limit: PAGE }, mostWalked);
  const of = (table: string) =>
    touched(database, table, (db) => readKept(db, { ...filter, limit: PAGE }, mostWalked));
  const [deliveries, events] = [await of("webhook_deliveries"), await of("webhook_events")];
  expect(deliveries.scans + events.scans, "no table is read from end to end").toBe(0);
  return { deliveries: deliveries.rows, events: events.rows, page: await page() };
}

describe(`a page of kept deliveries among ${ROWS} ordinary ones`, () => {
  it("reads next to nothing of the times in which none was counted", async () => {
    const quiet = await cost({ source: "s1" });
    expect(quiet.page).toMatchObject({ items: [{ source: "s1" }], nextCursor: null });
    // One step. Only what lies within a minute and a second, of a source that sends one in 26 seconds, is asked about.
    expect(quiet.deliveries).toBeLessThanOrEqual(PAGE + 4);
    expect(quiet.events).toBeLessThanOrEqual(3);
    expect(await cost({ source: "s3" })).toMatchObject({ deliveries: 0, events: 0, page: { items: [] } });
  });

  it("reads about as much as it shows where many came at once", async () => {
    const busy = await cost({ source: "s0" });
    expect(busy.page.items).toHaveLength(PAGE);
    expect(busy.page.nextCursor).not.toBeNull();
    expect(busy.deliveries).toBeLessThanOrEqual(2 * (PAGE + 1));
  });

  it("passes what lies between two of the same day up to its bound, and says how far it came", async () => {
    const between = await cost({ source: "s2" }, 500);
    expect(between.page.items).toHaveLength(1);
    expect(between.page.searchedTo).not.toBeNull();
    // A step beyond the bound at the most, and a row or two to see where each begins and ends.
    const steps = [51, 204, 816].reduce((sum, step) => sum + step + 4, 0);
    expect(between.deliveries).toBeLessThanOrEqual(steps);
    expect(between.events).toBeLessThanOrEqual(steps);
    const whole = await cost({ source: "s2" });
    expect(whole.page).toMatchObject({ nextCursor: null, searchedTo: null });
    expect(whole.page.items).toHaveLength(2);
    // 22 hours of one of three sources, and a step beyond.
    expect(whole.deliveries).toBeLessThan((22 / 24) * (ROWS / 9) + 1_100);
  });
});
