import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { createDeliveryVerifier, signDelivery } from "#server/core/delivery-signature.ts";
import { utf8 } from "#server/core/encoding.ts";
import { createRefreshCron, REFRESH_CRON_PATH } from "./http.ts";
import type { RefreshRun } from "./service.ts";

const APP = "https://app.example.com";
const SECRET = "the-secret-of-the-calendar-0123456789";
const keys = { current: "sig_current", next: "sig_next" };
const clock = testClock();
const DONE: RefreshRun = { results: [], remaining: 0 };

function cron(options: { secret?: string; run?: () => Promise<RefreshRun> } = {}) {
  const used = new Set<string>();
  let runs = 0;
  const log = silentLog();
  const handle = createRefreshCron({
    tokens: {
      runDue: () => {
        runs += 1;
        return options.run?.() ?? Promise.resolve(DONE);
      },
    },
    secret: options.secret ?? SECRET,
    verify: createDeliveryVerifier({ keys, baseUrl: APP, clock }),
    consume: async ({ jti }) => !used.has(jti) && Boolean(used.add(jti)),
    log,
  });
  const ask = (headers: Record<string, string> = {}, init: RequestInit = {}, query = "") =>
    handle(new Request(APP + REFRESH_CRON_PATH + query, { headers, ...init }));
  return { ask, log, runs: () => runs };
}
const signed = (body: string, url = APP + REFRESH_CRON_PATH, key = keys.current) =>
  signDelivery({ url, body: utf8(body), key, now: clock.now() });

describe("who may start a run", () => {
  test.each([
    ["the secret header", { "x-cron-secret": SECRET }],
    ["a bearer", { authorization: `Bearer ${SECRET}` }],
    ["a bearer beside a wrong header", { authorization: `Bearer ${SECRET}`, "x-cron-secret": "no" }],
  ])("%s opens", async (_, headers) => {
    const { ask, runs } = cron();
    const answer = await ask(headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({ ok: true, refreshed: 0, failed: 0, remaining: 0, results: [] });
    expect(runs()).toBe(1);
  });

  test.each([
    ["nothing", {}],
    ["the header of Vercel alone", { "x-vercel-cron": "1" }],
    ["a wrong secret", { "x-cron-secret": `${SECRET}x` }],
    ["a part of the secret", { "x-cron-secret": SECRET.slice(0, -1) }],
    ["an empty bearer", { authorization: "Bearer " }],
    ["the secret as basic", { authorization: `Basic ${SECRET}` }],
    ["an invented signature", { "upstash-signature": "a.b.c" }],
  ])("%s does not", async (_, headers) => {
    const { ask, runs } = cron();
    for (const method of ["GET", "POST"]) {
      const answer = await ask(headers as Record<string, string>, { method });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code: "UNAUTHORIZED" } });
    }
    expect(runs()).toBe(0);
  });

  test("the secret in the address does not: addresses are logged", async () => {
    const { ask, runs } = cron();
    expect((await ask({}, {}, `?secret=${SECRET}`)).status).toBe(401);
    expect(runs()).toBe(0);
  });

  test.each([
    ["", ""],
    ["", "x"],
  ])("an empty secret opens nothing (%j, %j)", async (secret, given) => {
    const { ask, runs } = cron({ secret });
    expect((await ask({ "x-cron-secret": given })).status).toBe(401);
    expect((await ask({ authorization: "Bearer " })).status).toBe(401);
    expect((await ask()).status).toBe(401);
    expect(runs()).toBe(0);
  });

  test("a signature over this address, body and moment opens once", async () => {
    const { ask, runs } = cron();
    const signature = await signed("{}");
    const post = () => ask({ "upstash-signature": signature }, { method: "POST", body: "{}" });
    expect((await post()).status).toBe(200);
    expect((await post()).status).toBe(401);
    expect(runs()).toBe(1);
  });

  test("a signature for another address, another body, another key or another time does not", async () => {
    const { ask, runs } = cron();
    const old = await signed("{}");
    const attempts = [
      await signed("{}", `${APP}/api/jobs/tokens.sweep`),
      await signed('{"other":true}'),
      await signed("{}", undefined, "sig_foreign"),
    ];
    for (const signature of attempts)
      expect((await ask({ "upstash-signature": signature }, { method: "POST", body: "{}" })).status).toBe(
        401,
      );
    await clock.advance(10 * 60_000);
    expect((await ask({ "upstash-signature": old }, { method: "POST", body: "{}" })).status).toBe(401);
    expect(runs()).toBe(0);
  });
});

describe("what a run answers", () => {
  const open = { "x-cron-secret": SECRET };

  test("says that it was skipped while another one is under way", async () => {
    const { ask } = cron({ run: async () => ({ skipped: true, reason: "a run is under way" }) });
    const answer = await ask(open);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ok: true, skipped: true });
  });

  test("counts what was renewed and what failed, and is not ok then", async () => {
    const account = { connectionId: "c", platform: "tiktok", handle: "ann" };
    const results = [
      { ...account, status: "refreshed" as const },
      { ...account, status: "failed" as const, error: { code: "TIMEOUT", retryable: true } },
      { ...account, status: "needs-reconnect" as const, error: { code: "token_expired" } },
      { ...account, status: "already-newer" as const },
    ];
    const { ask } = cron({ run: async () => ({ results, remaining: 3 }) });
    expect(await (await ask(open)).json()).toEqual({
      ok: false,
      refreshed: 1,
      failed: 2,
      remaining: 3,
      results,
    });
  });

  test.each(["PUT", "DELETE", "PATCH"])("%s is 405, before any secret is looked at", async (method) => {
    const { ask, runs } = cron();
    const answer = await ask(open, { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"]);
    expect(runs()).toBe(0);
  });

  test("a run that could not be made asks to come again and gives nothing away", async () => {
    const { ask, log } = cron({ run: () => Promise.reject(new Error("act.canary in a stack")) });
    const answer = await ask(open);
    expect([answer.status, answer.headers.has("retry-after")]).toEqual([503, true]);
    expect(await answer.text()).not.toContain("canary");
    expect(log.lines).toHaveLength(1);
  });
});
