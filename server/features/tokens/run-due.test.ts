import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestClock, testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { grantProvider } from "#e2e/support/grant-provider.ts";
import { tokenBench } from "#e2e/support/token-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { createPostgresLock } from "#server/adapters/postgres-lock/postgres-lock.ts";
import { AppError } from "#server/core/errors.ts";
import type { Actor } from "#server/features/actor.ts";

const HOUR = 3_600_000;
let database: TestDatabase;
let actor: Actor;
let clock: TestClock;

beforeAll(async () => {
  database = await testDatabase();
  actor = await seedWorkspace(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query("truncate connections, run_leases cascade");
  clock = testClock();
});

const use = () => {
  const provider = grantProvider({ clock });
  return { provider, bench: tokenBench(database, clock, new Map([["instagram", provider.platform]])) };
};

test("a run renews what is due, lists every failure with its cause, and leaves the rest to jobs", async () => {
  const { provider, bench } = use();
  const id = await bench.connect(actor, provider.tokens());
  await clock.advance(3 * HOUR);
  provider.failWith(
    new AppError("UPSTREAM_ERROR", "act.canary is in this message", {
      retryable: true,
      status: 502,
      providerCode: "server_error",
    }),
  );
  const failed = await bench.tokens.runDue();
  expect(failed).toMatchObject({
    remaining: 0,
    results: [
      {
        connectionId: id,
        platform: "instagram",
        status: "failed",
        error: { code: "UPSTREAM_ERROR", retryable: true, status: 502, providerCode: "server_error" },
      },
    ],
  });
  expect(JSON.stringify(failed)).not.toContain("canary");
  expect(await database.db.job.count({ where: { name: "token.refresh" } })).toBe(1);
  provider.failWith(undefined);
  expect(await bench.tokens.runDue()).toMatchObject({ results: [{ connectionId: id, status: "refreshed" }] });
  expect(await bench.tokens.runDue()).toEqual({ results: [], remaining: 0 });
});

test("a grant that is gone is a failure with its reason", async () => {
  const { provider, bench } = use();
  await bench.connect(actor, provider.tokens());
  await clock.advance(3 * HOUR);
  provider.failWith(new AppError("NEEDS_RECONNECT", "gone", { params: { reason: "token_expired" } }));
  expect(await bench.tokens.runDue()).toMatchObject({
    results: [{ status: "needs-reconnect", error: { code: "token_expired" } }],
  });
});

test("overlapping runs, also of other processes, are skipped and call nobody", async () => {
  const { provider, bench } = use();
  const other = tokenBench(database, clock, new Map([["instagram", provider.platform]]));
  await bench.connect(actor, provider.tokens());
  await clock.advance(3 * HOUR);
  provider.latencyMs = 200;
  const runs = await Promise.all([bench, other, bench, other].map(({ tokens }) => tokens.runDue()));
  expect(runs.filter((run) => "skipped" in run)).toHaveLength(3);
  expect(provider.presented).toHaveLength(1);
  expect(await bench.tokens.runDue()).toEqual({ results: [], remaining: 0 });
});

test("a run that died holds up others for a minute and a half at most", async () => {
  const { provider, bench } = use();
  await bench.connect(actor, provider.tokens());
  await createPostgresLock({ pool: database.pool, clock }).acquire("refresh-oauth", 85_000);
  expect(await bench.tokens.runDue()).toMatchObject({ skipped: true });
  await clock.advance(90_000);
  expect(await bench.tokens.runDue()).toEqual({ results: [], remaining: 0 });
});

test("nothing new is started once the run's time is up", async () => {
  const { provider, bench } = use();
  for (let n = 0; n < 12; n++) await bench.connect(actor, provider.tokens());
  await clock.advance(3 * HOUR);
  const slow = provider.platform.refresh.refresh;
  provider.platform.refresh.refresh = async (input) => {
    clock.set(new Date(clock.now().getTime() + 10_000));
    return slow(input);
  };
  const run = await bench.tokens.runDue();
  if ("skipped" in run) throw new Error("skipped");
  expect(run.results.length).toBeLessThan(12);
  expect(run.remaining).toBe(12 - run.results.length);
});
