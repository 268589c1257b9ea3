import { afterAll, beforeAll, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { newId } from "#server/core/ids.ts";
import { jobsPrune } from "./jobs.prune.ts";

const clock = testClock();
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("forgets what was told thirty days ago, and nothing that is still on its way", async () => {
  const { db } = database;
  const { workspaceId, userId: createdByUserId } = await seedWorkspace(db);
  const endpoint = await db.outgoingEndpoint.create({
    data: { workspaceId, createdByUserId, url: "https://hooks.example.com/", events: [], secret: "sealed" },
  });
  const tell = async (cause: string, days: number, status: "pending" | "delivered") => {
    const createdAt = new Date(clock.now().getTime() - days * 86_400_000);
    const id = newId();
    await db.outgoingMessage.create({
      data: {
        ...{ id, workspaceId, type: "post.failed", cause, data: {}, occurredAt: createdAt, createdAt },
        deliveries: { create: { workspaceId, endpointId: endpoint.id, status } },
      },
    });
  };
  await tell("old", 31, "delivered");
  await tell("old and on its way", 31, "pending");
  await tell("fresh", 29, "delivered");
  const signal = new AbortController().signal;
  await jobsPrune.run({}, { db, clock }, { jobId: "j", attempt: 1, fence: 1, signal, log: silentLog() });
  const kept = await db.outgoingMessage.findMany({ orderBy: { cause: "asc" } });
  expect(kept.map(({ cause }) => cause)).toEqual(["fresh", "old and on its way"]);
  expect(await db.outgoingDelivery.count()).toBe(2);
});
