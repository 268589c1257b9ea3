import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Bench,
  type BenchOptions,
  publishingBench,
  untilFailed,
} from "#e2e/support/publishing-bench.ts";
import { newId } from "#server/core/ids.ts";
import { lockPlans } from "#server/features/plan-lock.ts";
import { createQuotaService } from "#server/features/quota/service.ts";
import { createPublishingService, type PublishingService } from "./service.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

interface Full {
  b: Bench;
  publishing: PublishingService;
  /** When the account takes its next post: a day after the one that fills it. */
  nextAt: Date;
}

/** An account that takes one post a day, and has had it from another post of ours a minute ago. */
async function full(b: Bench): Promise<Full> {
  const { db } = database;
  const platform = (id: string) => {
    const known = b.platform(id);
    return known && { ...known, rules: { ...known.rules, quota: { limit: 1, windowMs: DAY_MS } } };
  };
  const accounts = { composeOptions: async () => ({ options: {}, quota: null }) };
  const quota = createQuotaService({ db, clock: b.clock, log: b.log, accounts, platform });
  const publishedAt = new Date(Math.floor(b.clock.now().getTime() / MINUTE_MS) * MINUTE_MS - MINUTE_MS);
  const { workspaceId, userId: createdByUserId } = b.actor;
  const post = { id: newId(), workspaceId, createdByUserId, text: "before", timeZone: "UTC" };
  const target = { connectionId: b.connectionId, kind: "note", scheduledAt: publishedAt };
  await db.post.create({
    data: {
      ...{ ...post, status: "scheduled", scheduledAt: publishedAt },
      targets: { create: { ...target, workspaceId, status: "live", publishedAt } },
    },
  });
  const publishing = createPublishingService({ ...b, db, quota });
  return { b, publishing, nextAt: new Date(publishedAt.getTime() + DAY_MS) };
}

async function fullAnd(status: "failed" | "held", options?: BenchOptions): Promise<Full> {
  const b = await publishingBench(database, options);
  if (status === "failed") await untilFailed(b);
  else await database.db.postTarget.update({ where: { id: b.targetId }, data: { status } });
  return full(b);
}

const refused = (nextAt: Date) => ({
  code: "CONFLICT",
  userMessage: "QUOTA_FULL",
  params: { limit: 1, hours: 24, network: "Net", nextAt: nextAt.toISOString() },
});

describe.each(["failed", "held"] as const)("a %s target of an account whose quota is spent", (status) => {
  const deed = status === "failed" ? "retry" : "goAhead";

  it("is not sent: the next time that is allowed is told, and nothing has moved", async () => {
    const { b, publishing, nextAt } = await fullAnd(status);
    const before = await b.target();
    const { targetId } = b;
    await expect(publishing[deed](b.actor, { targetId })).rejects.toMatchObject(refused(nextAt));
    await b.ringUntilQuiet();
    expect(await b.target()).toEqual(before);
    expect(b.network.effects(b.text)).toEqual([]);
  });

  it("waits for the time that was offered, where a person takes it", async () => {
    const { b, publishing, nextAt } = await fullAnd(status);
    await publishing[deed](b.actor, { targetId: b.targetId, at: nextAt });
    expect(await b.target()).toMatchObject({ status: "scheduled", scheduledAt: nextAt, goAheadAt: null });
    expect(await b.timeline()).toContain("publish.replanned");
    await b.ringUntilQuiet();
    expect((await b.target()).publishedAt?.getTime()).toBeGreaterThanOrEqual(nextAt.getTime());
    expect(b.network.effects(b.text)).toHaveLength(1);
  });

  it("is refused at a time of one's own that is too early, and beyond any calendar", async () => {
    const { b, publishing, nextAt } = await fullAnd(status);
    const { targetId } = b;
    const early = publishing[deed](b.actor, { targetId, at: new Date(nextAt.getTime() - MINUTE_MS) });
    await expect(early).rejects.toMatchObject(refused(nextAt));
    const never = publishing[deed](b.actor, { targetId, at: new Date("2080-01-01T00:00:00Z") });
    await expect(never).rejects.toMatchObject({ userMessage: "SCHEDULED_TOO_FAR" });
  });
});

it.each([
  ["lately", 0],
  ["long ago", 30 * DAY_MS],
])("of two targets that failed %s and are retried at once the last place goes to one", async (_, ago) => {
  const { b, publishing } = await fullAnd("failed");
  await database.db.postTarget.deleteMany({ where: { workspaceId: b.actor.workspaceId, status: "live" } });
  const { workspaceId, userId: createdByUserId } = b.actor;
  const scheduledAt = new Date(b.clock.now().getTime() - ago);
  await database.db.postTarget.update({ where: { id: b.targetId }, data: { scheduledAt } });
  const { connectionId } = b;
  const target = { workspaceId, connectionId, kind: "note", status: "failed", scheduledAt } as const;
  const other = await database.db.post.create({
    data: {
      ...{ workspaceId, createdByUserId, text: "another", timeZone: "UTC", status: "scheduled" },
      targets: { create: target },
    },
    include: { targets: true },
  });
  const ids = [b.targetId, ...other.targets.map(({ id }) => id)];
  const tries = await Promise.allSettled(ids.map((targetId) => publishing.retry(b.actor, { targetId })));
  expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

it("waits for whoever plans the same post, and never both for one another", async () => {
  const { b, publishing, nextAt } = await fullAnd("failed");
  let retried: Promise<void> | undefined;
  await database.db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM posts WHERE id = ${b.postId}::uuid FOR NO KEY UPDATE`;
      await tx.$queryRaw`SELECT 1 FROM post_targets WHERE "postId" = ${b.postId}::uuid FOR NO KEY UPDATE`;
      retried = publishing.retry(b.actor, { targetId: b.targetId, at: nextAt });
      retried.catch(() => undefined);
      await expect.poll(() => somebodyWaits(), { timeout: 5_000 }).toBe(true);
      await lockPlans(tx, [b.connectionId]);
    },
    { timeout: 20_000 },
  );
  await retried;
  expect(await b.target()).toMatchObject({ status: "scheduled", scheduledAt: nextAt });
});

/** Somebody waits for a row or a plan that another transaction holds. */
async function somebodyWaits(): Promise<boolean> {
  const { rows } = await database.pool.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}

it("what was called off before its time is judged at that time, which it keeps", async () => {
  const { b, publishing, nextAt } = await fullAnd("failed");
  const change = (scheduledAt: Date) =>
    database.db.postTarget.update({ where: { id: b.targetId }, data: { status: "canceled", scheduledAt } });
  await change(new Date(nextAt.getTime() - MINUTE_MS));
  const { targetId } = b;
  await expect(publishing.retry(b.actor, { targetId })).rejects.toMatchObject(refused(nextAt));
  await change(nextAt);
  await publishing.retry(b.actor, { targetId });
  expect(await b.target()).toMatchObject({ status: "scheduled", scheduledAt: nextAt });
});

it("what is partly public goes on: its place was taken when its first part went out", async () => {
  const b = await publishingBench(database, { style: "chain" });
  const [first = ""] = b.parts;
  await database.db.postTarget.update({
    where: { id: b.targetId },
    data: {
      status: "failed",
      publicParts: [{ remoteId: "thing-1", at: b.clock.now().toISOString(), handles: { part1: first } }],
    },
  });
  const { publishing } = await full(b);
  await publishing.retry(b.actor, { targetId: b.targetId });
  expect((await b.target()).status).toBe("scheduled");
});
