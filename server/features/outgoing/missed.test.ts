import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { newId } from "#server/core/ids.ts";
import { MISSED_BATCH } from "./missed.ts";
import { type Bench, outgoingBench, type Receiver, startReceiver } from "./outgoing.fixture.ts";

const HOUR_MS = 3_600_000;

let database: TestDatabase;
let receiver: Receiver;
let bench: Bench;
let endpointId: string;
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
beforeEach(async () => {
  bench = await outgoingBench(database);
  receiver.received.length = 0;
  receiver.status(200);
  endpointId = await endpointAt("/hooks");
});
afterEach(async () => {
  await database.db.job.deleteMany();
  await database.db.organization.deleteMany();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

async function endpointAt(path: string): Promise<string> {
  const events: ["post.published"] = ["post.published"];
  const input = { url: `${receiver.url}${path}`, description: "", events };
  return (await bench.service.create(bench.actor, input)).endpoint.id;
}

/** A delivery that ended so, this long ago; told of by a message of its own. */
async function ended(
  status: "failed" | "canceled" | "delivered",
  { agoMs = HOUR_MS, type = "post.published", to = endpointId } = {},
): Promise<{ id: string; messageId: string }> {
  const { workspaceId } = bench.actor;
  const at = new Date(bench.clock.now().getTime() - agoMs);
  const [id, messageId] = [newId(at.getTime()), newId(at.getTime())];
  const data = {};
  await database.db.outgoingMessage.create({
    data: { id: messageId, workspaceId, type, cause: messageId, data, occurredAt: at, createdAt: at },
  });
  await database.db.outgoingDelivery.create({
    data: { id, workspaceId, messageId, endpointId: to, status, attempts: 10, createdAt: at, finishedAt: at },
  });
  return { id, messageId };
}

const range = (sinceMs = 24 * HOUR_MS) => {
  const until = bench.clock.now();
  return { endpointId, since: new Date(until.getTime() - sinceMs), until };
};
const idsReceived = () => receiver.received.map(({ headers }) => headers["webhook-id"]);
const statusOf = async ({ id }: { id: string }) =>
  (await database.db.outgoingDelivery.findUniqueOrThrow({ where: { id } })).status;

describe("resending what an endpoint missed", () => {
  it("sends what was given up and called off since then once more, under the ids it had", async () => {
    const missed = [await ended("failed"), await ended("canceled", { agoMs: 2 * HOUR_MS })];
    const taken = await ended("delivered");
    const before = await ended("failed", { agoMs: 25 * HOUR_MS });
    const test = await ended("failed", { type: "webhook.test" });
    const elsewhere = await ended("failed", { to: await endpointAt("/elsewhere") });
    expect(await bench.service.missed(bench.actor, range())).toEqual({ count: 2, more: false });
    expect(await bench.service.resendMissed(bench.actor, range())).toEqual({ resent: 2, more: false });
    await bench.workOff();
    expect(idsReceived().sort()).toEqual(missed.map(({ messageId }) => messageId).sort());
    for (const each of missed) expect(await statusOf(each)).toBe("delivered");
    expect(await Promise.all([taken, before, test, elsewhere].map(statusOf))).toEqual([
      ...["delivered", "failed", "failed", "failed"],
    ]);
    expect(await bench.service.missed(bench.actor, range())).toEqual({ count: 0, more: false });
  });

  it("clicked twice at once sends each of them once", async () => {
    for (let index = 0; index < 5; index += 1) await ended("failed");
    const clicks = [1, 2, 3].map(() => bench.service.resendMissed(bench.actor, range()));
    const answers = await Promise.all(clicks);
    expect(answers.reduce((sum, { resent }) => sum + resent, 0)).toBe(5);
    await bench.workOff();
    expect(receiver.received).toHaveLength(5);
    expect(new Set(idsReceived()).size).toBe(5);
    expect(await bench.service.resendMissed(bench.actor, range())).toEqual({ resent: 0, more: false });
  });

  it("takes so many at a time, the oldest first, and ends although they are missed again meanwhile", async () => {
    const { workspaceId } = bench.actor;
    const at = new Date(bench.clock.now().getTime() - HOUR_MS);
    const rows = Array.from({ length: MISSED_BATCH + 3 }, (_, index) => ({
      id: newId(at.getTime() + index),
      messageId: newId(at.getTime() + index),
    }));
    await database.db.outgoingMessage.createMany({
      data: rows.map(({ messageId }) => ({
        ...{ id: messageId, workspaceId, type: "post.published", cause: messageId, data: {}, occurredAt: at },
      })),
    });
    await database.db.outgoingDelivery.createMany({
      data: rows.map((row) => ({
        ...{ ...row, workspaceId, endpointId, status: "failed" as const, createdAt: at, finishedAt: at },
      })),
    });
    const asked = range();
    expect(await bench.service.resendMissed(bench.actor, asked)).toEqual({
      resent: MISSED_BATCH,
      more: true,
    });
    const [oldest, newest] = [rows[0], rows.at(-1)];
    expect(await Promise.all([oldest, newest].map((row) => statusOf(row ?? { id: "" })))).toEqual([
      ...["pending", "failed"],
    ]);
    await bench.clock.advance(1_000);
    await database.db.outgoingDelivery.updateMany({
      where: { status: "pending" },
      data: { status: "failed", finishedAt: bench.clock.now() },
    });
    expect(await bench.service.resendMissed(bench.actor, asked)).toEqual({ resent: 3, more: false });
  });

  it("is refused for an endpoint that is switched off, and changes nothing", async () => {
    const missed = await ended("failed");
    await bench.service.disable(bench.actor, endpointId);
    const deed = bench.service.resendMissed(bench.actor, range());
    await expect(deed).rejects.toMatchObject({ code: "CONFLICT", userMessage: "WEBHOOK_SWITCHED_OFF" });
    expect(await statusOf(missed)).toBe("failed");
  });

  it("is for admins, within their workspace, and counted like everything sent by hand", async () => {
    await ended("failed");
    const editor = { ...bench.actor, role: "editor" as const };
    const stranger = await seedWorkspace(database.db);
    for (const deed of ["missed", "resendMissed"] as const) {
      await expect(bench.service[deed](editor, range())).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(bench.service[deed](stranger, range())).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    bench = { ...(await outgoingBench(database, { allowed: () => false })), actor: bench.actor };
    const refused = bench.service.resendMissed(bench.actor, range());
    await expect(refused).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(await database.db.job.count()).toBe(0);
  });
});
