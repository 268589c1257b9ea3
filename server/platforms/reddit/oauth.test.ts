import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { strictHttp } from "#e2e/support/strict-http.ts";
import { createRedditApi } from "./api.ts";
import { redditOAuthErrors } from "./errors.ts";
import { redditOAuth, redditRefresh } from "./oauth.ts";

const token = "https://www.reddit.com/api/v1/access_token";
const redirectUri = "https://app.test/auth/reddit/callback";
const agent = "web:huntaze:1.0 (by /u/somebody)";

function set(settings: Record<string, string> = { userAgent: agent }) {
  const http = strictHttp();
  const log = silentLog();
  const deps = {
    http,
    log,
    clock: testClock(),
    clients: { "web-app": { clientId: "id", clientSecret: "rd-secret" } },
    urls: { api: "https://oauth.reddit.com", www: "https://www.reddit.com" },
    settings,
  };
  const api = createRedditApi(deps);
  return { http, log, oauth: redditOAuth(deps, api), refresh: redditRefresh(deps, api) };
}

const grant = {
  access_token: "eyJ.AAA",
  token_type: "bearer",
  expires_in: 3_600,
  refresh_token: "123-abc",
  scope: "identity submit,read",
};
const basic = { authorization: `Basic ${btoa("id:rd-secret")}`, "user-agent": agent };
const exchange = (oauth: ReturnType<typeof set>["oauth"]) =>
  oauth.exchange({ flavor: "web-app", code: "co*de", redirectUri });
const refresh = (capability: ReturnType<typeof set>["refresh"]) =>
  capability.refresh({ flavor: "web-app", accessToken: "old", refreshToken: "123-abc" });

describe("login", () => {
  test("asks for a permanent grant, scopes parted by spaces, no secret and no challenge", () => {
    const asked = new URL(
      set().oauth.authorizeUrl({ flavor: "web-app", state: "s", redirectUri, codeChallenge: "c" }),
    );
    expect(asked.origin + asked.pathname).toBe("https://www.reddit.com/api/v1/authorize");
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      client_id: "id",
      response_type: "code",
      state: "s",
      redirect_uri: redirectUri,
      duration: "permanent",
      scope: "identity submit history read flair mysubreddits edit",
    });
  });

  test("trades the code as the client in Basic authorization, once, and names itself", async () => {
    const { http, oauth } = set();
    const form = { grant_type: "authorization_code", code: "co*de", redirect_uri: redirectUri };
    http
      .expectCall({
        operation: "exchange",
        method: "POST",
        url: token,
        form,
        headers: basic,
        idempotent: false,
      })
      .reply(200, grant);
    http
      .expectCall({
        operation: "me",
        url: "https://oauth.reddit.com/api/v1/me",
        query: { raw_json: "1" },
        headers: { authorization: "Bearer eyJ.AAA", "user-agent": agent },
      })
      .reply(200, { id: "abc12", name: "demo", icon_img: "https://i.test/a.png?x=1&y=2" });
    const { tokens, accounts } = await exchange(oauth);
    expect(tokens).toEqual({
      accessToken: "eyJ.AAA",
      refreshToken: "123-abc",
      accessTokenExpiresAt: new Date("2026-03-02T11:00:00.000Z"),
      scopes: ["identity", "submit", "read"],
      issuedAt: new Date("2026-03-02T10:00:00.000Z"),
    });
    expect(accounts).toEqual([
      {
        externalId: "abc12",
        handle: "demo",
        displayName: "demo",
        avatarUrl: "https://i.test/a.png?x=1&y=2",
        meta: { username: "demo" },
      },
    ]);
    http.assertDone();
  });

  test("without a name from the configuration it has one of the demanded form", async () => {
    const { http, oauth } = set({});
    http.expectCall({ operation: "exchange" }).reply(200, { error: "invalid_grant" });
    await expect(exchange(oauth)).rejects.toThrow();
    expect(http.seen[0]?.headers?.["user-agent"]).toMatch(/^[\w.-]+:[\w.-]+:[\w.-]+ \(by \/u\/\w+\)$/);
  });

  test.each([
    [200, { error: "invalid_grant" }],
    [400, { message: "Bad Request", error: 400 }],
  ])("a code that is spent is the code's fault, with HTTP %i", async (status, body) => {
    const { http, oauth } = set();
    http.expectCall({ operation: "exchange" }).reply(status, body);
    await expect(exchange(oauth)).rejects.toMatchObject({
      code: "BAD_REQUEST",
      userMessage: "OAUTH_CODE_EXPIRED",
    });
  });

  test("a suspended account is refused at the door", async () => {
    const { http, oauth } = set();
    http.expectCall({ operation: "exchange" }).reply(200, grant);
    http.expectCall({ operation: "me" }).reply(200, { id: "a", name: "b", is_suspended: true });
    await expect(exchange(oauth)).rejects.toMatchObject({ userMessage: "REDDIT_SUSPENDED" });
  });

  test("an answer without a token is no login", async () => {
    const { http, oauth } = set();
    http.expectCall({ operation: "exchange" }).reply(200, { token_type: "bearer" });
    await expect(exchange(oauth)).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  });
});

describe("renewal", () => {
  test.each([undefined, "123-abc"])(
    "keeps the permanent token, named in the answer or not: %s",
    async (named) => {
      const { http, refresh: capability } = set();
      const form = { grant_type: "refresh_token", refresh_token: "123-abc" };
      const { refresh_token: _, ...without } = grant;
      http
        .expectCall({ operation: "refresh", method: "POST", url: token, form, headers: basic })
        .reply(200, named ? grant : without);
      expect((await refresh(capability)).refreshToken).toBe(named);
      expect(capability.rule("web-app")).toMatchObject({ rotates: false, minAgeMs: 0 });
    },
  );

  test("without a refresh token a person has to come", async () => {
    const { refresh: capability } = set();
    await expect(capability.refresh({ flavor: "web-app", accessToken: "a" })).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
    });
  });

  const named = redditOAuthErrors.filter(({ code }) => !/^\d/.test(code));
  test.each(named.flatMap((row) => [200, 400].map((status) => [row.code, status, row] as const)))(
    "%s with HTTP %i means what the table says",
    async (error, status, row) => {
      const { http, refresh: capability } = set();
      http.expectCall({ operation: "refresh" }).reply(status, { error });
      await expect(refresh(capability)).rejects.toMatchObject({
        code: row.is,
        providerCode: row.code,
        retryable: row.retryable,
        userMessage: row.message,
        params: row.reason ? { reason: row.reason } : {},
      });
    },
  );

  test.each(
    redditOAuthErrors.filter(({ code }) => /^\d/.test(code)).map((row) => [Number(row.code), row] as const),
  )("a bare %i means what the table says", async (status, row) => {
    const { http, refresh: capability } = set();
    http.expectCall({ operation: "refresh" }).reply(status, { message: "…", error: status });
    await expect(refresh(capability)).rejects.toMatchObject({ code: row.is, retryable: row.retryable });
  });

  test("a page of the edge says nothing about the grant", async () => {
    const { http, refresh: capability } = set();
    http.expectCall({ operation: "refresh" }).reply(403, "<!doctype html><title>Blocked</title>");
    await expect(refresh(capability)).rejects.toMatchObject({ code: "UPSTREAM_ERROR", retryable: true });
  });
});

describe("revoking", () => {
  const session = { flavor: "web-app", externalId: "a", accessToken: "at", scopes: [], meta: {} };
  const url = "https://www.reddit.com/api/v1/revoke_token";

  test("ends the grant by its refresh token", async () => {
    const { http, oauth } = set();
    const form = { token: "123-abc", token_type_hint: "refresh_token" };
    http.expectCall({ operation: "revoke", url, form, headers: basic }).reply(204);
    expect(await oauth.revoke(session, "123-abc")).toBe(true);
  });

  test("without it only the access token dies, which is not the grant", async () => {
    const { http, oauth } = set();
    const form = { token: "at", token_type_hint: "access_token" };
    http.expectCall({ operation: "revoke", url, form }).reply(204);
    expect(await oauth.revoke(session)).toBe(false);
  });
});

test("neither tokens nor the secret are written to the log", async () => {
  const { http, log, oauth, refresh: capability } = set();
  http.expectCall({ operation: "exchange" }).reply(401, { message: "Unauthorized", error: 401 });
  http.expectCall({ operation: "refresh" }).reply(200, { error: "invalid_grant" });
  const errors = await Promise.all([exchange(oauth).catch(String), refresh(capability).catch(String)]);
  expect(`${JSON.stringify(log.lines)} ${errors}`).not.toMatch(/rd-secret|123-abc|co\*de/);
});
