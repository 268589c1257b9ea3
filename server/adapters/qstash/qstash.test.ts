import { createHash, createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type QstashDouble, startQstash } from "#e2e/doubles/qstash.ts";
import { silentLog } from "#e2e/support/log.ts";
import { createAlarmRows } from "#jobs/alarm-rows.ts";
import { createDeliver, type Deliver } from "#jobs/deliver.ts";
import { syncSchedules } from "#jobs/schedules.ts";
import { type Door, openDoor } from "#jobs/test-door.ts";
import { type Bench, bench, done, insertJob, noFaults, testRegistry } from "#jobs/test-support.ts";
import { systemClock } from "#server/core/clock.ts";
import { utf8 } from "#server/core/encoding.ts";
import type { Clock } from "#server/core/ports.ts";
import type { RelayQueue } from "#server/core/relay-queue.ts";
import { createQstashClient } from "./client.ts";
import { createQstashQueue } from "./qstash-queue.ts";
import { syncQstashSchedules } from "./sync-schedules.ts";
import { createQstashVerifier } from "./verifier.ts";

const DAY_MS = 86_400_000;

let skippedMs: number;
/** The wall clock, ahead by what the test skipped. */
const clock: Clock = { now: () => new Date(Date.now() + skippedMs), sleep: systemClock.sleep };
let qstash: QstashDouble;
let jobs: Bench;
let door: Door;
let queue: RelayQueue;
let runs: string[];
let refuse: number | undefined;

beforeEach(async () => {
  skippedMs = 0;
  runs = [];
  refuse = undefined;
  qstash = await startQstash({ now: () => clock.now().getTime() });
  const services = {
    run: async (_payload: unknown, { jobId }: { jobId: string }) => {
      runs.push(jobId);
      return done;
    },
  };
  jobs = await bench(clock, services);
  let deliver: Deliver = async () => new Response(null, { status: 503 });
  door = await openDoor((name, request) =>
    refuse && name !== "failed"
      ? Promise.resolve(new Response(null, { status: refuse }))
      : deliver(name, request),
  );
  queue = createQstashQueue({
    client: createQstashClient(qstash),
    rows: createAlarmRows({ db: jobs.db, clock }),
    baseUrl: door.url,
    clock,
    log: silentLog(),
  });
  deliver = createDeliver({
    db: jobs.db,
    clock,
    log: silentLog(),
    registry: testRegistry,
    services,
    verify: createQstashVerifier({ keys: qstash.keys, baseUrl: door.url, clock: systemClock }),
    queue,
    faults: noFaults,
  });
});
afterEach(async () => {
  await queue.stop();
  await door.close();
  await qstash.close();
  await jobs.database.close();
});

const row = async (inMs = 0) => {
  const runAt = new Date(clock.now().getTime() + inMs);
  const jobId = await insertJob(jobs.db, { runAt, createdAt: clock.now() });
  return { jobId, name: "mail.send", runAt };
};
const messages = () => Object.values(qstash.state.messages);
const eventually = (check: () => unknown) => expect.poll(check, { timeout: 10_000 });

/** Lets time pass in long steps, until QStash has used up its tries. */
async function giveUp(over: () => boolean | Promise<boolean>): Promise<void> {
  for (let step = 0; step < 100 && !(await over()); step++) {
    skippedMs += 30_000;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("publishing to QStash", () => {
  it("names the row as deduplication id, asks for few quick retries and for a failure callback", async () => {
    const message = await row();
    await queue.arm([message]);
    expect(messages()).toMatchObject([
      {
        url: `${door.url}/api/jobs/mail.send`,
        maxRetries: 3,
        retryDelay: "10000 * pow(3, retried)",
        failureCallback: `${door.url}/api/jobs/failed`,
      },
    ]);
    expect(Object.keys(qstash.state.seen)).toEqual([`${message.jobId}.${message.runAt.getTime()}`]);
    await eventually(() => runs).toEqual([message.jobId]);
    expect(await jobs.row(message.jobId)).toMatchObject({ status: "done" });
  });

  it("spares a message when the same alarm is armed twice, and not when the row comes again", async () => {
    const message = await row(60_000);
    await queue.arm([message]);
    await queue.arm([message]);
    expect(messages()).toHaveLength(1);
    await queue.arm([{ ...message, runAt: new Date(message.runAt.getTime() + 1) }]);
    expect(messages()).toHaveLength(2);
  });

  it("leaves a row beyond the plan's longest delay to the sweep, which publishes it in time", async () => {
    const message = await row(30 * DAY_MS);
    await queue.arm([message]);
    await queue.sweep();
    expect(messages()).toEqual([]);
    skippedMs = 25 * DAY_MS;
    await queue.sweep();
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.dueAt).toBeGreaterThanOrEqual(message.runAt.getTime());
    await queue.sweep();
    expect(messages()).toHaveLength(1);
  });

  it("relays what was committed while QStash could not be reached", async () => {
    const message = await row();
    qstash.setDown(true);
    await expect(queue.arm([message])).rejects.toMatchObject({ service: "qstash", retryable: true });
    qstash.setDown(false);
    await queue.sweep();
    expect(messages()).toEqual([]);
    skippedMs = 10_000;
    await queue.sweep();
    await eventually(() => runs).toEqual([message.jobId]);
  });

  it("takes up again what a sweep took and did not publish", async () => {
    const message = await row();
    skippedMs = 10_000;
    qstash.setDown(true);
    await expect(queue.sweep()).rejects.toMatchObject({ code: "NETWORK_ERROR" });
    qstash.setDown(false);
    await queue.sweep();
    expect(messages()).toEqual([]);
    skippedMs = 71_000;
    await queue.sweep();
    await eventually(() => runs).toEqual([message.jobId]);
  });

  it("publishes again a row whose worker was killed, though QStash saw its id minutes ago", async () => {
    const message = await row();
    await queue.arm([message]);
    await eventually(() => runs).toHaveLength(1);
    await jobs.db.job.update({
      where: { id: message.jobId },
      data: { status: "running", fence: 2, leaseUntil: new Date(clock.now().getTime() - 1) },
    });
    skippedMs = 10_000;
    await queue.sweep();
    await eventually(() => runs).toHaveLength(2);
    expect(await jobs.row(message.jobId)).toMatchObject({ status: "done", fence: 3 });
  });

  it("reports a refused token as a lasting error of QStash", async () => {
    const stranger = createQstashQueue({
      client: createQstashClient({ url: qstash.url, token: "wrong" }),
      rows: createAlarmRows({ db: jobs.db, clock }),
      baseUrl: door.url,
      clock,
      log: silentLog(),
    });
    const refused = stranger.arm([await row()]);
    await expect(refused).rejects.toMatchObject({ code: "UPSTREAM_ERROR", status: 401, retryable: false });
  });
});

describe("a delivery QStash gave up", () => {
  it("wakes its row again after a rest, and says why it is late", async () => {
    const message = await row();
    refuse = 502;
    await queue.arm([message]);
    await giveUp(async () => (await jobs.row(message.jobId)).lastError !== null);
    expect((await jobs.row(message.jobId)).lastError).toBe("the transport gave up: HTTP 502");
    expect((await jobs.row(message.jobId)).status).toBe("pending");
    refuse = undefined;
    skippedMs += 61_000;
    await eventually(() => runs).toEqual([message.jobId]);
    expect(await jobs.row(message.jobId)).toMatchObject({ status: "done", lastError: null });
  });

  it("changes nothing when the row is settled meanwhile", async () => {
    const message = await row();
    refuse = 400;
    await queue.arm([message]);
    await jobs.db.job.update({ where: { id: message.jobId }, data: { status: "done" } });
    await giveUp(() => messages().some(({ state }) => state === "DELIVERED"));
    expect(messages()).toHaveLength(2);
    expect(await jobs.row(message.jobId)).toMatchObject({ status: "done", lastError: null });
  });
});

describe("schedules at QStash", () => {
  const client = () => createQstashClient(qstash);
  const wanted = [
    { name: "tokens.sweep", cron: "*/15 * * * *" },
    { name: "jobs.prune", cron: "41 * * * *" },
  ];
  const sync = (schedules = wanted) =>
    syncQstashSchedules({ client: client(), baseUrl: door.url, schedules });

  it("are created once: a second run changes nothing", async () => {
    expect(await sync()).toMatchObject({ created: ["tokens.sweep", "jobs.prune"] });
    const before = structuredClone(qstash.state.schedules);
    expect(await sync()).toEqual({
      created: [],
      updated: [],
      deleted: [],
      unchanged: ["tokens.sweep", "jobs.prune"],
    });
    expect(qstash.state.schedules).toEqual(before);
  });

  it("follow the code, keep a pause, and leave other hosts alone", async () => {
    await sync();
    const other = {
      scheduleId: "other.test_tick",
      destination: "https://other.test/tick",
      cron: "0 0 * * *",
    };
    await client().schedules.create(other);
    const byHand = { scheduleId: `${new URL(door.url).host.replace(":", "-")}_report`, cron: "0 6 * * *" };
    await client().schedules.create({ ...byHand, destination: `${door.url}/reports/daily` });
    const paused = Object.keys(qstash.state.schedules).find((id) => id.endsWith("tokens.sweep")) ?? "";
    await client().schedules.pause({ schedule: paused });
    expect(await sync([{ name: "tokens.sweep", cron: "*/5 * * * *" }])).toEqual({
      created: [],
      updated: ["tokens.sweep"],
      deleted: ["jobs.prune"],
      unchanged: [],
    });
    expect(await client().schedules.list()).toMatchObject([
      {
        scheduleId: paused,
        cron: "*/5 * * * *",
        isPaused: true,
        destination: `${door.url}/api/jobs/tokens.sweep`,
      },
      { scheduleId: "other.test_tick" },
      byHand,
    ]);
  });

  it("run their job once per slot", async () => {
    await syncSchedules({ db: jobs.db, clock });
    await sync();
    const slot =
      Object.values(qstash.state.schedules).find(({ cron }) => cron.startsWith("*/15"))?.nextAt ?? 0;
    skippedMs = slot - Date.now() + 500;
    await eventually(() => runs.length).toBeGreaterThanOrEqual(1);
    const rows = await jobs.db.job.findMany({ where: { name: "tokens.sweep" } });
    expect(rows).toMatchObject([{ status: "done", key: `tokens.sweep:${new Date(slot).toISOString()}` }]);
    skippedMs += 130_000;
    await queue.sweep();
    expect(await jobs.db.job.count({ where: { name: "tokens.sweep" } })).toBe(1);
  });

  it("are caught up by the sweep when QStash brought no slot", async () => {
    await syncSchedules({ db: jobs.db, clock });
    skippedMs = 20 * 60_000;
    await queue.sweep();
    skippedMs += 10_000;
    await queue.sweep();
    await eventually(() => runs.length).toBeGreaterThanOrEqual(1);
  });
});

describe("what QStash's own receiver leaves open", () => {
  const keys = { current: "sig_current", next: "sig_next" };
  const body = utf8('{"jobId":"1"}');
  const url = "https://app.test/api/jobs/mail.send";
  const iat = () => Math.floor(Date.now() / 1000);
  const verify = (signature: string) =>
    createQstashVerifier({ keys, baseUrl: "https://app.test", clock: systemClock }).verify({
      path: "/api/jobs/mail.send",
      signature,
      body,
    });
  const token = (claims: Record<string, unknown> = {}, alg = "HS256", key = keys.current) => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const hash = createHash("sha256").update(body).digest("base64url");
    const all = {
      iss: "Upstash",
      sub: url,
      exp: iat() + 300,
      nbf: iat(),
      iat: iat(),
      jti: "j",
      body: hash,
      ...claims,
    };
    const signed = `${encode({ alg, typ: "JWT" })}.${encode(all)}`;
    return `${signed}.${createHmac(alg.replace("HS", "sha"), key).update(signed).digest("base64url")}`;
  };

  it("is closed here: no expiry, another algorithm, another address, a life over five minutes", async () => {
    for (const signature of [
      token({ exp: undefined }),
      token({}, "HS512"),
      token({ sub: "https://app.test/api/jobs/token.refresh" }),
      token({ exp: iat() + 3_600 }),
      token({ jti: undefined }),
      token({ nbf: undefined }),
      token({ iat: undefined }),
      token({ sub: undefined }),
      token({ nbf: iat() + 60 }),
      token({ iss: "Somebody" }),
      token({ body: "x" }),
      token({ body: undefined }),
      token({}, "HS256", "sig_other"),
    ])
      await expect(verify(signature)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });

  it("still holds under the current key and the next one", async () => {
    await expect(verify(token())).resolves.toMatchObject({ jti: "j" });
    await expect(verify(token({}, "HS256", keys.next))).resolves.toMatchObject({ jti: "j" });
  });
});
