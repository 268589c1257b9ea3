import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type GrantProvider, grantProvider } from "#e2e/support/grant-provider.ts";
import { tokenBench } from "#e2e/support/token-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import { LEASE_MS } from "./refresh.ts";

const RACERS = 8;
let database: TestDatabase;
let actor: Actor;
/** Real time, moved by an offset: racers sleep for real, tokens expire at once. */
let offsetMs = 0;
/** How much quicker the racers' clock runs, so that a lease of half a minute passes in a test; changing it jumps ahead. */
let speed = 1;
const startedAt = Date.now();
const clock: Clock = {
  now: () => new Date(startedAt + (Date.now() - startedAt) * speed + offsetMs),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / speed)),
};

beforeAll(async () => {
  database = await testDatabase();
  actor = await seedWorkspace(database.db);
});
afterAll(() => database.close());
afterEach(() => {
  offsetMs = 0;
  speed = 1;
});

const benchOf = (provider: GrantProvider) =>
  tokenBench(database, clock, new Map([["instagram", provider.platform]]));

test.each([
  ["quick", 5],
  ["slow", 150],
])(
  "eight refreshers and a %s provider that rotates strictly: one call per expiry, no grant lost",
  async (_, latencyMs) => {
    const provider = grantProvider({ clock, latencyMs });
    const { tokens, connect } = benchOf(provider);
    const ids = await Promise.all(Array.from({ length: 3 }, () => connect(actor, provider.tokens())));
    // One provider keeps one grant: only the first connection is raced, the others are bystanders.
    const [id = ""] = ids;
    for (let expiry = 1; expiry <= 10; expiry++) {
      offsetMs += 3 * 3_600_000;
      const sessions = await Promise.all(Array.from({ length: RACERS }, () => tokens.fresh(id)));
      expect(new Set(sessions.map((session) => session.accessToken))).toEqual(
        new Set([`act.canary-access-${expiry}`]),
      );
      expect(provider.presented).toHaveLength(expiry);
    }
  },
);

test("a provider slower than the lease: still one call, and its late answer is kept", async () => {
  const provider = grantProvider({ clock, latencyMs: 700 });
  const { tokens, connect } = benchOf(provider);
  const id = await connect(actor, provider.tokens());
  offsetMs += 3 * 3_600_000;
  // 700 ms of real time are 105 s of the racers': three leases.
  speed = 150;
  expect(700 * speed).toBeGreaterThan(3 * LEASE_MS);
  const outcomes = await Promise.allSettled(Array.from({ length: RACERS }, () => tokens.fresh(id)));
  expect(provider.presented).toHaveLength(1);
  const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
  expect(won.length).toBeGreaterThan(0);
  for (const outcome of outcomes)
    if (outcome.status === "rejected")
      expect(outcome.reason).toMatchObject({ code: "UNAVAILABLE", retryable: true });
  expect((await tokens.fresh(id)).accessToken).toBe("act.canary-access-1");
  expect(provider.presented).toHaveLength(1);
});

test("a late answer heals a connection that a competitor had given up", async () => {
  const provider = grantProvider({ clock, latencyMs: 300 });
  const bench = benchOf(provider);
  const id = await bench.connect(actor, provider.tokens());
  offsetMs += 3 * 3_600_000;
  const slow = bench.tokens.fresh(id);
  await vi.waitFor(() => expect(provider.presented).toHaveLength(1));
  await bench.work.run((tx) => bench.tokens.lost(tx, { id, tokenVersion: 1 }, "token_expired"));
  bench.resumed.length = 0;
  expect((await slow).accessToken).toBe("act.canary-access-1");
  const row = await database.db.connection.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ status: "active", statusReason: null, tokenVersion: 2 });
  expect(bench.resumed).toEqual([id]);
});

test("losers of a failed call wait, are told to come back, and never call", async () => {
  const provider = grantProvider({ clock, latencyMs: 300 });
  provider.failWith(new AppError("UPSTREAM_ERROR", "busy", { retryable: true }));
  const { tokens, connect } = benchOf(provider);
  const id = await connect(actor, provider.tokens());
  offsetMs += 3 * 3_600_000;
  const outcomes = await Promise.allSettled(Array.from({ length: RACERS }, () => tokens.fresh(id)));
  expect(provider.presented).toHaveLength(1);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE", retryable: true } });
  const row = await database.db.connection.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ status: "active", refreshLeaseUntil: null });
});

test("a holder that was killed in the middle of its call blocks nobody longer than its lease", async () => {
  const provider = grantProvider({ clock });
  const { tokens, connect } = benchOf(provider);
  const id = await connect(actor, provider.tokens());
  offsetMs += 3 * 3_600_000;
  speed = 100;
  const leaseUntil = new Date(clock.now().getTime() + LEASE_MS);
  await database.db.connection.update({
    where: { id },
    data: { refreshLeaseUntil: leaseUntil, refreshFence: 7 },
  });
  await expect(tokens.fresh(id)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
  expect(provider.presented).toHaveLength(0);
  expect((await tokens.fresh(id)).accessToken).toBe("act.canary-access-1");
  expect((await database.db.connection.findUniqueOrThrow({ where: { id } })).refreshFence).toBe(8);
});

test("an answer that died with its process ends as a reconnect after one lease, and not in a loop", async () => {
  const provider = grantProvider({ clock });
  const bench = benchOf(provider);
  const id = await bench.connect(actor, provider.tokens());
  offsetMs += 3 * 3_600_000;
  // The provider rotated; the process that had the answer was killed before it could store it.
  await provider.platform.refresh.refresh({
    flavor: "instagram-login",
    accessToken: "act.canary-access-0",
    refreshToken: "rft.canary-refresh-0",
  });
  await database.db.connection.update({ where: { id }, data: { refreshLeaseUntil: clock.now() } });
  const lost = { code: "NEEDS_RECONNECT", params: { reason: "answer_lost" } };
  await expect(bench.tokens.fresh(id)).rejects.toMatchObject(lost);
  await expect(bench.tokens.fresh(id)).rejects.toMatchObject(lost);
  expect(provider.presented).toHaveLength(2);
  expect(bench.notices).toHaveLength(1);
});

test("a caller who comes while a network is slower than the lease does not ask it again", async () => {
  const provider = grantProvider({ clock, latencyMs: 900 });
  const { tokens, connect } = benchOf(provider);
  const id = await connect(actor, provider.tokens());
  offsetMs += 3 * 3_600_000;
  speed = 100;
  const holder = tokens.fresh(id);
  // 900 ms are three leases; without a word from the holder the second caller would find the lease run out.
  await new Promise((resolve) => setTimeout(resolve, 450));
  const late = tokens.fresh(id).catch(() => tokens.fresh(id));
  expect((await holder).accessToken).toBe("act.canary-access-1");
  const retried = await late.catch(() => tokens.fresh(id));
  expect(retried.accessToken).toBe("act.canary-access-1");
  expect(provider.presented).toHaveLength(1);
});

describe("an answer that was lost on its way", () => {
  const lostAnswer = new AppError("TIMEOUT", "no answer", { retryable: true, ambiguous: true });
  const row = (id: string) => database.db.connection.findUniqueOrThrow({ where: { id } });
  async function expired(options: Partial<Parameters<typeof grantProvider>[0]> = {}) {
    const provider = grantProvider({ clock, ...options });
    const bench = benchOf(provider);
    const id = await bench.connect(actor, provider.tokens());
    offsetMs += 3 * 3_600_000;
    return { provider, bench, id };
  }

  test("of a call the network never saw: the further try with the old token renews it", async () => {
    const { provider, bench, id } = await expired();
    provider.loseAnswers([{ applied: false, error: lostAnswer }]);
    expect((await bench.tokens.fresh(id)).accessToken).toBe("act.canary-access-1");
    expect(provider.presented).toHaveLength(2);
    expect(await row(id)).toMatchObject({ status: "active", refreshLeaseUntil: null, refreshFailures: 0 });
  });

  test("of a call that rotated the grant: one further try, then a person is asked, with the reason", async () => {
    const { provider, bench, id } = await expired();
    provider.loseAnswers([{ applied: true, error: lostAnswer }]);
    await expect(bench.tokens.fresh(id)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    expect(provider.presented).toHaveLength(2);
    expect(await row(id)).toMatchObject({ status: "needs_reconnect", statusReason: "answer_lost" });
    expect(bench.notices).toHaveLength(1);
  });

  test("and the further one too: nothing is given up until the network speaks, and then it is known why", async () => {
    const { provider, bench, id } = await expired();
    provider.loseAnswers([
      { applied: true, error: lostAnswer },
      { applied: false, error: lostAnswer },
    ]);
    await expect(bench.tokens.fresh(id)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    expect((await row(id)).status).toBe("active");
    await expect(bench.tokens.fresh(id)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    expect(provider.presented).toHaveLength(3);
    expect((await row(id)).statusReason).toBe("answer_lost");
  });

  test("where nothing rotates, there is no further try: the next round makes it", async () => {
    const { provider, bench, id } = await expired({ rule: { rotates: false } });
    provider.loseAnswers([{ applied: false, error: lostAnswer }]);
    await expect(bench.tokens.fresh(id)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(provider.presented).toHaveLength(1);
    expect(await row(id)).toMatchObject({ status: "active", refreshLeaseUntil: null });
  });
});
