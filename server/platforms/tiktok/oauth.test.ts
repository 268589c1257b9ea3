import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { strictHttp } from "#e2e/support/strict-http.ts";
import { tiktokOAuth, tiktokRefresh } from "./oauth.ts";

const webRedirect = "https://app.test/auth/tiktok/callback";
const loopbackRedirect = "http://localhost:3000/auth/tiktok/callback";
const token = "https://open.tiktokapis.com/v2/oauth/token/";

function set() {
  const http = strictHttp();
  const log = silentLog();
  const deps = {
    http,
    log,
    clock: testClock(),
    clients: { "login-kit": { clientId: "key", clientSecret: "tt-secret" } },
    urls: { api: "https://open.tiktokapis.com", www: "https://www.tiktok.com" },
  };
  return { http, log, oauth: tiktokOAuth(deps), refresh: tiktokRefresh(deps) };
}

const grant = {
  access_token: "act.AAA",
  expires_in: 7200,
  open_id: "open-1",
  refresh_token: "rft.BBB",
  refresh_expires_in: 86_400,
  scope: "user.info.basic,video.publish",
  token_type: "Bearer",
};
const user = { open_id: "open-1", display_name: "Demo", avatar_url: "https://cdn.test/a.jpg" };
const ok = { code: "ok", message: "", log_id: "1" };

describe("login", () => {
  test("asks with commas, TikTok's own parameter names, and PKCE on a loopback redirect only", () => {
    const { oauth } = set();
    const ask = (redirectUri: string) =>
      new URL(oauth.authorizeUrl({ flavor: "login-kit", state: "s", redirectUri, codeChallenge: "c0ffee" }))
        .searchParams;
    expect(ask(webRedirect).get("client_key")).toBe("key");
    expect(ask(webRedirect).get("scope")).toBe(
      "user.info.basic,user.info.profile,video.publish,video.upload,video.list",
    );
    expect(ask(webRedirect).get("code_challenge")).toBeNull();
    expect(ask(loopbackRedirect).get("code_challenge")).toBe("c0ffee");
    expect(ask(loopbackRedirect).get("code_challenge_method")).toBe("S256");
  });

  test.each([
    [webRedirect, {}],
    [loopbackRedirect, { code_verifier: "v".repeat(43) }],
  ])("trades the code at %s for tokens with the lifetimes of the answer", async (redirectUri, more) => {
    const { http, oauth } = set();
    const form = {
      client_key: "key",
      client_secret: "tt-secret",
      code: "co*de!",
      grant_type: "authorization_code",
      redirect_uri: redirectUri,
      ...more,
    };
    http
      .expectCall({ operation: "exchange", method: "POST", url: token, form, idempotent: false })
      .reply(200, grant);
    http
      .expectCall({
        operation: "user_info",
        query: { fields: "open_id,avatar_url,display_name" },
        headers: { authorization: "Bearer act.AAA" },
      })
      .reply(200, { data: { user }, error: ok });
    const result = await oauth.exchange({
      flavor: "login-kit",
      code: "co*de!",
      redirectUri,
      codeVerifier: "v".repeat(43),
    });
    expect(result.tokens).toEqual({
      accessToken: "act.AAA",
      refreshToken: "rft.BBB",
      accessTokenExpiresAt: new Date("2026-03-02T12:00:00.000Z"),
      refreshTokenExpiresAt: new Date("2026-03-03T10:00:00.000Z"),
      scopes: ["user.info.basic", "video.publish"],
      issuedAt: new Date("2026-03-02T10:00:00.000Z"),
    });
    expect(result.accounts).toEqual([
      {
        externalId: "open-1",
        handle: "Demo",
        displayName: "Demo",
        avatarUrl: "https://cdn.test/a.jpg",
        meta: {},
      },
    ]);
    http.assertDone();
  });

  test("asks for the user name only when that was granted", async () => {
    const { http, oauth } = set();
    http
      .expectCall({ operation: "exchange" })
      .reply(200, { ...grant, scope: "user.info.basic,user.info.profile" });
    http
      .expectCall({ operation: "user_info", query: { fields: "open_id,avatar_url,display_name,username" } })
      .reply(200, { data: { user: { ...user, username: "demo" } }, error: ok });
    const { accounts } = await oauth.exchange({ flavor: "login-kit", code: "c", redirectUri: webRedirect });
    expect(accounts[0]).toMatchObject({ handle: "demo", displayName: "Demo", meta: { username: "demo" } });
  });

  test.each([
    [200, "invalid_grant", "OAUTH_CODE_EXPIRED"],
    [400, "invalid_grant", "OAUTH_CODE_EXPIRED"],
    [401, "invalid_client", "OAUTH_MISCONFIGURED"],
    [200, "invalid_request", "OAUTH_MISCONFIGURED"],
  ])("a flat error is believed whatever the status: %i %s", async (status, error, userMessage) => {
    const { http, oauth } = set();
    http.expectCall({ operation: "exchange" }).reply(status, { error, error_description: "…", log_id: "1" });
    await expect(
      oauth.exchange({ flavor: "login-kit", code: "c", redirectUri: webRedirect }),
    ).rejects.toMatchObject({ userMessage, providerCode: error });
  });

  test("revoking is answered with nothing at all", async () => {
    const { http, oauth } = set();
    http
      .expectCall({
        operation: "revoke",
        form: { client_key: "key", client_secret: "tt-secret", token: "act.AAA" },
      })
      .reply(200);
    const session = {
      flavor: "login-kit",
      externalId: "open-1",
      accessToken: "act.AAA",
      scopes: [],
      meta: {},
    };
    expect(await oauth.revoke(session)).toBe(true);
  });
});

describe("refresh", () => {
  const renew = (refresh: ReturnType<typeof set>["refresh"], refreshToken?: string) =>
    refresh.refresh({
      flavor: "login-kit",
      accessToken: "act.OLD",
      ...(refreshToken ? { refreshToken } : {}),
    });

  test("hands back the new refresh token, within the deadline the lease allows", async () => {
    const { http, refresh } = set();
    http
      .expectCall({
        operation: "refresh",
        url: token,
        form: {
          client_key: "key",
          client_secret: "tt-secret",
          grant_type: "refresh_token",
          refresh_token: "rft.OLD",
        },
        idempotent: false,
      })
      .reply(200, grant);
    expect((await renew(refresh, "rft.OLD")).refreshToken).toBe("rft.BBB");
    expect(http.seen[0]?.deadlineMs).toBeLessThanOrEqual(20_000);
  });

  test.each([
    [200, "invalid_grant", "NEEDS_RECONNECT", false],
    [400, "access_denied", "NEEDS_RECONNECT", false],
    [200, "temporarily_unavailable", "UNAVAILABLE", true],
    [400, "server_error", "UPSTREAM_ERROR", true],
    [429, "rate_limit_exceeded", "RATE_LIMITED", true],
    [401, "invalid_client", "CONFIG_INVALID", false],
  ])("%i %s becomes %s", async (status, error, code, retryable) => {
    const { http, refresh } = set();
    http.expectCall({ operation: "refresh" }).reply(status, { error, log_id: "1" });
    await expect(renew(refresh, "rft.OLD")).rejects.toMatchObject({ code, retryable });
  });

  test("without a refresh token only a person can help", async () => {
    const { refresh } = set();
    await expect(renew(refresh)).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
  });
});

test("no token, code or secret reaches the log, whatever is refused", async () => {
  const { http, log, oauth, refresh } = set();
  http
    .expectCall({ operation: "exchange" })
    .reply(200, { error: "invalid_grant", error_description: "canary-code" });
  http
    .expectCall({ operation: "refresh" })
    .reply(400, { error: "invalid_grant", error_description: "canary-token" });
  const failures = [
    await oauth
      .exchange({ flavor: "login-kit", code: "canary-code", redirectUri: webRedirect })
      .catch((error) => error),
    await refresh
      .refresh({ flavor: "login-kit", accessToken: "canary-a", refreshToken: "canary-token" })
      .catch((error) => error),
  ];
  expect(log.lines).toHaveLength(2);
  const said = failures.map(({ message, params, providerCode }) => [message, params, providerCode]);
  expect(JSON.stringify([log.lines, said])).not.toMatch(/canary|tt-secret/);
});
