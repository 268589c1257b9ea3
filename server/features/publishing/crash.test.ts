import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Bench, partsPosted, publishingBench } from "#e2e/support/publishing-bench.ts";
import { type Disturbance, SCRIPTED_STEPS, type Style } from "#e2e/support/scripted-network.ts";
import { AppError } from "#server/core/errors.ts";
import { faultPointNames, recoveryFaultPointNames } from "./fault-names.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const down: Disturbance = {
  kind: "refuse",
  error: new AppError("NETWORK_ERROR", "unreachable", { retryable: true }),
};

interface Scenario {
  name: string;
  style: Style;
  disturb(bench: Bench): void;
  /** How it ends whatever is killed on the way. */
  ends: { status: string; effects: number };
}

const live = { status: "live", effects: 1 };
const liveInParts = { status: "live", effects: 3 };
const SCENARIOS: Scenario[] = [
  { name: "a container nothing disturbs", style: "container", disturb: () => undefined, ends: live },
  { name: "an upload nothing disturbs", style: "upload", disturb: () => undefined, ends: live },
  {
    name: "a container whose answer is lost after it was applied",
    style: "container",
    disturb: ({ network }) => network.disturb("publish", { kind: "apply-then-drop" }),
    ends: live,
  },
  {
    name: "an upload whose answer is lost after it was applied",
    style: "upload",
    disturb: ({ network }) => network.disturb("last_chunk", { kind: "apply-then-500" }),
    ends: live,
  },
  {
    name: "a container whose call never arrives",
    style: "container",
    disturb: ({ network }) => network.disturb("publish", { kind: "drop" }),
    ends: live,
  },
  {
    name: "a container whose call arrives late",
    style: "container",
    disturb: ({ network }) => network.disturb("publish", { kind: "apply-late", afterMs: 45_000 }),
    ends: live,
  },
  {
    name: "a network that is down for a while",
    style: "container",
    disturb: ({ network }) => network.disturb("create", down, down),
    ends: live,
  },
  {
    name: "a token that is refused in the middle",
    style: "container",
    disturb: (bench) => {
      bench.tokens.refused = async () => undefined;
      const error = new AppError("NEEDS_RECONNECT", "refused", { status: 400, providerCode: "190" });
      bench.network.disturb("status", { kind: "refuse", error });
    },
    ends: live,
  },
  {
    name: "a post that is refused",
    style: "container",
    disturb: ({ network }) => {
      const error = new AppError("CONTENT_REJECTED", "no", { status: 400, providerCode: "x" });
      network.disturb("publish", ...Array.from({ length: 9 }, () => ({ kind: "refuse" as const, error })));
    },
    ends: { status: "failed", effects: 0 },
  },
  { name: "a chain nothing disturbs", style: "chain", disturb: () => undefined, ends: liveInParts },
  {
    name: "a chain whose second answer is lost after it was applied",
    style: "chain",
    disturb: ({ network }) => network.disturb("post_2", { kind: "apply-then-drop" }),
    ends: liveInParts,
  },
  {
    name: "a chain whose first answer is garbled and whose last call never arrives",
    style: "chain",
    disturb: ({ network }) => {
      network.disturb("post_1", { kind: "apply-then-garbage" });
      network.disturb("post_3", { kind: "drop" });
    },
    ends: liveInParts,
  },
  {
    name: "a chain whose second call arrives late",
    style: "chain",
    disturb: ({ network }) => network.disturb("post_2", { kind: "apply-late", afterMs: 45_000 }),
    ends: liveInParts,
  },
  {
    name: "a chain that is refused in the middle",
    style: "chain",
    disturb: ({ network }) => {
      const error = new AppError("CONTENT_REJECTED", "no", { status: 400, providerCode: "x" });
      network.disturb("post_2", ...Array.from({ length: 9 }, () => ({ kind: "refuse" as const, error })));
    },
    ends: { status: "failed", effects: 1 },
  },
  {
    name: "an upload that begins anew",
    style: "upload",
    disturb: ({ network }) => {
      network.rejectsAccepted = "internal";
    },
    ends: live,
  },
];

const fresh = async ({ style, disturb }: Scenario): Promise<Bench> => {
  const bench = await publishingBench(database, { style });
  disturb(bench);
  return bench;
};

/** Benches share nothing but the database: a few at a time. */
async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: 5 }, lane));
}

/** What must hold whatever happened. */
async function expectSound(bench: Bench): Promise<void> {
  const target = await bench.target();
  const posted = partsPosted(bench);
  expect(Math.max(...posted), "posted twice").toBeLessThanOrEqual(1);
  expect(["live", "failed", "unknown"], "silently lost").toContain(target.status);
  if (target.status === "live") expect(posted).toEqual(bench.parts.map(() => 1));
  if (target.status === "failed") {
    expect(posted).toEqual(bench.parts.map((_, index) => (index < partsOf(target).length ? 1 : 0)));
    expect(target.armedAt).toBeNull();
  }
  expectInOrder(bench, partsOf(target));
  expect(target.leaseUntil).toBeNull();
  const attempts = await bench.attempts();
  expect(attempts.map((attempt) => attempt.number)).toEqual(attempts.map((_, index) => index + 1));
  expect(attempts.filter((attempt) => attempt.outcome === "live").length).toBeLessThanOrEqual(1);
  const open = attempts.filter((attempt) => attempt.finishedAt === null);
  expect(open.length).toBe(target.status === "unknown" ? 1 : 0);
}

const partsOf = ({ publicParts }: { publicParts: unknown }) => publicParts as { remoteId: string }[];

/** Each part answers the one before it, and is kept by its own id. */
function expectInOrder(bench: Bench, kept: { remoteId: string }[]): void {
  const posts = bench.parts.flatMap((part) => bench.network.effects(part));
  expect(posts.map(({ parent }) => parent)).toEqual(
    [undefined, ...posts.map(({ thing }) => thing)].slice(0, posts.length),
  );
  const keptThere = posts.slice(0, kept.length).map(({ thing }) => `post-${thing}`);
  expect(kept.map(({ remoteId }) => remoteId)).toEqual(keptThere);
}

describe.each(SCENARIOS)("$name", (scenario) => {
  it("posts exactly once, or visibly not, wherever its worker is killed", async () => {
    const undisturbed = await fresh(scenario);
    await undisturbed.ringUntilQuiet();
    const { passed } = undisturbed.faults;
    expect(passed.length).toBeGreaterThan(10);
    expect(await undisturbed.target()).toMatchObject({ status: scenario.ends.status });
    await inParallel(passed.length, async (index) => {
      const position = index + 1;
      const bench = await fresh(scenario);
      bench.faults.strikeAt(position);
      await bench.ringUntilQuiet();
      const where = `killed at ${position}, ${passed[position - 1]}`;
      expect(bench.faults.passed.length, where).toBeGreaterThanOrEqual(position);
      expect((await bench.target()).status, where).toBe(scenario.ends.status);
      const posted = partsPosted(bench).reduce((sum, count) => sum + count, 0);
      expect(posted, where).toBe(scenario.ends.effects);
      await expectSound(bench);
    });
  }, 120_000);
});

describe("the names of the fault points", () => {
  it.each(["container", "upload", "chain"] as const)(
    "of an undisturbed %s are exactly those it passes",
    async (style) => {
      const bench = await publishingBench(database, { style });
      await bench.ringUntilQuiet();
      const { steps, commit } = SCRIPTED_STEPS[style];
      // After the last part of a chain the plan says that it is done.
      const end = style === "chain" ? ["publish:before:commit:done", "publish:after:commit:done"] : [];
      expect(new Set([...faultPointNames(steps, commit), ...end])).toEqual(new Set(bench.faults.passed));
    },
  );

  it("of every recovery are listed", async () => {
    const listed = new Set([
      ...recoveryFaultPointNames,
      ...Object.values(SCRIPTED_STEPS).flatMap(({ steps, commit }) => faultPointNames(steps, commit)),
    ]);
    for (const scenario of SCENARIOS) {
      const bench = await fresh(scenario);
      await bench.ringUntilQuiet();
      for (const name of bench.faults.passed) expect(listed).toContain(name);
    }
  });
});

describe("any schedule of kills and faults", () => {
  const disturbance = fc.constantFrom<Disturbance>(
    { kind: "drop" },
    { kind: "apply-then-drop" },
    { kind: "apply-then-500" },
    { kind: "apply-then-garbage" },
    { kind: "apply-late", afterMs: 20_000 },
    { kind: "apply-late", afterMs: 59_000 },
    down,
    {
      kind: "refuse",
      error: new AppError("UNAVAILABLE", "busy", { retryable: true, status: 400, providerCode: "busy" }),
    },
    { kind: "refuse", error: new AppError("CONTENT_REJECTED", "no", { status: 400, providerCode: "no" }) },
    { kind: "refuse", error: new AppError("NEEDS_RECONNECT", "no", { status: 400, providerCode: "190" }) },
  );
  const chaos = fc.record({
    style: fc.constantFrom<Style>("container", "upload", "chain"),
    /** Distances between kills, in fault points. */
    kills: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 5 }),
    faults: fc.array(
      fc.record({
        call: fc.constantFrom(
          "create",
          "status",
          "publish",
          "init",
          "chunk",
          "last_chunk",
          "fetch",
          "create_2",
          "post_1",
          "post_2",
          "post_3",
          "reconcile",
        ),
        disturbance,
      }),
      { maxLength: 8 },
    ),
    polls: fc.integer({ min: 0, max: 3 }),
    rejected: fc.constantFrom(undefined, undefined, "internal", "spam_risk"),
    /** Rings that come twice at once. */
    twins: fc.array(fc.boolean(), { maxLength: 8 }),
  });

  async function survive(plan: typeof chaos extends fc.Arbitrary<infer Plan> ? Plan : never): Promise<Bench> {
    const bench = await publishingBench(database, { style: plan.style });
    bench.tokens.refused = async () => undefined;
    bench.network.pollsUntilReady = plan.polls;
    bench.network.rejectsAccepted = plan.rejected;
    for (const { call, disturbance } of plan.faults) bench.network.disturb(call, disturbance);
    let position = 0;
    bench.faults.strikeAt(...plan.kills.map((distance) => (position += distance)));
    for (const twin of plan.twins) {
      if (twin) await twinRuns(bench);
      await bench.ringOnce();
    }
    await bench.ringUntilQuiet();
    return bench;
  }

  /** Two more workers, at this very moment; the kills strike them too. */
  async function twinRuns(bench: Bench): Promise<void> {
    const { revision } = await bench.target();
    const input = { targetId: bench.targetId, revision };
    const context = { signal: new AbortController().signal, log: bench.log };
    await Promise.allSettled([bench.newEngine().run(input, context), bench.newEngine().run(input, context)]);
  }

  it("ends live, failed or visibly unknown, with one post or none, never two, and none lost", async () => {
    const batches = fc.array(chaos, { minLength: 5, maxLength: 5 });
    const property = fc.asyncProperty(batches, async (plans) => {
      await inParallel(plans.length, async (index) => {
        const plan = plans[index];
        if (plan) await expectSound(await survive(plan));
      });
    });
    await fc.assert(property, { numRuns: 25, seed: 20260302, endOnFailure: true });
  }, 180_000);
});
