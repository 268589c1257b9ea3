import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Bench, publishingBench } from "#e2e/support/publishing-bench.ts";
import type { TargetStatus } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import type { PublicationNotice } from "#server/webhooks/effects.ts";
import { settlePublication } from "./settle-publication.ts";
import { settlePublications } from "./settle-publications.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

async function target(status: TargetStatus, handles: Record<string, string | number>): Promise<Bench> {
  const bench = await publishingBench(database);
  await database.db.postTarget.update({
    where: { id: bench.targetId },
    data: { status, handles, nextCheckAt: null },
  });
  return bench;
}

async function noticeFor(b: Bench, value: string, remoteId?: string): Promise<PublicationNotice> {
  const { externalId } = await database.db.connection.findUniqueOrThrow({ where: { id: b.connectionId } });
  return {
    ...{ platform: "net", accountRef: externalId, handle: { name: "publishId", value } },
    event: {
      ...{ id: newId(), type: "post.publish.complete", occurredAt: b.clock.now(), news: "complete" },
      ...(remoteId === undefined ? {} : { remoteId }),
    },
  };
}

const together = (b: Bench, notices: PublicationNotice[]) =>
  b.work.run((tx) => settlePublications(tx, notices, b.clock.now()));

/** All that a notice can change, but for ids and the clock's. */
async function traceOf(b: Bench) {
  const { status, remoteId, nextCheckAt } = await b.target();
  const rows = await database.db.timelineEvent.findMany({
    where: { targetId: b.targetId, type: { startsWith: "publish.webhook" } },
    orderBy: { id: "asc" },
  });
  const told = rows.map(({ type, data }) => ({ type, ...(data as object), eventId: undefined }));
  const jobs = await database.db.job.findMany({
    where: { payload: { path: ["targetId"], equals: b.targetId } },
    select: { status: true, runAt: true, attempts: true, workspaceId: true },
  });
  return {
    ...{ status, remoteId, nextCheckAt, told },
    jobs: jobs.map((job) => ({ ...job, workspaceId: job.workspaceId === b.actor.workspaceId })),
  };
}

describe("many notices at once", () => {
  it.each(["live", "publishing", "unknown", "failed", "scheduled"] as const)(
    "do to a %s target what each would do by itself",
    async (status) => {
      const alone = await target(status, { publishId: "p-1" });
      const among = await target(status, { publishId: "p-1" });
      const notice = await noticeFor(alone, "p-1", "7500000000000000001");
      await alone.work.run((tx) => settlePublication(tx, notice, alone.clock.now()));
      const results = await together(among, [await noticeFor(among, "p-1", "7500000000000000001")]);
      expect(results).toEqual(["applied"]);
      expect(await traceOf(among)).toEqual(await traceOf(alone));
    },
  );

  it("are each written down once, also when they come again or are about the same target", async () => {
    const b = await target("live", { publishId: "p-1" });
    const first = await noticeFor(b, "p-1", "1");
    const second = await noticeFor(b, "p-1", "2");
    expect(await together(b, [first, second])).toEqual(["applied", "applied"]);
    expect(await together(b, [second, first])).toEqual(["applied", "applied"]);
    const { told, remoteId } = await traceOf(b);
    expect(told).toHaveLength(2);
    expect(remoteId).toBe("1");
  });

  it("find a target by its public id too, and leave over what names none", async () => {
    const b = await target("live", {});
    await database.db.postTarget.update({ where: { id: b.targetId }, data: { remoteId: "r-1" } });
    const notices = [
      await noticeFor(b, "nobody's"),
      await noticeFor(b, "r-1"),
      { ...(await noticeFor(b, "r-1")), accountRef: "another account" },
    ];
    expect(await together(b, notices)).toEqual([undefined, "applied", undefined]);
    expect(await together(b, [])).toEqual([]);
  });

  it("set a second alarm beside one that is running", async () => {
    const b = await target("unknown", { publishId: "p-1" });
    const jobs = { payload: { path: ["targetId"], equals: b.targetId } };
    await database.db.job.updateMany({ where: jobs, data: { status: "running" } });
    await together(b, [await noticeFor(b, "p-1")]);
    const states = (await database.db.job.findMany({ where: jobs })).map(({ status }) => status);
    expect(states.sort()).toEqual(["pending", "running"]);
  });
});
