import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { createMemoryRateLimiter } from "#server/adapters/memory/memory-rate-limiter.ts";
import type { RateLimiter, RateLimitRule } from "#server/core/ports.ts";
import { CLIENT_ADDRESS_HEADER } from "./client-address.ts";
import { createLimit, type RateLimitDeps } from "./rate-limit.ts";
import { type RateLimitPolicy, type RateLimitPolicyName, rateLimitPolicies } from "./rate-limit-policies.ts";

const from = (address: string, headers: Record<string, string> = {}) =>
  new Request("http://a.test/", { headers: { [CLIENT_ADDRESS_HEADER]: address, ...headers } });

function limits(change: Partial<RateLimitDeps> = {}) {
  const clock = testClock();
  const limit = createLimit({
    limiter: createMemoryRateLimiter(clock),
    local: createMemoryRateLimiter(clock),
    clock,
    trustedProxyHops: 0,
    enabled: true,
    production: true,
    ...change,
  });
  const admitted = async (times: number, ask: (i: number) => Parameters<typeof limit>) => {
    let count = 0;
    for (let i = 0; i < times; i++) count += (await limit(...ask(i))).allowed ? 1 : 0;
    return count;
  };
  return { clock, limit, admitted };
}

describe("limit", () => {
  it("answers one sign-in too many with a 429 that says when to come back", async () => {
    const { limit } = limits();
    for (let i = 0; i < 5; i++) expect((await limit(from("1.1.1.1"), "auth.sign-in")).allowed).toBe(true);
    const verdict = await limit(from("1.1.1.1"), "auth.sign-in");
    if (verdict.allowed) throw new Error("a sixth sign-in was admitted");
    const { status, headers } = verdict.response;
    expect(status).toBe(429);
    expect(await verdict.response.json()).toEqual({
      error: { code: "RATE_LIMITED", message: "RATE_LIMITED", params: { seconds: 60 } },
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      "retry-after": "60",
      "ratelimit-limit": "5",
      "ratelimit-remaining": "0",
      "ratelimit-reset": "60",
      "ratelimit-policy": "5;w=60, 20;w=3600",
    });
    expect(verdict.error).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 60_000 });
  });

  it("tells an admitted request what is left, by the tightest window", async () => {
    const { limit } = limits();
    await limit(from("1.1.1.1"), "auth.sign-in");
    expect(await limit(from("1.1.1.1"), "auth.sign-in")).toEqual({
      allowed: true,
      headers: {
        "ratelimit-limit": "5",
        "ratelimit-remaining": "3",
        "ratelimit-reset": "60",
        "ratelimit-policy": "5;w=60, 20;w=3600",
      },
    });
  });

  it("holds the hour when the minutes let go", async () => {
    const { clock, admitted } = limits();
    let sum = 0;
    for (let minute = 0; minute < 12; minute++) {
      sum += await admitted(5, () => [from("1.1.1.1"), "auth.sign-in"]);
      await clock.advance(2 * 60_000);
    }
    expect(sum).toBe(20);
  });

  it("holds a burst though the minute has room", async () => {
    const { clock, admitted } = limits();
    expect(await admitted(12, () => [from("1.1.1.1"), "ai", { personId: "lee" }])).toBe(5);
    await clock.advance(20_000);
    expect(await admitted(12, () => [from("1.1.1.1"), "ai", { personId: "lee" }])).toBe(5);
  });

  it.each([
    "x-api-key",
    "x-forwarded-for",
    "x-real-ip",
    "forwarded",
    "cf-connecting-ip",
    "authorization",
    "user-agent",
  ])("cannot be dodged by another %s each time", async (header) => {
    const { admitted } = limits();
    const rotating = (i: number): Parameters<ReturnType<typeof limits>["limit"]> => [
      from("1.1.1.1", { [header]: `9.9.9.${i}` }),
      "auth.sign-in",
    ];
    expect(await admitted(12, rotating)).toBe(5);
  });

  it("believes as many proxies as are ours, and nothing further left", async () => {
    const { admitted } = limits({ trustedProxyHops: 1 });
    const through = (i: number) => ({ "x-forwarded-for": `9.9.9.${i}, 7.7.7.7`, "x-api-key": `k${i}` });
    expect(await admitted(12, (i) => [from("10.0.0.1", through(i)), "auth.sign-in"])).toBe(5);
    const other = { "x-forwarded-for": "7.7.7.8" };
    expect(await admitted(1, () => [from("10.0.0.1", other), "auth.sign-in"])).toBe(1);
  });

  it("counts a person over all addresses, and two people behind one address apart", async () => {
    const { admitted } = limits();
    const lee = (i: number): Parameters<ReturnType<typeof limits>["limit"]> => [
      from(`1.1.1.${i}`),
      "ai",
      { personId: "lee" },
    ];
    expect(await admitted(9, lee)).toBe(5);
    expect(await admitted(9, () => [from("1.1.1.1"), "ai", { personId: "kim" }])).toBe(5);
    expect(await admitted(9, () => [from("1.1.1.1"), "ai", { personId: null }])).toBe(5);
  });

  it("counts by address what comes before a sign-in, whoever is signed in", async () => {
    const { admitted } = limits();
    expect(await admitted(9, (i) => [from("1.1.1.1"), "auth.sign-in", { personId: `p${i}` }])).toBe(5);
  });

  it("counts each part of a policy for itself", async () => {
    const { admitted } = limits();
    await admitted(5, () => [from("1.1.1.1"), "auth.mail", { part: "reset-password" }]);
    expect(await admitted(5, () => [from("1.1.1.1"), "auth.mail", { part: "send-verification-email" }])).toBe(
      3,
    );
  });

  it("counts a batch for what it holds", async () => {
    const { limit } = limits();
    const batch = { personId: "lee", cost: 79 };
    expect((await limit(from("1.1.1.1"), "trpc.write", batch)).allowed).toBe(true);
    expect((await limit(from("1.1.1.1"), "trpc.write", { personId: "lee", cost: 2 })).allowed).toBe(false);
    expect((await limit(from("1.1.1.1"), "trpc.write", { personId: "lee" })).allowed).toBe(true);
  });

  it("does not let one policy use up another's", async () => {
    const { limit, admitted } = limits();
    await admitted(8, () => [from("1.1.1.1"), "auth.sign-in"]);
    expect((await limit(from("1.1.1.1"), "trpc.read")).allowed).toBe(true);
  });

  it("widens sign-in for loopback, and never in production", async () => {
    for (const address of ["127.0.0.1", "::1"]) {
      const laptop = limits({ production: false });
      expect(await laptop.admitted(60, () => [from(address), "auth.sign-in"])).toBe(50);
      const cloud = limits();
      expect(await cloud.admitted(60, () => [from(address), "auth.sign-in"])).toBe(5);
    }
    const near = limits({ production: false });
    expect(await near.admitted(60, () => [from("192.168.0.2"), "auth.sign-in"])).toBe(5);
  });

  it("admits everything, uncounted, when switched off", async () => {
    const { limit } = limits({ enabled: false });
    for (let i = 0; i < 20; i++)
      expect(await limit(from("1.1.1.1"), "auth.sign-up")).toEqual({ allowed: true, headers: {} });
  });

  it("asks no store where one process is what is guarded", async () => {
    const asked: string[] = [];
    const clock = testClock();
    const limiter: RateLimiter = {
      check: (rule: RateLimitRule, identity: string) => {
        asked.push(rule.scope);
        return createMemoryRateLimiter(clock).check(rule, identity);
      },
    };
    const { limit } = limits({ limiter });
    for (const policy of ["webhook", "job", "door"] as const) await limit(from("1.1.1.1"), policy);
    expect(asked).toEqual([]);
    await limit(from("1.1.1.1"), "cron");
    expect(asked).toEqual(["cron:60000", "cron:3600000"]);
  });
});

describe("the policies", () => {
  const named = Object.entries(rateLimitPolicies) as [RateLimitPolicyName, RateLimitPolicy][];

  it("refuse without a count what costs mail, money or a binding, and nothing else", () => {
    expect(named.filter(([, { onFailure }]) => onFailure === "closed").map(([name]) => name)).toEqual([
      "auth.sign-up",
      "auth.mail",
      "oauth.start",
      "oauth.callback",
      "ai",
    ]);
  });

  it("cover every door the house has", () => {
    const names = named.map(([name]) => name.split(".")[0]);
    for (const door of [
      "oauth",
      "ai",
      "operator",
      "auth",
      "webhook",
      "upload",
      "trpc",
      "cron",
      "worker",
      "job",
    ])
      expect(names).toContain(door);
  });

  it("never allow less in a longer window than in a shorter one", () => {
    for (const [name, { windows }] of named)
      for (const [index, { limit, windowMs }] of windows.entries())
        for (const longer of windows.slice(index + 1)) {
          expect(longer.windowMs, name).toBeGreaterThan(windowMs);
          expect(longer.limit, name).toBeGreaterThan(limit);
        }
  });

  it("leave room for a network's bursts: sixty thousand deliveries a minute from one address", () => {
    expect(rateLimitPolicies.webhook.windows[0]?.limit).toBeGreaterThanOrEqual(60_000);
  });
});
