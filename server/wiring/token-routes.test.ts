import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { seedConnection } from "#e2e/support/workspace.ts";
import { loadConfig } from "#server/config/load.ts";
import { systemClock } from "#server/core/clock.ts";
import { deriveSigningKeys, signDelivery } from "#server/core/delivery-signature.ts";
import { utf8 } from "#server/core/encoding.ts";
import type { Api } from "#server/entry/api.ts";
import { createApi } from "#server/entry/create-api.ts";
import { buildHouse, type House } from "./build.ts";

const APP = "http://localhost:3000";
const CRON = `${APP}/api/cron/refresh-oauth`;
const STATUS = `${APP}/api/platforms/status`;
let database: TestDatabase;
let house: House;
let api: Api;
const dataDir = mkdtempSync(path.join(os.tmpdir(), "huntaze-tokens-"));

beforeAll(async () => {
  database = await testDatabase();
  const env = { NODE_ENV: "test", APP_URL: APP, DATABASE_URL: database.url, DATA_DIR: dataDir };
  house = await buildHouse({
    config: loadConfig(env),
    env,
    databaseUrl: database.url,
    selfUrl: APP,
    clock: systemClock,
    log: silentLog(),
  });
  api = createApi(house, "test");
}, 60_000);
afterAll(async () => {
  await house.stop();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("GET|POST /api/cron/refresh-oauth", () => {
  it("opens to the secret that was made for this installation, and to no guess", async () => {
    const secret = house.config.secrets.cronSecret;
    expect(secret.length).toBeGreaterThan(30);
    const ask = (given: string) =>
      api.refreshTokens(new Request(CRON, { headers: { "x-cron-secret": given } }));
    const opened = await ask(secret);
    expect([opened.status, await opened.json()]).toEqual([
      200,
      { ok: true, refreshed: 0, failed: 0, remaining: 0, results: [] },
    ]);
    for (const guess of ["", "null", "undefined", secret.slice(1)])
      expect((await ask(guess)).status).toBe(401);
  });

  it("opens once to a signed delivery, whichever process is asked", async () => {
    const { current } = await deriveSigningKeys(house.config.secrets.workerSecret);
    const signature = await signDelivery({ url: CRON, body: utf8("{}"), key: current, now: new Date() });
    const twin = createApi(house, "test");
    const post = (to: Api) =>
      to.refreshTokens(
        new Request(CRON, { method: "POST", headers: { "upstash-signature": signature }, body: "{}" }),
      );
    expect((await post(api)).status).toBe(200);
    expect((await post(twin)).status).toBe(401);
  });
});

describe("GET /api/platforms/status", () => {
  const signIn = async () => {
    const call = (name: string, body: object) =>
      api.auth(
        new Request(`${APP}/api/auth/${name}`, {
          method: "POST",
          headers: { "content-type": "application/json", origin: APP, "x-client-address": "127.0.0.1" },
          body: JSON.stringify(body),
        }),
      );
    const person = { email: "ana@example.com", password: "correct horse battery" };
    await call("sign-up/email", { ...person, name: "Ana" });
    const cookies = (await call("sign-in/email", person)).headers.getSetCookie();
    return cookies.map((cookie) => cookie.split(";")[0]).join("; ");
  };

  it("answers 401 as JSON without a session, 405 to what is no read", async () => {
    const answer = await api.platformStatus(new Request(STATUS));
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([401, "no-store"]);
    expect(await answer.json()).toMatchObject({ error: { code: "UNAUTHORIZED" } });
    expect((await api.platformStatus(new Request(STATUS, { method: "POST" }))).status).toBe(405);
  });

  it("tells the person's own workspace what its rows say, and nothing remembers it", async () => {
    const cookie = await signIn();
    const ask = async () => {
      const answer = await api.platformStatus(new Request(STATUS, { headers: { cookie } }));
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
      return (await answer.json()) as Record<
        string,
        { mode: string; connected: boolean; accounts: object[] }
      >;
    };
    expect((await ask()).instagram).toMatchObject({ mode: "sandbox", connected: false, accounts: [] });
    const member = await database.db.member.findFirstOrThrow();
    const actor = { userId: member.userId, workspaceId: member.organizationId, role: "owner" } as const;
    await seedConnection(database.db, actor, { handle: "ana.clay" });
    expect((await ask()).instagram).toMatchObject({ connected: true, accounts: [{ handle: "ana.clay" }] });
    await database.db.connection.updateMany({ data: { status: "needs_reconnect" } });
    expect((await ask()).instagram).toMatchObject({ connected: false, accounts: [{ needsReconnect: true }] });
  });
});
