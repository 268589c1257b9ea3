import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { jobContracts } from "#jobs/contracts.ts";
import { openDoor } from "#jobs/test-door.ts";
import { loadConfig } from "#server/config/load.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Api } from "#server/entry/api.ts";
import { createApi } from "#server/entry/create-api.ts";
import { buildHouse, type House } from "./build.ts";

const APP = "http://localhost:3000";
let database: TestDatabase;
let house: House;
let api: Api;
let door: Awaited<ReturnType<typeof openDoor>>;
const dataDir = mkdtempSync(path.join(os.tmpdir(), "huntaze-wiring-"));

beforeAll(async () => {
  database = await testDatabase();
  door = await openDoor((name, request) => api.deliverJob(name, request));
  const env = { NODE_ENV: "test", APP_URL: APP, DATABASE_URL: database.url, DATA_DIR: dataDir };
  const config = loadConfig(env);
  house = await buildHouse({
    config,
    env,
    databaseUrl: database.url,
    selfUrl: door.url,
    clock: systemClock,
    log: silentLog(),
  });
  api = createApi(house, "test");
  await house.start();
}, 60_000);
afterAll(async () => {
  await house.stop();
  await door.close();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const eventually = (check: () => unknown) => expect.poll(check, { timeout: 15_000 });
function tiktok(event: string): Request {
  const now = Math.floor(Date.now() / 1000);
  const content = JSON.stringify({ publish_id: "p1" });
  const body = JSON.stringify({ event, create_time: now, user_openid: "act.1", content });
  const secret = house.config.platforms.tiktok?.clients["login-kit"]?.clientSecret ?? "";
  const signature = createHmac("sha256", secret).update(`${now}.${body}`).digest("hex");
  return new Request(`${APP}/api/webhooks/tiktok`, {
    method: "POST",
    headers: { "content-type": "application/json", "tiktok-signature": `t=${now},s=${signature}` },
    body,
  });
}

describe("a house as it is wired", () => {
  it("applies what a network sends as it comes in, without a job", async () => {
    const response = await api.webhook("tiktok", tiktok("portability.download.ready"));
    expect(response.status).toBe(200);
    await eventually(async () =>
      (await database.db.webhookEvent.findMany()).map(({ status }) => status),
    ).toEqual(["ignored"]);
    expect(await database.db.job.count({ where: { name: "webhook.process" } })).toBe(0);
  });

  it("finds by itself what a process left behind that died behind its answer", async () => {
    await database.db.webhookEvent.updateMany({
      data: { status: "received", attempts: 0, lastError: null, receivedAt: new Date(Date.now() - 60_000) },
    });
    await eventually(async () =>
      (await database.db.webhookEvent.findMany()).map(({ status }) => status),
    ).toEqual(["ignored"]);
    await eventually(async () =>
      (await database.db.job.findMany({ where: { name: "webhook.process" } })).map(({ status }) => status),
    ).toEqual(["done"]);
  });

  it("answers a network's challenge with its configured token", async () => {
    const query = "hub.mode=subscribe&hub.challenge=42&hub.verify_token=sandbox-verify-token";
    const response = await api.webhook("instagram", new Request(`${APP}/api/webhooks/instagram?${query}`));
    expect([response.status, await response.text()]).toEqual([200, "42"]);
  });

  it("keeps the calendar of every schedule", async () => {
    const names = (await database.db.schedule.findMany({ orderBy: { name: "asc" } })).map(({ name }) => name);
    const planned = Object.entries(jobContracts).flatMap(([name, contract]) =>
      "schedule" in contract ? [name] : [],
    );
    expect(planned).toContain("tokens.sweep");
    expect(names).toEqual(planned.sort());
  });

  it("opens its job door to nobody without a signature", async () => {
    const request = new Request(`${door.url}/api/jobs/jobs.prune`, {
      method: "POST",
      body: '{"schedule":true}',
    });
    expect((await api.deliverJob("jobs.prune", request)).status).toBe(401);
  });
});
