import { describe, expect, test } from "vitest";
import { silentLog } from "#e2e/support/log.ts";
import { AppError } from "#server/core/errors.ts";
import type { SessionOutput } from "#server/features/session/schema.ts";
import { createOAuthRoutes } from "./http.ts";
import type { ConnectResult } from "./service.ts";

const session = {
  user: { id: "u1" },
  workspace: { id: "w1" },
  role: "owner",
} as SessionOutput;
const callbackUrl = "https://app.test/auth/instagram/callback?code=canary-code&state=canary-state";

interface Answers {
  start?: () => Promise<{ authorizeUrl: string }>;
  finish?: () => Promise<ConnectResult>;
}

function set({ start, finish }: Answers = {}) {
  const calls: unknown[][] = [];
  const log = silentLog();
  const routes = createOAuthRoutes({
    log,
    service: {
      connectable: () => [
        { platform: "instagram", label: "Instagram", mode: "live", flavors: ["instagram-login"], forms: [] },
        {
          ...{ platform: "onlyfans", label: "OnlyFans", mode: "live", flavors: [] },
          forms: ["partner", "assisted"].map((flavor) => ({ flavor, assisted: false, fields: [] })),
        },
      ],
      startConnect: async (...call) => {
        calls.push(call);
        return start ? start() : { authorizeUrl: "https://network.test/consent?state=1" };
      },
      finishConnect: async (...call) => {
        calls.push(call);
        return finish ? finish() : { returnTo: "/accounts", connected: ["c1", "c2"], elsewhere: false };
      },
    },
  });
  return { routes, calls, log };
}

const go = (url: string, method = "GET") => new Request(url, { method });
const location = (response: Response) => response.headers.get("location");

describe("GET /auth/:platform", () => {
  const url = "https://app.test/auth/instagram?flavor=instagram-login&returnTo=/calendar";

  test("leads to the network, and leaves no trace of the address", async () => {
    const { routes, calls } = set();
    const response = await routes.start("instagram", go(url), session);
    expect([response.status, location(response)]).toEqual([302, "https://network.test/consent?state=1"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(calls).toEqual([
      [
        { userId: "u1", workspaceId: "w1", role: "owner" },
        { platform: "instagram", flavor: "instagram-login", returnTo: "/calendar" },
      ],
    ]);
  });

  test.each([
    ["?flavor=assisted", "onlyfans.assisted"],
    ["", "onlyfans.partner"],
  ])("a network without a login page leads to its form: %s", async (query, form) => {
    const { routes, calls } = set();
    const response = await routes.start("onlyfans", go(`https://app.test/auth/onlyfans${query}`), session);
    expect(location(response)).toBe(`/accounts?form=${form}#connect`);
    expect(calls).toEqual([]);
  });

  test("signed out: first the sign-in, then the login", async () => {
    const { routes, calls } = set();
    const response = await routes.start("instagram", go(url), null);
    expect(location(response)).toBe(
      `/sign-in?${new URLSearchParams({ returnTo: "/auth/instagram?flavor=instagram-login&returnTo=/calendar" })}`,
    );
    expect(calls).toEqual([]);
  });

  test.each([
    [
      new AppError("FORBIDDEN", "x", { params: { role: "admin" } }),
      "/accounts?error=OAUTH_FORBIDDEN&platform=instagram",
    ],
    [
      new AppError("CONFIG_MISSING", "x", { userMessage: "PLATFORM_OFF" }),
      "/accounts?error=PLATFORM_OFF&platform=instagram",
    ],
    [new AppError("BAD_REQUEST", "x"), "/accounts?error=BAD_REQUEST&platform=instagram"],
    [new Error("boom"), "/accounts?error=INTERNAL_ERROR&platform=instagram"],
  ])("what stands in the way is said on the accounts page: %s", async (error, path) => {
    const { routes } = set({
      start: async () => {
        throw error;
      },
    });
    expect(location(await routes.start("instagram", go(url), session))).toBe(path);
  });
});

describe("GET /auth/:platform/callback", () => {
  test("a success names the connections on the page the login began on", async () => {
    const { routes, calls } = set();
    const response = await routes.callback("instagram", go(callbackUrl), session);
    expect(location(response)).toBe("/accounts?connected=c1%2Cc2");
    expect(calls).toEqual([["u1", "instagram", new URL(callbackUrl).searchParams]]);
    const there = set({
      finish: async () => ({ returnTo: "/compose?post=1", connected: ["c1"], elsewhere: true }),
    });
    expect(location(await there.routes.callback("instagram", go(callbackUrl), session))).toBe(
      "/compose?post=1&connected=c1&elsewhere=1",
    );
  });

  test("a failure is said on the accounts page with its values", async () => {
    const error = { message: "OAUTH_SCOPE_MISSING", params: { scopes: "a, b" } };
    const { routes } = set({
      finish: async () => ({ returnTo: "/calendar", connected: [], elsewhere: false, error }),
    });
    expect(location(await routes.callback("instagram", go(callbackUrl), session))).toBe(
      "/accounts?error=OAUTH_SCOPE_MISSING&platform=instagram&scopes=a%2C+b",
    );
  });

  test("signed out meanwhile: the login goes on after the sign-in", async () => {
    const { routes, calls } = set();
    const response = await routes.callback("instagram", go(callbackUrl), null);
    const back = new URL(location(response) ?? "", "https://app.test");
    expect(back.pathname).toBe("/sign-in");
    expect(back.searchParams.get("returnTo")).toBe(
      "/auth/instagram/callback?code=canary-code&state=canary-state",
    );
    expect(calls).toEqual([]);
  });

  test("a broken database is no blank page, and its log keeps the secrets out", async () => {
    const { routes, log } = set({
      finish: async () => {
        throw new Error("connection refused");
      },
    });
    const response = await routes.callback("instagram", go(callbackUrl), session);
    expect(location(response)).toBe("/accounts?error=INTERNAL_ERROR&platform=instagram");
    expect(log.lines).toHaveLength(1);
    expect(JSON.stringify(log.lines)).not.toContain("canary");
  });
});

test("a network nobody knows is a 404, and nothing but GET is taken", async () => {
  const { routes, calls } = set();
  for (const route of [routes.start, routes.callback]) {
    const unknown = await route("myspace", go("https://app.test/auth/myspace"), session);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({ error: { code: "NOT_FOUND", message: "NOT_FOUND", params: {} } });
    expect((await route("instagram", go("https://app.test/auth/instagram", "POST"), session)).status).toBe(
      405,
    );
  }
  expect(calls).toEqual([]);
});
