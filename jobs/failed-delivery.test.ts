import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { syncSchedules } from "./schedules.ts";
import { type Bench, bench, done, signedDelivery } from "./test-support.ts";

const clock = testClock();
const inMs = (ms: number) => new Date(clock.now().getTime() + ms);
let jobs: Bench;
beforeAll(async () => {
  jobs = await bench(clock, { run: async () => done });
});
afterAll(() => jobs.database.close());

describe("a delivery the transport gave up", () => {
  const failed = async (content: unknown) =>
    jobs.deliver("failed", await signedDelivery(clock, "failed", content));
  const callback = (source: unknown, name = "mail.send") => ({
    status: 503,
    url: `http://127.0.0.1:3000/api/jobs/${name}`,
    sourceMessageId: "msg_1",
    sourceBody: btoa(JSON.stringify(source)),
  });

  it("leaves its row pending, late, with the reason, and arms a new alarm", async () => {
    const jobId = await jobs.enqueue();
    expect((await failed(callback({ jobId }))).status).toBe(200);
    expect(await jobs.row(jobId)).toMatchObject({
      status: "pending",
      runAt: inMs(60_000),
      attempts: 0,
      lastError: "the transport gave up: HTTP 503",
    });
    expect(jobs.armed.at(-1)).toEqual({ jobId, name: "mail.send", runAt: inMs(60_000) });
  });

  it("does not bring a row forward that was put off meanwhile", async () => {
    const jobId = await jobs.enqueue(inMs(3_600_000));
    const before = await jobs.row(jobId);
    expect(await (await failed(callback({ jobId }))).json()).toEqual({ found: "settled" });
    expect(await jobs.row(jobId)).toEqual(before);
  });

  it("enters the slot of a schedule that did not come through", async () => {
    await syncSchedules({ db: jobs.db, clock });
    expect((await failed(callback({ schedule: true }, "jobs.prune"))).status).toBe(200);
    const [row] = await jobs.db.job.findMany({ where: { name: "jobs.prune" } });
    expect(jobs.armed.at(-1)).toMatchObject({ jobId: row?.id, name: "jobs.prune" });
    expect(await (await failed(callback({ schedule: true }, "constructor"))).json()).toEqual({
      found: "settled",
    });
  });

  it.each([
    ["no callback", { jobId: "1" }],
    ["somebody else's message", callback({ hello: "world" })],
    ["no base64", { ...callback({}), sourceBody: "%%%" }],
    ["no address", { ...callback({ schedule: true }), url: "nowhere" }],
  ])("is refused with %s", async (_what, content) => {
    expect((await failed(content)).status).toBe(400);
  });

  it("is not believed without a signature", async () => {
    const request = new Request("http://127.0.0.1:3000/api/jobs/failed", { method: "POST", body: "{}" });
    expect((await jobs.deliver("failed", request)).status).toBe(401);
  });
});
