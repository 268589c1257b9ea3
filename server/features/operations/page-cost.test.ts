import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { listJobs, listNames } from "./job-repo.ts";
import type { JobFilter, WebhookFilter } from "./schema.ts";
import { touched } from "./touched.fixture.ts";
import { listEvents, listSources, listTypes } from "./webhook-repo.ts";

const ROWS = 30_000;
const PAGE = 50;
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  // Five sources, three types each, mostly done; one in a thousand dead; a million milliseconds of traffic.
  await database.pool.query(
    `INSERT INTO webhook_deliveries (id, source, "rawBody", headers, "signatureKeyId")
     VALUES ('00000000-0000-7000-8000-000000000000', 's0', '', '{}', 'k')`,
  );
  await database.pool.query(
    `INSERT INTO webhook_events (id, "deliveryId", source, "externalId", type, "accountRef", payload, status, "receivedAt", "lastError")
     SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000000', 's' || n % 5, 'e' || n, 't' || n % 5 || '.' || n % 3,
            'a' || n % 997, '{}',
            (CASE WHEN n % 1000 = 0 THEN 'dead' WHEN n % 7 = 0 THEN 'ignored' ELSE 'done' END)::"WebhookEventStatus",
            '2026-03-01'::timestamp + n * interval '30 ms', CASE WHEN n % 1000 = 0 THEN 'gone ' || n END
     FROM generate_series(1, $1::int) n`,
    [ROWS],
  );
  await database.pool.query(
    `INSERT INTO jobs (id, name, key, payload, status, "runAt", "maxAttempts", "createdAt", "workspaceId")
     SELECT gen_random_uuid(), 'kind.' || n % 6, 'k' || n, '{}',
            (CASE WHEN n % 1000 = 0 THEN 'dead' ELSE 'done' END)::"JobStatus", '2026-03-01', 1,
            '2026-03-01'::timestamp + n * interval '30 ms', 'w' || n % 50
     FROM generate_series(1, $1::int) n`,
    [ROWS],
  );
  await database.pool.query("VACUUM ANALYZE webhook_events");
  await database.pool.query("VACUUM ANALYZE jobs");
}, 60_000);
afterAll(() => database.close());

const middle = new Date("2026-03-01T00:07:30Z");
const behind = { at: middle, id: "80000000-0000-4000-8000-000000000000" };
/** One page of each (source, state) or (name, state) at the most. */
const FAIR = 5 * 6 * (PAGE + 1);

describe(`a page of webhooks among ${ROWS}`, () => {
  const cases: [string, WebhookFilter][] = [
    ["of everything", {}],
    ["of a source", { source: "s3" }],
    ["of a type", { type: "t1.1" }],
    ["of a state", { status: "dead" }],
    ["of a source and a state that it hardly has", { source: "s0", status: "dead" }],
    ["of a type and a state that it never has", { type: "t1.1", status: "failed" }],
    ["of a time long ago", { to: middle }],
    ["of an account", { q: "a17" }],
    ["by the provider's id", { q: "e29999" }],
  ];
  it.each(cases)("%s reads about as much as it shows", async (_what, filter) => {
    for (const after of [undefined, behind]) {
      const cost = await touched(database, "webhook_events", (db) =>
        listEvents(db, filter, { after, limit: PAGE + 1 }),
      );
      expect(cost.scans).toBe(0);
      expect(cost.rows).toBeLessThanOrEqual(FAIR);
    }
  });

  it("asks for the sources and types there are without reading the events", async () => {
    const sources = await touched(database, "webhook_events", listSources);
    const types = await touched(database, "webhook_events", (db) => listTypes(db, 500));
    expect([sources.answer.length, types.answer.length]).toEqual([5, 15]);
    expect(sources.scans + types.scans).toBe(0);
    expect(sources.rows + types.rows).toBeLessThan(100);
  });
});

describe(`a page of jobs among ${ROWS}`, () => {
  const cases: [string, JobFilter][] = [
    ["of everything", {}],
    ["of a name", { name: "kind.3" }],
    ["of a state", { status: "dead" }],
    ["of a name and a state that it never has", { name: "kind.1", status: "dead" }],
    ["of a time long ago", { to: middle }],
    ["of a workspace", { workspaceId: "w7" }],
    ["by its key", { q: "k29999" }],
  ];
  it.each(cases)("%s reads about as much as it shows", async (_what, filter) => {
    for (const after of [undefined, behind]) {
      const cost = await touched(database, "jobs", (db) => listJobs(db, filter, { after, limit: PAGE + 1 }));
      expect(cost.scans).toBe(0);
      expect(cost.rows).toBeLessThanOrEqual(FAIR);
    }
  });

  it("asks for the names there are without reading the jobs", async () => {
    const names = await touched(database, "jobs", listNames);
    expect(names.answer.length).toBe(6);
    expect(names.scans).toBe(0);
    expect(names.rows).toBeLessThan(50);
  });
});
