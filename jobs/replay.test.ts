import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { replayRun } from "#e2e/support/replay-run.ts";
import { rememberingTransport } from "#e2e/support/workspace.ts";
import type { JobStatus, WebhookEventStatus } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import { createUnitOfWork, type UnitOfWork } from "#server/features/unit-of-work.ts";
import { replayJobs, replayWebhookEvents } from "./replay.ts";
import { mail } from "./test-support.ts";

const clock = testClock();
let database: TestDatabase;
let unitOfWork: UnitOfWork;
let transport: ReturnType<typeof rememberingTransport>;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  transport = rememberingTransport();
  unitOfWork = createUnitOfWork({ db: database.db, clock, log: silentLog(), ...transport });
  await database.db.webhookDelivery.deleteMany();
  await database.db.job.deleteMany();
});
afterAll(() => database.close());

async function event(status: WebhookEventStatus, job?: JobStatus, scrubbedAt: Date | null = null) {
  const id = newId();
  await database.db.webhookDelivery.create({
    data: {
      ...{ source: "tiktok", rawBody: Buffer.from("{}"), headers: {}, signatureKeyId: "k", scrubbedAt },
      events: { create: { id, source: "tiktok", externalId: id, type: "t", payload: {}, status } },
    },
  });
  if (job)
    await database.db.job.create({
      data: {
        ...{ name: "webhook.process", key: id, payload: { eventId: id }, runAt: new Date(0) },
        ...{ maxAttempts: 12, attempts: 12, status: job },
      },
    });
  return id;
}
const stateOf = async (id: string) => {
  const { status } = await database.db.webhookEvent.findUniqueOrThrow({ where: { id } });
  const job = await database.db.job.findFirst({ where: { key: id } });
  return `${status} ${job?.status} ${job?.attempts}`;
};

describe("a replay of many events", () => {
  it("opens what is dead or was ignored, rings its job or makes one, and leaves everything else alone", async () => {
    const dead = await event("dead", "dead");
    const ignored = await event("ignored", "done");
    const pruned = await event("dead");
    const done = await event("done", "done");
    const running = await event("dead", "running");
    const emptied = await event("dead", "dead", clock.now());
    const ids = [dead, ignored, pruned, done, running, emptied, newId()];
    expect(await replayWebhookEvents(unitOfWork, ids, clock.now())).toBe(3);
    expect(await Promise.all([dead, ignored, pruned].map(stateOf))).toEqual(
      Array.from({ length: 3 }, () => "received pending 0"),
    );
    expect(await stateOf(done)).toBe("done done 12");
    expect(await stateOf(running)).toBe("dead running 12");
    expect(await stateOf(emptied)).toBe("dead dead 12");
    expect(transport.armed).toHaveLength(3);
    expect(transport.armed.every(({ runAt }) => runAt.getTime() === clock.now().getTime())).toBe(true);
  });

  it("opens each once, from however many sides and in whatever order it is asked for", async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => event("dead", "dead")));
    const counts = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        replayWebhookEvents(unitOfWork, n % 2 ? ids.toReversed() : ids, clock.now()),
      ),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(transport.armed).toHaveLength(60);
    const rows = await database.db.webhookEvent.findMany({ select: { history: true } });
    expect(new Set(rows.map(({ history }) => (history as object[]).length))).toEqual(new Set([1]));
  });

  it("of nothing is nothing", async () => {
    expect(await replayWebhookEvents(unitOfWork, [], clock.now())).toBe(0);
  });
});

describe("a replay of many jobs", () => {
  it("gives each dead one its tries again, once, and touches no other", async () => {
    const job = (status: JobStatus) => ({
      ...{ id: newId(), name: "mail.send", payload: mail, runAt: new Date(0), maxAttempts: 10, attempts: 10 },
      status,
    });
    const states: JobStatus[] = ["dead", "dead", "done", "pending", "running", "canceled"];
    const rows = states.map(job);
    await database.db.job.createMany({ data: rows });
    const ids = rows.map(({ id }) => id);
    const deps = { db: database.db, clock, queue: transport.queue };
    const counts = await Promise.all([replayJobs(deps, ids), replayJobs(deps, ids.toReversed())]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    const after = await database.db.job.findMany({ where: { attempts: 0 } });
    expect(after.map(({ status, runAt }) => [status, runAt])).toEqual([
      ["pending", clock.now()],
      ["pending", clock.now()],
    ]);
    expect(transport.armed.map(({ jobId }) => jobId).sort()).toEqual(ids.slice(0, 2).sort());
  });
});

it("dead events, replayed twice at once, have each effect once, through a whole house", async () => {
  const own = await testDatabase();
  const result = await replayRun(own.url, 600);
  await own.close();
  expect(result.clicks.reduce((sum, count) => sum + count, 0)).toBe(600);
  expect(result).toMatchObject({ once: 600, notOnce: 0, afterwards: 0, states: { done: 600 } });
}, 60_000);
