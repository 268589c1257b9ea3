import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Bench,
  type BenchOptions,
  partsPosted,
  postsOf,
  publishingBench,
  UNREACHABLE,
} from "#e2e/support/publishing-bench.ts";
import { LATE_AFTER_MS, LATE_AFTER_RECONNECT_MS } from "./late.ts";
import { resumeParked } from "./resume.ts";
import { createPublishingService } from "./service.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

type Policy = "publish" | "park" | "ask";
const serviceOf = (b: Bench) => createPublishingService({ ...b, db: database.db });

async function bench(latePolicy: Policy, options?: BenchOptions): Promise<Bench> {
  const b = await publishingBench(database, options);
  await database.db.post.update({ where: { id: b.postId }, data: { latePolicy } });
  return b;
}

/** Nothing ran when its time came, and for this much longer. */
async function late(latePolicy: Policy, byMs = LATE_AFTER_MS + 1000): Promise<Bench> {
  const b = await bench(latePolicy);
  await b.clock.advance(byMs);
  await b.ringUntilQuiet();
  return b;
}

describe("a post whose time passed while nothing ran", () => {
  it("goes out at once where its policy says so, however late", async () => {
    expect(postsOf(await late("publish", 30 * 24 * 3_600_000))).toBe(1);
  });

  it("is held where it says park: nothing is sent, nothing rings, nobody is woken", async () => {
    const b = await late("park");
    expect(await b.target()).toMatchObject({ status: "held", leaseUntil: null, nextCheckAt: null });
    expect(b.network.calls).toEqual([]);
    expect(b.notices).toEqual([]);
    expect(await b.timeline()).toEqual(["publish.held"]);
  });

  it("is held where it says ask, and its people are asked by notification and mail", async () => {
    const b = await late("ask");
    expect((await b.target()).status).toBe("held");
    expect(b.notices).toMatchObject([{ type: "post.late", mail: true, severity: "warning" }]);
  });

  it("is in time within the tolerance", async () => {
    expect(postsOf(await late("ask", LATE_AFTER_MS))).toBe(1);
  });

  it("is held once, whatever rings and however often", async () => {
    const b = await bench("ask");
    await b.clock.advance(LATE_AFTER_MS + 1000);
    const { revision } = await b.target();
    const context = { signal: new AbortController().signal, log: b.log };
    await Promise.all(
      Array.from({ length: 8 }, () => b.newEngine().run({ targetId: b.targetId, revision }, context)),
    );
    expect(b.notices).toHaveLength(1);
    expect(await b.timeline()).toEqual(["publish.held"]);
  });
});

describe("a post that was begun in time", () => {
  it("is not late because its preparation takes long", async () => {
    const b = await bench("park");
    const began = b.clock.now().getTime();
    b.network.pollsUntilReady = 4;
    const { plan } = b.network.publish;
    b.network.publish.plan = (context) => {
      const step = plan(context);
      if (step.type !== "poll") return step;
      const run = async () => {
        const result = await step.run();
        return result.state === "waiting" ? { ...result, again: { afterMs: LATE_AFTER_MS / 2 } } : result;
      };
      return { ...step, run };
    };
    await b.ringUntilQuiet();
    expect(b.clock.now().getTime() - began).toBeGreaterThan(LATE_AFTER_MS);
    expect(postsOf(b)).toBe(1);
  });

  it("is late when the machine was away in the middle of it", async () => {
    const b = await bench("park");
    await b.ringOnce();
    expect((await b.target()).status).toBe("publishing");
    await b.clock.advance(LATE_AFTER_MS + 60_000);
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("held");
    expect((await b.attempts()).map(({ outcome }) => outcome)).toEqual(["lost"]);
  });

  it("is never held once its call was armed: it is asked about", async () => {
    const b = await bench("park");
    b.network.disturb("publish", { kind: "apply-then-drop" });
    while ((await b.target()).armedAt === null) await b.ringOnce();
    await b.clock.advance(LATE_AFTER_MS * 4);
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("live");
    expect(postsOf(b)).toBe(1);
  });

  it("is never held when its worker died right after arming", async () => {
    const b = await bench("park");
    const undisturbed = await bench("park");
    await undisturbed.ringUntilQuiet();
    b.faults.strikeAt(undisturbed.faults.passed.indexOf("publish:after:call:publish") + 1);
    while ((await b.target()).armedAt === null) await b.ringOnce();
    expect((await b.target()).status).toBe("publishing");
    await b.clock.advance(LATE_AFTER_MS * 4);
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("live");
    expect(postsOf(b)).toBe(1);
  });

  it("is never held between two parts of a thread", async () => {
    const b = await bench("park", { style: "chain" });
    b.network.disturb("create_2", UNREACHABLE);
    await b.ringOnce();
    await b.clock.advance(LATE_AFTER_MS * 4);
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
  });

  it("is held when the network stayed away past its moment", async () => {
    const b = await bench("park");
    b.network.disturb("create", ...Array.from({ length: 500 }, () => UNREACHABLE));
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("held");
  });
});

/** Its account broke, and is connected again this much later. */
async function reconnected(latePolicy: Policy, afterMs: number): Promise<Bench> {
  const b = await bench(latePolicy);
  const { AppError } = await import("#server/core/errors.ts");
  const { fresh } = b.tokens;
  b.tokens.fresh = async () => {
    throw new AppError("NEEDS_RECONNECT", "gone");
  };
  await database.db.connection.update({ where: { id: b.connectionId }, data: { status: "needs_reconnect" } });
  await b.ringUntilQuiet();
  expect(await b.target()).toMatchObject({ status: "waiting", errorCode: "NEEDS_RECONNECT" });
  await b.clock.advance(afterMs);
  b.tokens.fresh = fresh;
  await database.db.connection.update({ where: { id: b.connectionId }, data: { status: "active" } });
  await b.work.run((tx) => resumeParked(tx, b.connectionId, b.clock.now()));
  await b.ringUntilQuiet();
  return b;
}

describe("a post that waited for its account", () => {
  it("resumes by itself where its policy is to publish", async () => {
    expect(postsOf(await reconnected("publish", LATE_AFTER_RECONNECT_MS))).toBe(1);
  });

  it("asks first when the account came back days after its moment", async () => {
    const b = await reconnected("publish", LATE_AFTER_RECONNECT_MS + 1000);
    expect((await b.target()).status).toBe("held");
    expect(b.notices.at(-1)).toMatchObject({ type: "post.late", mail: true });
  });

  it("follows the other policies like any late post", async () => {
    expect(postsOf(await reconnected("park", LATE_AFTER_MS))).toBe(1);
    expect((await (await reconnected("park", LATE_AFTER_MS + 1000)).target()).status).toBe("held");
  });
});

describe("deciding about a held post", () => {
  it("now: goes out, although its time is long past, naming who decided", async () => {
    const b = await late("park");
    await serviceOf(b).goAhead(b.actor, { targetId: b.targetId });
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    const { events } = await serviceOf(b).timeline(b.actor, b.postId);
    expect(events.find(({ type }) => type === "publish.released")?.actorName).toBe("Ann");
  });

  it("now, and then the machine is away again: held again", async () => {
    const b = await late("park");
    await serviceOf(b).goAhead(b.actor, { targetId: b.targetId });
    await b.clock.advance(LATE_AFTER_MS + 1000);
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("held");
  });

  it("at another time: waits for it, moves the post, and goes out then", async () => {
    const b = await late("park");
    const at = new Date(b.clock.now().getTime() + 3_600_000);
    await serviceOf(b).goAhead(b.actor, { targetId: b.targetId, at });
    expect(await b.target()).toMatchObject({ status: "scheduled", scheduledAt: at });
    expect(await database.db.post.findUniqueOrThrow({ where: { id: b.postId } })).toMatchObject({
      scheduledAt: at,
    });
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(b.network.effects(b.text)[0]?.at.getTime()).toBeGreaterThanOrEqual(at.getTime());
  });

  it("not at all: nothing goes out", async () => {
    const b = await late("ask");
    await serviceOf(b).cancel(b.actor, b.targetId);
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(0);
    expect((await b.target()).status).toBe("canceled");
  });

  it("is for held targets, within two years, and for editors alone", async () => {
    const b = await late("park");
    const goAhead = (more: object) => serviceOf(b).goAhead(b.actor, { targetId: b.targetId, ...more });
    await expect(goAhead({ at: new Date("2100-01-01T00:00:00Z") })).rejects.toMatchObject({
      userMessage: "SCHEDULED_TOO_FAR",
    });
    const viewer = { ...b.actor, role: "viewer" as const };
    await expect(serviceOf(b).goAhead(viewer, { targetId: b.targetId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await goAhead({});
    await expect(goAhead({})).rejects.toMatchObject({ userMessage: "TARGET_NOT_HELD" });
  });

  it("what a person tries again is not late", async () => {
    const b = await bench("park");
    await serviceOf(b).cancel(b.actor, b.targetId);
    await b.clock.advance(LATE_AFTER_MS * 10);
    await serviceOf(b).retry(b.actor, { targetId: b.targetId });
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
  });
});
