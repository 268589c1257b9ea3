import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import type { EventBus } from "#server/core/ports.ts";
import { createUnitOfWork, type Tx, type UnitOfWork } from "#server/features/unit-of-work.ts";
import { transitions, type WebhookAttempt, type WebhookState } from "#server/webhooks/attempt.ts";
import type { EffectResult } from "#server/webhooks/effects.ts";
import type { JobContext } from "../job.ts";
import { replayWebhookEvent } from "../replay.ts";
import { openTraces, storedEvent, type Traces } from "../webhook-events.fixture.ts";
import { webhookProcess } from "./webhook.process.ts";
import { setAside } from "./webhook-batch.ts";
import {
  buryEvent,
  claimEvent,
  EVENT_LEASE_MS,
  type EventClaim,
  endClaim,
  lockClaimed,
  reopenEvents,
} from "./webhook-ledger.ts";

const EVENTS: EventBus = { publish: async () => undefined, subscribe: async function* () {} };
const STATES: WebhookState[] = ["received", "processing", "done", "ignored", "failed", "dead"];
let clock = testClock();
let database: TestDatabase;
let traces: Traces;
let unitOfWork: UnitOfWork;
let settle: (tx: Tx) => Promise<EffectResult>;

beforeAll(async () => {
  database = await testDatabase();
  traces = await openTraces(database.db);
});
beforeEach(() => {
  clock = testClock();
  const queue = { arm: async () => undefined, start: async () => undefined, stop: async () => undefined };
  unitOfWork = createUnitOfWork({ db: database.db, queue, events: EVENTS, clock, log: silentLog() });
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

const event = (status: WebhookState = "received", leaseUntil: Date | null = null): Promise<string> =>
  storedEvent(database.db, { receivedAt: clock.now(), status, leaseUntil });
const read = async (id: string) => {
  const row = await database.db.webhookEvent.findUniqueOrThrow({ where: { id } });
  return { ...row, history: row.history as unknown as WebhookAttempt[] };
};
async function claimed(id: string): Promise<EventClaim> {
  const claim = await claimEvent(database.db, id, clock.now());
  if (!claim || "heldUntil" in claim) throw new Error("not claimed");
  return claim;
}
const context = (): JobContext => ({
  jobId: "j",
  attempt: 1,
  fence: 1,
  signal: new AbortController().signal,
  log: silentLog(),
});
const run = (eventId: string, work: UnitOfWork = unitOfWork) =>
  webhookProcess.run(
    { eventId },
    {
      db: database.db,
      unitOfWork: work,
      webhookEffects: {
        settlePublication: (tx) => settle(tx),
        connectionRevoked: (tx) => settle(tx),
        messageReceived: (tx) => settle(tx),
      },
      clock,
    },
    context(),
  );

describe("the states of an event", () => {
  const moves: [string, keyof typeof transitions, (id: string) => Promise<boolean>][] = [
    ["claimed", "claim", async (id) => "fence" in ((await claimEvent(database.db, id, clock.now())) ?? {})],
    ["applied", "apply", (id) => endAs(id, "apply")],
    ["ignored", "ignore", (id) => endAs(id, "ignore")],
    ["postponed", "postpone", (id) => endAs(id, "postpone")],
    ["failed", "fail", (id) => endAs(id, "fail")],
    ["buried", "bury", (id) => buryEvent(database.db, id, "why", clock.now())],
    ["opened again", "reopen", (id) => replayWebhookEvent(unitOfWork, id, clock.now())],
  ];
  const endAs = (id: string, transition: "apply" | "ignore" | "postpone" | "fail") =>
    endClaim(database.db, { id, fence: 0, startedAt: clock.now() }, transition, { now: clock.now() });

  it.each(moves)("is %s from where the table says, and from nowhere else", async (_, name, move) => {
    for (const from of STATES) {
      const id = await event(from);
      const allowed = transitions[name].from.some((state) => state === from);
      expect([from, await move(id)]).toEqual([from, allowed]);
      expect([from, (await read(id)).status]).toEqual([from, allowed ? transitions[name].to : from]);
    }
  });
});

describe("a claim", () => {
  it("is one worker's until its lease is over", async () => {
    const id = await event();
    const claims = await Promise.all(
      Array.from({ length: 6 }, () => claimEvent(database.db, id, clock.now())),
    );
    const heldUntil = new Date(clock.now().getTime() + EVENT_LEASE_MS);
    expect(claims.filter((claim) => claim && "fence" in claim)).toHaveLength(1);
    expect(claims.filter((claim) => claim && "heldUntil" in claim)).toEqual(Array(5).fill({ heldUntil }));
    await clock.advance(EVENT_LEASE_MS);
    expect(await claimed(id)).toMatchObject({ fence: 2 });
  });

  it("that came too late writes nothing: neither an end, nor a failure, nor an effect", async () => {
    const id = await event();
    const late = await claimed(id);
    await clock.advance(EVENT_LEASE_MS);
    const latest = await claimed(id);
    const before = await read(id);
    for (const transition of ["apply", "ignore", "postpone", "fail"] as const)
      expect(await endClaim(database.db, late, transition, { now: clock.now(), why: "late" })).toBe(false);
    expect(await unitOfWork.run((tx) => lockClaimed(tx, late))).toBeUndefined();
    expect(await read(id)).toEqual(before);
    expect(await endClaim(database.db, latest, "apply", { now: clock.now() })).toBe(true);
    expect(await endClaim(database.db, latest, "fail", { now: clock.now() })).toBe(false);
    expect(await read(id)).toMatchObject({ status: "done", leaseUntil: null });
  });

  it("of a worker that slept through its lease leaves the event to the next one", async () => {
    const id = await event();
    let wake: () => void = () => undefined;
    const asleep: UnitOfWork = {
      run: async (work) => {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        return unitOfWork.run(work);
      },
    };
    const sleeper = run(id, asleep);
    await expect.poll(async () => (await read(id)).status).toBe("processing");
    expect(await run(id)).toMatchObject({
      outcome: "again",
      at: new Date(clock.now().getTime() + EVENT_LEASE_MS),
    });
    await clock.advance(EVENT_LEASE_MS);
    expect(await run(id)).toMatchObject({ outcome: "done" });
    const settled = await read(id);
    wake();
    expect(await sleeper).toMatchObject({ outcome: "again", note: "another took it over" });
    expect(await read(id)).toEqual(settled);
    expect(await traces.count()).toBe(1);
  });

  it("is not set aside by a batch while somebody else is at it", async () => {
    const soon = new Date(clock.now().getTime() + 1);
    const [held, free] = [await event("processing", soon), await event("processing", clock.now())];
    const results = await setAside([held, free], { unitOfWork, clock });
    expect(results).toEqual([
      undefined,
      { outcome: "done", note: "it is about no account that is connected here" },
    ]);
    expect((await read(held)).status).toBe("processing");
    expect((await read(free)).status).toBe("ignored");
  });
});

describe("a crash between effect and commit", () => {
  it("leaves neither of both, and the next worker applies the event once", async () => {
    const id = await event();
    settle = async (tx) => {
      await traces.leave(tx);
      await tx.db.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`.catch(() => undefined);
      return "applied";
    };
    await expect(run(id)).rejects.toThrow();
    expect(await traces.count()).toBe(0);
    expect(await read(id)).toMatchObject({ status: "failed", processedAt: null });
    settle = async (tx) => {
      await traces.leave(tx);
      return "applied";
    };
    expect(await run(id)).toMatchObject({ outcome: "done" });
    expect(await traces.count()).toBe(1);
    expect(await read(id)).toMatchObject({ status: "done", attempts: 2 });
  });

  it("of the whole process leaves a try without an end, which the next one follows", async () => {
    const id = await event();
    await claimed(id);
    expect(await run(id)).toMatchObject({ outcome: "again" });
    await clock.advance(EVENT_LEASE_MS);
    expect(await run(id)).toMatchObject({ outcome: "done" });
    const [first, second] = (await read(id)).history;
    expect(first).toEqual({ fence: 1, startedAt: "2026-03-02T10:00:00.000Z" });
    expect(second).toMatchObject({ fence: 2, outcome: "done" });
    expect(await traces.count()).toBe(1);
  });
});

describe("the history of an event", () => {
  it("tells every try: when, how it ended, why, and what it caused", async () => {
    const id = await event();
    settle = async () => {
      throw new Error("the store is away, access_token=IGQVJsecretsecretsecretsecret");
    };
    await expect(run(id)).rejects.toThrow();
    settle = async () => "unknown";
    await clock.advance(2_000);
    await run(id);
    await buryEvent(database.db, id, "the process died during every try", clock.now());
    await clock.advance(60_000);
    expect(await replayWebhookEvent(unitOfWork, id, clock.now())).toBe(true);
    settle = async () => "applied";
    await run(id);
    const { history } = await read(id);
    const at = (ms: number) => new Date(Date.parse("2026-03-02T10:00:00Z") + ms).toISOString();
    const moment = (ms: number) => ({ startedAt: at(ms), endedAt: at(ms) });
    expect(history).toEqual([
      { fence: 1, ...moment(0), outcome: "failed", why: expect.stringMatching(/^the store is away/) },
      { fence: 2, ...moment(2_000), outcome: "again", why: "nothing of ours is meant" },
      { fence: 3, ...moment(2_000), outcome: "dead", why: "the process died during every try" },
      { fence: 4, ...moment(62_000), outcome: "replayed" },
      {
        fence: 5,
        ...moment(62_000),
        outcome: "done",
        effect: {
          name: "settlePublication",
          platform: "tiktok",
          accountRef: "act.1",
          handle: "publishId p1",
          news: "complete",
        },
      },
    ]);
    expect(JSON.stringify(history)).not.toContain("IGQVJ");
  });

  it("of what a batch set aside is the one try it was", async () => {
    const id = await event();
    await setAside([id], { unitOfWork, clock });
    expect((await read(id)).history).toEqual([
      {
        fence: 1,
        startedAt: clock.now().toISOString(),
        endedAt: clock.now().toISOString(),
        outcome: "ignored",
        why: "it is about no account that is connected here",
      },
    ]);
  });

  it("keeps the latest tries and does not grow without end", async () => {
    const id = await event();
    for (let n = 0; n < 60; n++) {
      const claim = await claimed(id);
      await endClaim(database.db, claim, "fail", { now: clock.now(), why: `try ${n}` });
    }
    const { history } = await read(id);
    expect(history).toHaveLength(50);
    expect(history.at(-1)).toMatchObject({ fence: 60, why: "try 59" });
  });

  it("does not grow by replays either, nor by what is set aside or buried again and again", async () => {
    const [ignored, dead] = [await event("ignored"), await event("dead")];
    for (let n = 0; n < 30; n++) {
      await reopenEvents(database.db, [ignored, dead], clock.now());
      await setAside([ignored], { unitOfWork, clock });
      await buryEvent(database.db, dead, "no tries left", clock.now());
    }
    for (const id of [ignored, dead]) expect((await read(id)).history).toHaveLength(50);
    expect((await read(dead)).history.at(-1)).toMatchObject({ fence: 60, outcome: "dead" });
  });
});

it("a claim that came just too late for the other one's end is not mistaken for an event that is settled", async () => {
  for (const end of ["fail", "postpone"] as const) {
    const id = await event();
    const first = await claimed(id);
    // Between the look of the second one and its question who holds the event, the first lets go.
    let asked = 0;
    const slow = new Proxy(database.db, {
      get(db, name) {
        if (name !== "$queryRaw") return Reflect.get(db, name);
        return async (...statement: Parameters<typeof db.$queryRaw>) => {
          asked += 1;
          if (asked === 2) await endClaim(database.db, first, end, { now: clock.now(), why: "let go" });
          return db.$queryRaw(...statement);
        };
      },
    });
    expect(await claimEvent(slow, id, clock.now())).toMatchObject({ id, fence: 2 });
  }
});

describe("a replay", () => {
  it("of an event whose job is running this moment changes nothing", async () => {
    const id = await event("dead");
    const job = {
      name: "webhook.process",
      key: id,
      payload: { eventId: id },
      runAt: clock.now(),
      maxAttempts: 12,
    };
    await database.db.job.create({ data: { ...job, status: "running" } });
    const before = await read(id);
    expect(await replayWebhookEvent(unitOfWork, id, clock.now())).toBe(false);
    expect(await read(id)).toEqual(before);
  });
});
