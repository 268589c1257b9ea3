import { createTRPCClient, httpBatchStreamLink, httpLink, TRPCClientError } from "@trpc/client";
import superjson from "superjson";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cookiePolicy } from "#server/adapters/auth/cookies.ts";
import { createMemoryRateLimiter } from "#server/adapters/memory/memory-rate-limiter.ts";
import { systemClock } from "#server/core/clock.ts";
import { hmacSha256Base64 } from "#server/core/hmac.ts";
import type { Actor } from "#server/features/actor.ts";
import { CLIENT_ADDRESS_HEADER } from "#server/http/client-address.ts";
import { createLimit } from "#server/http/rate-limit.ts";
import { type RateLimitPolicyName, rateLimitPolicies } from "#server/http/rate-limit-policies.ts";
import type { AppRouter } from "#server/trpc/app-router.ts";
import { type Installation, installation, type Tenant } from "#server/trpc/tenancy.fixture.ts";
import type { Api } from "./api.ts";
import { createApi } from "./create-api.ts";
import { costsOf } from "./trpc-door.ts";

let installed: Installation;
let tenant: Tenant;
let api: Api;
beforeAll(async () => {
  installed = await installation();
  tenant = await installed.tenant();
});
afterAll(() => installed.close());
beforeEach(() => {
  // Counts of its own for each test.
  const counts = createMemoryRateLimiter(systemClock);
  const limit = createLimit({
    limiter: counts,
    local: counts,
    clock: systemClock,
    trustedProxyHops: 0,
    enabled: true,
    production: true,
  });
  api = createApi({ ...installed.house, limit }, "test");
});

const ORIGIN = "http://localhost:3000";
const most = (name: RateLimitPolicyName) =>
  Math.min(...rateLimitPolicies[name].windows.map(({ limit }) => limit));
const at = (path: string, init: RequestInit = {}, address = "203.0.113.7") =>
  new Request(ORIGIN + path, {
    ...init,
    headers: { [CLIENT_ADDRESS_HEADER]: address, ...Object.fromEntries(new Headers(init.headers)) },
  });

async function statusesOf(times: number, ask: (i: number) => Promise<Response>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await ask(i)).status);
  return statuses;
}
const refused = (statuses: number[]) => statuses.filter((status) => status === 429).length;

/** The cookie of somebody who is signed in. */
async function cookieOf({ userId }: Actor): Promise<string> {
  const { token } = await installed.database.db.session.findFirstOrThrow({ where: { userId } });
  const { secrets, appUrl } = installed.house.config;
  const signature = await hmacSha256Base64(secrets.authSecret, token);
  return `${cookiePolicy(appUrl).session}=${encodeURIComponent(`${token}.${signature}`)}`;
}

describe("a door with a limit", () => {
  const doors: [string, RateLimitPolicyName, (i: number) => Promise<Response>][] = [
    ["the start of a connection", "oauth.start", () => api.oauthStart("instagram", at("/auth/instagram"))],
    [
      "the callback of a connection",
      "oauth.callback",
      () => api.oauthCallback("instagram", at("/auth/instagram/callback?state=x&code=y")),
    ],
    [
      "an upload",
      "upload",
      () => api.uploadMedia(at("/api/media", { method: "POST", headers: { origin: ORIGIN } })),
    ],
    ["the calendar's door", "cron", () => api.refreshTokens(at("/api/cron/refresh-oauth"))],
    ["the worker's door", "worker", () => api.webhookWorker(at("/api/workers/webhooks", { method: "POST" }))],
    [
      "a scraper's webhook",
      "webhook.apify",
      () => api.webhook("apify", at("/w", { method: "POST", body: "{}" })),
    ],
  ];
  it.each(doors)(
    "(%s) closes after its policy, and says so in the standard fields",
    async (_what, name, ask) => {
      const limit = most(name);
      const statuses = await statusesOf(limit, ask);
      expect(refused(statuses)).toBe(0);
      const { status, headers } = await ask(limit);
      expect(status).toBe(429);
      expect(headers.get("ratelimit-remaining")).toBe("0");
      expect(headers.get("ratelimit-limit")).toBe(String(limit));
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    },
  );

  it("is not opened by another API key each time, nor by another forwarded address", async () => {
    const keys = (i: number) => ({ "x-api-key": `key-${i}`, "x-forwarded-for": `9.9.9.${i}` });
    const ask = (i: number) => api.refreshTokens(at("/api/cron/refresh-oauth", { headers: keys(i) }));
    expect(refused(await statusesOf(most("cron") + 5, ask))).toBe(5);
  });

  it("counts a webhook's sources apart, and all unknown ones together", async () => {
    const fields = async (source: string) =>
      (await api.webhook(source, at("/w", { method: "POST", body: "{}" }))).headers.get(
        "ratelimit-remaining",
      );
    const first = Number(await fields("stripe"));
    expect(Number(await fields("stripe"))).toBe(first - 1);
    expect(Number(await fields("tiktok"))).toBe(first);
    expect(Number(await fields("made-up-1"))).toBe(first);
    expect(Number(await fields("made-up-2"))).toBe(first - 1);
  });
});

describe("tRPC", () => {
  const post = (name: string, cookie: string | null, headers: Record<string, string> = {}) =>
    api.trpc(
      at(`/api/trpc/${name}`, {
        method: "POST",
        headers: {
          origin: ORIGIN,
          "content-type": "application/json",
          ...(cookie ? { cookie } : {}),
          ...headers,
        },
        body: "{}",
      }),
    );
  const get = (name: string) => api.trpc(at(`/api/trpc/${name}`));

  it("counts reads and writes apart, every call of a batch, and the operator's by themselves", () => {
    const costs = (names: string) => Object.fromEntries(costsOf(at(`/api/trpc/${names}?batch=1`)));
    expect(costs("posts.get,posts.get,notifications.list")).toEqual({ "trpc.read": 3 });
    expect(costs("posts.get,posts.schedule")).toEqual({ "trpc.read": 1, "trpc.write": 1 });
    expect(costs("services.overview")).toEqual({ operator: 1 });
    expect(costs("no.such,__proto__,constructor")).toEqual({ "trpc.read": 3 });
  });

  it("tells with every answer what is left", async () => {
    const { headers } = await get("posts.get");
    expect(headers.get("ratelimit-limit")).toBe(String(most("trpc.read")));
    expect(headers.get("ratelimit-policy")).toContain(";w=60");
  });

  it("refuses writes beyond the burst, and goes on answering reads", async () => {
    const statuses = await statusesOf(most("trpc.write") + 3, () => post("posts.schedule", null));
    expect(refused(statuses)).toBe(3);
    expect((await get("posts.get")).status).not.toBe(429);
  });

  it("counts a person's writes wherever they come from, and nobody else's", async () => {
    const lee = await cookieOf(tenant.people.owner);
    const kim = await cookieOf(tenant.people.editor);
    const statuses = await statusesOf(most("trpc.write") + 2, (i) =>
      post("posts.schedule", lee, { [CLIENT_ADDRESS_HEADER]: `203.0.113.${i}` }),
    );
    expect(refused(statuses)).toBe(2);
    expect((await post("posts.schedule", kim)).status).not.toBe(429);
    expect((await post("posts.schedule", null)).status).not.toBe(429);
  });

  it("is not fooled by a session nobody opened", async () => {
    const { session } = cookiePolicy(installed.house.config.appUrl);
    const invented = (i: number) => post("posts.schedule", `${session}=invented-${i}.x`);
    const statuses = await statusesOf(most("trpc.write") + 2, invented);
    expect(refused(statuses)).toBe(2);
  });

  it.each([
    ["one by one", httpLink],
    ["in streamed batches", httpBatchStreamLink],
  ])("says no so that its client (%s) reads an error of ours", async (_how, link) => {
    for (let i = 0; i < most("trpc.write"); i++) await post("posts.schedule", null);
    const client = createTRPCClient<AppRouter>({
      links: [
        link({
          url: `${ORIGIN}/api/trpc`,
          transformer: superjson,
          fetch: (url, init) =>
            api.trpc(
              at(new URL(String(url)).pathname + new URL(String(url)).search, {
                ...(init as RequestInit),
                headers: { ...Object.fromEntries(new Headers(init?.headers as HeadersInit)), origin: ORIGIN },
              }),
            ),
        }),
      ],
    });
    const error = await client.session.revokeOtherDevices.mutate().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TRPCClientError);
    expect((error as TRPCClientError<AppRouter>).data).toMatchObject({
      httpStatus: 429,
      app: { code: "RATE_LIMITED", params: { seconds: expect.any(Number) } },
    });
  });

  it("counts a form a page posts like a write", async () => {
    const form = () =>
      api.caller(at("/settings", { method: "POST", headers: { origin: ORIGIN, cookie: "a=b" } }));
    for (let i = 0; i < most("trpc.write"); i++) await form();
    const refusal = await form().catch((thrown: unknown) => thrown);
    expect((refusal as Response).status).toBe(429);
  });
});
