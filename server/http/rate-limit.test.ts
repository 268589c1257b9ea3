import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { createMemoryRateLimiter } from "#server/adapters/memory/memory-rate-limiter.ts";
import { CLIENT_ADDRESS_HEADER } from "./client-address.ts";
import { createLimit, rateLimitPolicies } from "./rate-limit.ts";

const from = (address: string, forwarded?: string) =>
  new Request("http://a.test/", {
    headers: {
      [CLIENT_ADDRESS_HEADER]: address,
      ...(forwarded ? { "x-forwarded-for": forwarded, "x-api-key": forwarded } : {}),
    },
  });

function limits(enabled = true) {
  const clock = testClock();
  const limit = createLimit({ limiter: createMemoryRateLimiter(clock), clock, trustedProxyHops: 0, enabled });
  return { clock, limit };
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
    expect([
      headers.get("retry-after"),
      headers.get("ratelimit-limit"),
      headers.get("ratelimit-remaining"),
    ]).toEqual(["60", "5", "0"]);
  });

  it("tells an admitted request what is left, by the tightest window", async () => {
    const { limit } = limits();
    await limit(from("1.1.1.1"), "auth.sign-in");
    expect(await limit(from("1.1.1.1"), "auth.sign-in")).toEqual({
      allowed: true,
      headers: { "ratelimit-limit": "5", "ratelimit-remaining": "3", "ratelimit-reset": "60" },
    });
  });

  it("holds the hour when the minutes let go", async () => {
    const { limit, clock } = limits();
    let admitted = 0;
    for (let minute = 0; minute < 12; minute++) {
      for (let i = 0; i < 5; i++) admitted += (await limit(from("1.1.1.1"), "auth.sign-in")).allowed ? 1 : 0;
      await clock.advance(2 * 60_000);
    }
    expect(admitted).toBe(20);
  });

  it("cannot be dodged by a header the client writes", async () => {
    const { limit } = limits();
    const verdicts: boolean[] = [];
    for (let i = 0; i < 8; i++)
      verdicts.push((await limit(from("1.1.1.1", `9.9.9.${i}`), "auth.sign-in")).allowed);
    expect(verdicts.filter(Boolean)).toHaveLength(5);
  });

  it("counts a subject over all addresses it is tried from", async () => {
    const { limit } = limits();
    const verdicts: boolean[] = [];
    for (let i = 0; i < 8; i++)
      verdicts.push((await limit(from(`1.1.1.${i}`), "auth.sign-in", "lee@example.org")).allowed);
    expect(verdicts.filter(Boolean)).toHaveLength(5);
    expect((await limit(from("1.1.1.9"), "auth.sign-in", "kim@example.org")).allowed).toBe(true);
  });

  it("does not let one policy use up another's", async () => {
    const { limit } = limits();
    for (let i = 0; i < 8; i++) await limit(from("1.1.1.1"), "auth.sign-in");
    expect((await limit(from("1.1.1.1"), "trpc")).allowed).toBe(true);
  });

  it("admits everything, uncounted, when switched off", async () => {
    const { limit } = limits(false);
    for (let i = 0; i < 20; i++)
      expect(await limit(from("1.1.1.1"), "auth.sign-up")).toEqual({ allowed: true, headers: {} });
  });
});

describe("the policies", () => {
  it("refuse without a count where secrets are tried, and admit where networks deliver", () => {
    const byFailure = (onFailure: string) =>
      Object.entries(rateLimitPolicies)
        .filter(([, policy]) => policy.onFailure === onFailure)
        .map(([name]) => name);
    expect(byFailure("closed")).toEqual([
      "auth.sign-in",
      "auth.sign-up",
      "auth.password-reset",
      "oauth.start",
      "oauth.callback",
    ]);
    expect(byFailure("open")).toContain("webhook");
  });

  it("leave room for a network's bursts: six thousand deliveries a minute from one address", () => {
    expect(rateLimitPolicies.webhook.windows[0]?.limit).toBeGreaterThanOrEqual(6_000);
  });
});
