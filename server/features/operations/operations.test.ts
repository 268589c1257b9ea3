import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { rememberingTransport, seedWorkspace } from "#e2e/support/workspace.ts";
import { syncSchedules } from "#jobs/schedules.ts";
import { mail } from "#jobs/test-support.ts";
import type { JobStatus, WebhookEventStatus } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import { OPERATORS } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import { createUnitOfWork } from "#server/features/unit-of-work.ts";
import { createEngine } from "#server/wiring/engine.ts";
import type { WebhookFilter } from "./schema.ts";
import { createOperationsService, type OperationsService } from "./service.ts";

const clock = testClock();
const MINUTE = 60_000;
const ago = (minutes: number) => new Date(clock.now().getTime() - minutes * MINUTE);
let database: TestDatabase;
let service: OperationsService;
let transport: ReturnType<typeof rememberingTransport>;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  const log = silentLog();
  transport = rememberingTransport();
  const work = createUnitOfWork({ db, clock, log, ...transport });
  const engine = createEngine({ db, work, clock, log, queue: transport.queue });
  service = createOperationsService({ db, clock, log, engine, events: transport.events });
  actor = await seedWorkspace(db, "Olu");
  await syncSchedules({ db, clock });
});
afterAll(() => database.close());

interface EventSeed {
  source?: string;
  type?: string;
  status?: WebhookEventStatus;
  accountRef?: string;
  externalId?: string;
  lastError?: string;
  minutesAgo?: number;
  rawBody?: string;
  headers?: Record<string, string>;
  history?: object[];
  scrubbedAt?: Date;
}

async function event(seed: EventSeed = {}): Promise<string> {
  const { source = "tiktok", minutesAgo = 0, rawBody = "{}", headers = {}, scrubbedAt = null, ...row } = seed;
  const id = newId();
  const receivedAt = ago(minutesAgo);
  await database.db.webhookDelivery.create({
    data: {
      ...{
        source,
        rawBody: Buffer.from(rawBody),
        headers,
        signatureKeyId: "login-kit",
        receivedAt,
        scrubbedAt,
      },
      events: {
        create: { id, source, externalId: id, type: "t", payload: {}, receivedAt, ...row },
      },
    },
  });
  return id;
}

const job = async (status: JobStatus, more: object = {}) => {
  const { id } = await database.db.job.create({
    data: { name: "mail.send", payload: mail, runAt: ago(1), maxAttempts: 10, status, ...more },
  });
  return id;
};

/** Every id a filter finds, page by page. */
async function found(filter: WebhookFilter, limit = 2): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
    const page: Awaited<ReturnType<OperationsService["webhooks"]>> = await service.webhooks({
      ...{ ...filter, limit, cursor },
    });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

describe("the list of webhooks", () => {
  it("turns its pages from the newest to the oldest, also where several came in the same millisecond", async () => {
    await database.db.webhookDelivery.deleteMany();
    const ids = [];
    for (const minutesAgo of [5, 5, 5, 3, 9]) ids.push(await event({ minutesAgo }));
    const [a = "", b = "", c = "", newest = "", oldest = ""] = ids;
    expect(await found({})).toEqual([newest, ...[a, b, c].sort().reverse(), oldest]);
  });

  it("finds by every filter and all of them together, and an event by any of its names", async () => {
    await database.db.webhookDelivery.deleteMany();
    const wanted = await event({
      ...{ source: "x", type: "like", status: "dead", accountRef: "acc-1", minutesAgo: 10 },
      lastError: "row 17 is away",
    });
    await event({ source: "tiktok", type: "like", status: "dead", accountRef: "acc-2", minutesAgo: 10 });
    await event({ source: "x", type: "follow", status: "dead", minutesAgo: 10 });
    await event({ source: "x", type: "like", status: "done", minutesAgo: 10 });
    await event({ source: "x", type: "like", status: "dead", minutesAgo: 90 });
    const all = { source: "x", type: "like", status: "dead", from: ago(30), to: ago(5) } as const;
    expect(await found(all)).toEqual([wanted]);
    for (const leftOut of Object.keys(all)) {
      const { [leftOut as keyof typeof all]: _, ...less } = all;
      expect((await found(less)).length, leftOut).toBeGreaterThanOrEqual(leftOut === "to" ? 1 : 2);
    }
    for (const q of [wanted, wanted.toUpperCase(), "acc-1"]) expect(await found({ q }), q).toEqual([wanted]);
    const { externalId } = await database.db.webhookEvent.update({
      where: { id: wanted },
      data: { externalId: "evt_external" },
    });
    expect(await found({ q: externalId })).toEqual([wanted]);
    expect(await found({ ...all, q: "acc-1" })).toEqual([wanted]);
    expect(await found({ q: "acc-1", status: "done" })).toEqual([]);
    expect(await found({ q: "acc-1", source: "tiktok" })).toEqual([]);
    expect(await found({ q: "acc-1", type: "follow" })).toEqual([]);
    expect(await found({ q: "acc" })).toEqual([]);
    expect(await found({ reason: "row … is away" })).toEqual([wanted]);
    expect(await service.webhookFacets()).toEqual({ sources: ["tiktok", "x"], types: ["follow", "like"] });
  });

  it("refuses a place in the list that it did not give out", async () => {
    await expect(
      service.webhooks({ limit: 5, cursor: `2026-99-02T10:00:00.000Z_${newId()}` }),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("an event", () => {
  it("shows what came and what became of it, without secrets and without people", async () => {
    const content = JSON.stringify({ fan: { name: "Zoé Quilès" }, text: "see you at nine" });
    const id = await event({
      status: "done",
      rawBody: JSON.stringify({ event: "message", access_token: "act.verysecret1234", id: 42, content }),
      headers: { "tiktok-signature": "t=1,s=abcdef", "user-agent": "TikTok" },
      history: [
        {
          fence: 1,
          startedAt: ago(2).toISOString(),
          endedAt: ago(2).toISOString(),
          outcome: "failed",
          why: "away",
        },
        {
          ...{ fence: 2, startedAt: ago(1).toISOString(), endedAt: ago(1).toISOString(), outcome: "done" },
          effect: { name: "settlePublication", platform: "tiktok", handle: "publishId v1" },
        },
      ],
    });
    await job("done", { name: "webhook.process", key: id, payload: { eventId: id } });
    const shown = await service.webhook(id);
    const text = JSON.stringify(shown);
    for (const hidden of ["Quilès", "see you at nine", "verysecret", "abcdef"])
      expect(text).not.toContain(hidden);
    expect(JSON.parse(shown.body)).toMatchObject({
      event: "message",
      id: 42,
      content: { text: "[personal]" },
    });
    expect(shown.headers).toMatchObject({ "user-agent": "TikTok" });
    expect(shown).toMatchObject({ keyId: "login-kit", siblings: 0, replayable: false });
    expect(shown.runs.map(({ outcome }) => outcome)).toEqual(["done", "failed"]);
    expect(shown.effect).toMatchObject({ name: "settlePublication", handle: "publishId v1" });
    expect(shown.job).toMatchObject({ status: "done" });
  });

  it("that is none is not found, and bytes that are no text are counted", async () => {
    await expect(service.webhook(newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
    const id = await event({ rawBody: "\u0000\u0001\u0002" });
    expect((await service.webhook(id)).body).toBe("3 bytes");
    const form = await event({ rawBody: "user=1&secret=hidden12345" });
    expect(JSON.parse((await service.webhook(form)).body)).toEqual({ user: "1", secret: "[redacted]" });
  });
});

describe("a replay", () => {
  const until = () => clock.now();

  it("of a filter opens what is dead and no more than the person was shown", async () => {
    await database.db.webhookDelivery.deleteMany();
    const dead = [await event({ status: "dead" }), await event({ status: "dead", minutesAgo: 2 })];
    const ignored = await event({ status: "ignored" });
    await event({ status: "dead", source: "x" });
    const filter = { source: "tiktok" };
    expect(await service.countReplayableWebhooks(filter)).toEqual({ count: 2, more: false });
    await expect(
      service.replayWebhooks(actor, { filter, confirmed: 1, until: until() }),
    ).rejects.toMatchObject({ code: "CONFLICT", userMessage: "MORE_THAN_SHOWN" });
    const answers = await Promise.all(
      [1, 2].map(() => service.replayWebhooks(actor, { filter, confirmed: 2, until: until() })),
    );
    expect(answers.reduce((sum, { replayed }) => sum + replayed, 0)).toBe(2);
    const stateOf = async (id: string) =>
      (await database.db.webhookEvent.findUniqueOrThrow({ where: { id } })).status;
    expect(await Promise.all(dead.map(stateOf))).toEqual(["received", "received"]);
    expect(await stateOf(ignored)).toBe("ignored");
    expect(await service.countReplayableWebhooks({ status: "done" })).toEqual({ count: 1, more: false });
    const asked = { filter: { status: "ignored" as const }, confirmed: 1, until: until() };
    expect(await service.replayWebhooks(actor, asked)).toEqual({ replayed: 1, next: null });
  });

  it("leaves alone what came after the number was shown", async () => {
    await database.db.webhookDelivery.deleteMany();
    await event({ status: "dead", minutesAgo: 0 });
    const answer = await service.replayWebhooks(actor, { filter: {}, confirmed: 1, until: ago(1) });
    expect(answer).toEqual({ replayed: 0, next: null });
  });

  it("of one says when there is nothing to replay, and whose it is not", async () => {
    const id = await event({ status: "dead" });
    await service.replayWebhook(actor, id);
    await expect(service.replayWebhook(actor, id)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(service.replayWebhook(actor, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
    const emptied = await event({ status: "dead", scrubbedAt: ago(1) });
    expect((await service.webhook(emptied)).replayable).toBe(false);
    await expect(service.replayWebhook(actor, emptied)).rejects.toMatchObject({ code: "CONFLICT" });
    const dead = await job("dead");
    await service.replayJob(actor, dead);
    await expect(service.replayJob(actor, dead)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(service.replayJob(actor, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is told to the operators' pages", async () => {
    transport.published.length = 0;
    await service.replayWebhook(actor, await event({ status: "dead" }));
    expect(transport.published).toContainEqual({
      ...{ workspaceId: OPERATORS, type: "operations.changed", id: OPERATORS },
    });
  });
});

describe("the list of jobs", () => {
  it("finds by name, state, workspace, time and any of its names", async () => {
    await database.db.job.deleteMany();
    const { workspaceId } = actor;
    const wanted = await job("dead", { workspaceId, key: "k-1", createdAt: ago(10) });
    await job("dead", { name: "token.refresh", workspaceId, createdAt: ago(10), key: "k-2" });
    await job("done", { workspaceId, createdAt: ago(10), key: "k-3" });
    await job("dead", { createdAt: ago(10), key: "k-4" });
    await job("dead", { workspaceId, createdAt: ago(90), key: "k-5" });
    const ids = async (filter: object) =>
      (await service.jobs({ limit: 50, ...filter })).items.map(({ id }) => id);
    const all = { name: "mail.send", status: "dead", workspaceId, from: ago(30), to: ago(5) };
    expect(await ids(all)).toEqual([wanted]);
    for (const leftOut of ["name", "status", "workspaceId", "from"])
      expect((await ids({ ...all, [leftOut]: undefined })).length, leftOut).toBe(2);
    for (const q of [wanted, "k-1"]) expect(await ids({ q }), q).toEqual([wanted]);
    expect((await ids({ q: workspaceId })).length).toBe(4);
    expect(await ids({ q: workspaceId, ...all })).toEqual([wanted]);
    expect((await service.jobs({ limit: 50, q: wanted })).items[0]?.workspaceName).toBe("Olu's");
    const first = await service.jobs({ limit: 3 });
    const second = await service.jobs({ limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ key }) => key).sort()).toEqual([
      "k-1",
      "k-2",
      "k-3",
      "k-4",
      "k-5",
    ]);
    expect(second.nextCursor).toBeNull();
    expect(await service.jobFacets()).toEqual({ names: ["mail.send", "token.refresh"] });
  });

  it("shows one with its payload redacted, and calls off only what no row of its own waits for", async () => {
    const id = await job("pending", { lastError: "to ann@example.com" });
    const shown = await service.job(id);
    expect(shown).toMatchObject({ cancelable: true, replayable: false, lastError: "to [email]" });
    expect(shown.payload).not.toContain("creator@example.com");
    await service.cancelJob(actor, id);
    expect(await service.job(id)).toMatchObject({ status: "canceled", cancelable: false });
    await expect(service.cancelJob(actor, id)).rejects.toMatchObject({ code: "CONFLICT" });
    const publish = { targetId: newId(), revision: 1 };
    const post = await job("pending", { name: "publish.target", payload: publish });
    expect((await service.job(post)).cancelable).toBe(false);
    await expect(service.cancelJob(actor, post)).rejects.toMatchObject({ userMessage: "JOB_NOT_CANCELABLE" });
    expect((await service.job(post)).status).toBe("pending");
    await expect(service.cancelJob(actor, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("dead letters", () => {
  it("come in groups by what killed them, whatever ids the words carry, and go back by group", async () => {
    await database.db.webhookDelivery.deleteMany();
    await database.db.job.deleteMany();
    for (const n of [1, 2, 3])
      await event({ status: "dead", lastError: `row ${n}7af of ${newId()} is away` });
    const twin = await event({ status: "dead", source: "x", lastError: "refused" });
    await job("dead", {
      name: "webhook.process",
      key: twin,
      payload: { eventId: twin },
      lastError: "refused",
    });
    for (const n of [1, 2])
      await job("dead", { lastError: `mailbox ${n} full`, lastErrorCode: "UPSTREAM_ERROR" });
    const { groups, more } = await service.deadLetters();
    expect(more).toBe(false);
    expect(groups.map(({ kind, name, reason, count, code }) => [kind, name, reason, count, code])).toEqual([
      ["webhook", "tiktok", "row … of … is away", 3, null],
      ["job", "mail.send", "mailbox … full", 2, "UPSTREAM_ERROR"],
      ["webhook", "x", "refused", 1, null],
    ]);
    const reason = "row … of … is away";
    const filter = { source: "tiktok", reason };
    expect(await service.countReplayableWebhooks(filter)).toEqual({ count: 3, more: false });
    await service.replayWebhooks(actor, { filter, confirmed: 3, until: clock.now() });
    await service.replayJobs(actor, {
      ...{ filter: { name: "mail.send", reason: "mailbox … full" }, confirmed: 2 },
      until: new Date(Date.now() + MINUTE),
    });
    expect((await service.deadLetters()).groups.map(({ name }) => name)).toEqual(["x"]);
  });
});

describe("schedules", () => {
  it("say when they ran last and what became of it, pause, go on, and run by hand once a minute", async () => {
    const read = async (name: string) => (await service.schedules()).find((row) => row.name === name);
    expect(await read("jobs.prune")).toMatchObject({ pausedAt: null, last: null });
    await service.pauseSchedule(actor, "jobs.prune");
    expect((await read("jobs.prune"))?.pausedAt).toEqual(clock.now());
    await service.runSchedule(actor, "jobs.prune");
    await expect(service.runSchedule(actor, "jobs.prune")).rejects.toMatchObject({ code: "CONFLICT" });
    const pending = await read("jobs.prune");
    expect(pending?.last).toMatchObject({ status: "pending", durationMs: null });
    expect(transport.armed.at(-1)).toMatchObject({ jobId: pending?.last?.jobId, name: "jobs.prune" });
    const finishedAt = new Date(clock.now().getTime() + 1_500);
    await database.db.job.updateMany({
      where: { name: "jobs.prune" },
      data: { status: "done", startedAt: clock.now(), finishedAt },
    });
    expect((await read("jobs.prune"))?.last).toMatchObject({ status: "done", durationMs: 1_500 });
    await service.resumeSchedule(actor, "jobs.prune");
    expect((await read("jobs.prune"))?.pausedAt).toBeNull();
    for (const deed of [service.pauseSchedule, service.resumeSchedule, service.runSchedule])
      await expect(deed(actor, "nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

it("counts what the receiver refused, by day", async () => {
  const row = (day: Date, count: number) => ({
    ...{ source: "tiktok", reason: "stale", day, count, firstAt: day, lastAt: day },
  });
  await database.db.webhookRefusal.createMany({
    data: [row(ago(0), 3), row(ago(3 * 1440), 4), row(ago(30 * 1440), 5)],
  });
  const rows = await service.refusals(7);
  expect(rows.map(({ day, count }) => [day, count])).toEqual([
    ["2026-03-02", 3],
    ["2026-02-27", 4],
  ]);
});
