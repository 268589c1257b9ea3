import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import type { JobStatus, WebhookEventStatus } from "#prisma/generated/client.ts";
import { mail } from "../test-support.ts";
import { jobsPrune } from "./jobs.prune.ts";
import { lockReplayable } from "./webhook-ledger.ts";

const clock = testClock();
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(clock.now().getTime() - days * DAY_MS);
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const prune = (signal = new AbortController().signal) =>
  jobsPrune.run(
    {},
    { db: database.db, clock },
    { jobId: "j", attempt: 1, fence: 1, signal, log: silentLog() },
  );

describe("pruning", () => {
  it("forgets jobs done thirty days ago and those dead for ninety, and keeps the rest", async () => {
    const job = (key: string, status: JobStatus, days: number) => ({
      name: "mail.send",
      key,
      payload: mail,
      maxAttempts: 1,
      status,
      runAt: ago(days),
      createdAt: ago(days),
      finishedAt: status === "pending" || status === "canceled" ? null : ago(days),
    });
    await database.db.job.createMany({
      data: [
        job("old", "done", 31),
        job("old and canceled", "canceled", 31),
        job("fresh", "done", 29),
        job("dead", "dead", 89),
        job("dead for long", "dead", 91),
        job("pending", "pending", 400),
      ],
    });
    await prune();
    const kept = await database.db.job.findMany({ select: { key: true }, orderBy: { key: "asc" } });
    expect(kept.map(({ key }) => key)).toEqual(["dead", "fresh", "pending"]);
  });

  it("forgets ids of signatures that ran out, however many there are, and keeps those that still hold", async () => {
    await database.db.consumedToken.createMany({
      data: Array.from({ length: 2_500 }, (_, i) => ({ jti: `old-${i}`, expiresAt: ago(1) })),
    });
    await database.db.consumedToken.create({ data: { jti: "live", expiresAt: ago(-1) } });
    await prune();
    expect(await database.db.consumedToken.findMany({ select: { jti: true } })).toEqual([{ jti: "live" }]);
  });

  it("forgets webhooks after ninety days, unless something in them is still open", async () => {
    const delivery = (days: number, ...events: WebhookEventStatus[]) =>
      database.db.webhookDelivery.create({
        data: {
          source: `${days} ${events.join()}`,
          rawBody: Buffer.from("{}"),
          headers: {},
          signatureKeyId: "k",
          receivedAt: ago(days),
          events: {
            create: events.map((status, i) => ({
              source: "tiktok",
              externalId: `${days} ${events.join()} ${i}`,
              type: "t",
              payload: {},
              status,
            })),
          },
        },
      });
    await delivery(91, "done", "ignored", "dead");
    await delivery(91);
    await delivery(91, "done", "failed");
    await delivery(91, "received");
    await delivery(89, "done");
    await prune();
    const kept = await database.db.webhookDelivery.findMany({ orderBy: { source: "asc" } });
    expect(kept.map(({ source }) => source)).toEqual(["89 done", "91 done,failed", "91 received"]);
    expect(await database.db.webhookEvent.count()).toBe(4);
  });

  it("empties what a webhook said of people after thirty days, and still knows it when it comes again", async () => {
    await database.db.webhookDelivery.deleteMany();
    const payload = { fan: { name: "Zoé Quilès" } };
    const deliver = (days: number, status: WebhookEventStatus) =>
      database.db.webhookDelivery.create({
        data: {
          source: "onlyfans",
          rawBody: Buffer.from(JSON.stringify(payload)),
          headers: { "user-agent": "Zoé Quilès" },
          signatureKeyId: "k",
          receivedAt: ago(days),
          events: {
            create: {
              ...{ source: "onlyfans", externalId: `${days} ${status}`, type: "t", payload, status },
              lastError: status === "dead" ? "no such thing" : null,
            },
          },
        },
        include: { events: true },
      });
    for (const status of ["done", "ignored", "dead"] as const) await deliver(31, status);
    const open = [await deliver(31, "failed"), await deliver(31, "received"), await deliver(29, "done")];
    await prune();
    const rows = await database.db.webhookDelivery.findMany({
      include: { events: true },
      orderBy: { scrubbedAt: { sort: "asc", nulls: "last" } },
    });
    expect(rows).toHaveLength(6);
    for (const { rawBody, headers, scrubbedAt, events } of rows.slice(0, 3)) {
      expect([rawBody.length, headers, scrubbedAt]).toEqual([0, {}, clock.now()]);
      expect(events[0]?.payload).toEqual({});
      expect(events[0]?.externalId).toBe(`31 ${events[0]?.status}`);
    }
    const left = JSON.stringify(rows.slice(0, 3));
    expect(left).not.toContain("Quilès");
    expect(left).toContain("no such thing");
    expect(
      rows
        .slice(3)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(open.map(({ id }) => id).sort());
    expect(rows.slice(3).every(({ events }) => JSON.stringify(events[0]?.payload).includes("Quilès"))).toBe(
      true,
    );
  });

  it("leaves alone what a replay is opening this moment", async () => {
    await database.db.webhookDelivery.deleteMany();
    const { id, events } = await database.db.webhookDelivery.create({
      data: {
        ...{ source: "x", rawBody: Buffer.from("{}"), headers: {}, signatureKeyId: "k", receivedAt: ago(31) },
        events: { create: { source: "x", externalId: "e", type: "t", payload: { a: 1 }, status: "dead" } },
      },
      include: { events: true },
    });
    await database.db.$transaction(async (tx) => {
      expect(await lockReplayable(tx, [events[0]?.id ?? ""])).toHaveLength(1);
      await prune();
    });
    const kept = await database.db.webhookDelivery.findUniqueOrThrow({
      where: { id },
      include: { events: true },
    });
    expect([kept.scrubbedAt, kept.events[0]?.payload]).toEqual([null, { a: 1 }]);
    await prune();
    expect(await lockReplayable(database.db, [events[0]?.id ?? ""])).toEqual([]);
  });

  it("forgets what was refused after ninety days", async () => {
    const refusal = (days: number) => ({
      ...{ source: "tiktok", reason: "stale", day: ago(days), count: 3 },
      ...{ firstAt: ago(days), lastAt: ago(days) },
    });
    await database.db.webhookRefusal.createMany({ data: [refusal(92), refusal(89)] });
    await prune();
    expect(await database.db.webhookRefusal.count()).toBe(1);
  });

  it("forgets logins a day after they ran out", async () => {
    const state = (stateHash: string, days: number) => ({
      stateHash,
      userId: "u",
      workspaceId: "w",
      platform: "tiktok",
      flavor: "login-kit",
      redirectUri: "https://app.test",
      returnTo: "/",
      expiresAt: ago(days),
    });
    await database.db.oAuthState.createMany({
      data: [state("old", 1.1), state("late", 0.9), state("live", -1)],
    });
    await prune();
    const kept = await database.db.oAuthState.findMany({ orderBy: { stateHash: "asc" } });
    expect(kept.map(({ stateHash }) => stateHash)).toEqual(["late", "live"]);
  });

  it("stops when its time is up", async () => {
    const over = new AbortController();
    over.abort(new Error("time is up"));
    await expect(prune(over.signal)).rejects.toThrow("time is up");
  });
});
