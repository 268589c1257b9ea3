import { describe, expect, test } from "vitest";
import { api, scriptedX, session } from "#e2e/support/x-script.ts";
import { xOAuthErrors } from "./errors.ts";
import { xOAuth, xRefresh } from "./oauth.ts";

const redirectUri = "https://app.test/auth/x/callback";
const basic = `Basic ${Buffer.from("client:x-secret").toString("base64")}`;
const all = "tweet.read tweet.write users.read media.write offline.access";
const grant = {
  token_type: "bearer",
  expires_in: 7_200,
  access_token: "AAA",
  scope: all,
  refresh_token: "RRR",
};
const user = { id: "1724458902113849344", name: "Demo", username: "demo" };

function set() {
  const { http, deps } = scriptedX();
  return { http, log: deps.log, oauth: xOAuth(deps), refresh: xRefresh(deps) };
}
const expectToken = (
  http: ReturnType<typeof set>["http"],
  operation: string,
  form?: Record<string, string>,
) =>
  http.expectCall({
    operation,
    method: "POST",
    url: `${api}/oauth2/token`,
    headers: { authorization: basic },
    idempotent: false,
    ...(form ? { form } : {}),
  });
const exchange = (on: ReturnType<typeof set>) =>
  on.oauth.exchange({ flavor: "oauth2", code: "c", redirectUri, codeVerifier: "v".repeat(43) });

describe("login", () => {
  test("asks with spaces that are spaces, and with a challenge", () => {
    const address = set().oauth.authorizeUrl({
      flavor: "oauth2",
      state: "s",
      redirectUri,
      codeChallenge: "ch",
    });
    expect(address).toContain("https://x.com/i/oauth2/authorize?response_type=code&client_id=client&");
    expect(address).toContain("scope=users.read%20tweet.read%20tweet.write%20media.write%20offline.access");
    const query = new URL(address).searchParams;
    expect(query.get("code_challenge")).toBe("ch");
    expect(query.get("code_challenge_method")).toBe("S256");
    expect(query.get("redirect_uri")).toBe(redirectUri);
  });

  test("trades the code once, as a confidential client, and reads who it is", async () => {
    const on = set();
    expectToken(on.http, "exchange", {
      grant_type: "authorization_code",
      code: "c",
      redirect_uri: redirectUri,
      code_verifier: "v".repeat(43),
    }).reply(200, grant);
    on.http
      .expectCall({
        operation: "users_me",
        url: `${api}/users/me`,
        query: { "user.fields": "profile_image_url,protected" },
        headers: { authorization: "Bearer AAA" },
      })
      .reply(
        200,
        `{"data":{"id":1724458902113849344,"name":"Demo","username":"demo","profile_image_url":"https://a.test/p.jpg"}}`,
      );
    expect(await exchange(on)).toEqual({
      tokens: {
        accessToken: "AAA",
        refreshToken: "RRR",
        accessTokenExpiresAt: new Date("2026-03-02T12:00:00.000Z"),
        scopes: all.split(" "),
        issuedAt: new Date("2026-03-02T10:00:00.000Z"),
      },
      accounts: [
        {
          externalId: "1724458902113849344",
          handle: "demo",
          displayName: "Demo",
          avatarUrl: "https://a.test/p.jpg",
          meta: { username: "demo" },
        },
      ],
    });
    on.http.assertDone();
  });

  test("scopes are those granted, and no refresh token is no refresh token", async () => {
    const on = set();
    const { refresh_token: _, ...less } = grant;
    expectToken(on.http, "exchange").reply(200, { ...less, scope: "tweet.read users.read" });
    on.http.expectCall({ operation: "users_me" }).reply(200, { data: { ...user, protected: true } });
    const { tokens, accounts } = await exchange(on);
    expect(tokens.scopes).toEqual(["tweet.read", "users.read"]);
    expect(tokens.refreshToken).toBeUndefined();
    expect(accounts[0]?.meta).toEqual({ username: "demo", protected: "true" });
  });

  test.each([
    "Value passed for the authorization code was invalid.",
    "Value passed for the token was invalid.",
  ])("a code that has run out is told as that: %s", async (error_description) => {
    const on = set();
    expectToken(on.http, "exchange").reply(400, { error: "invalid_request", error_description });
    await expect(exchange(on)).rejects.toMatchObject({
      code: "BAD_REQUEST",
      userMessage: "OAUTH_CODE_EXPIRED",
    });
  });
});

describe("renewal", () => {
  const old = { flavor: "oauth2", accessToken: "AAA", refreshToken: "RRR" };

  test("gives a new pair, and is never tried twice with one token", async () => {
    const on = set();
    expectToken(on.http, "refresh", { grant_type: "refresh_token", refresh_token: "RRR" }).reply(200, {
      ...grant,
      access_token: "BBB",
      refresh_token: "SSS",
    });
    expect(await on.refresh.refresh(old)).toMatchObject({ accessToken: "BBB", refreshToken: "SSS" });
    expect(on.refresh.rule("oauth2")).toMatchObject({ rotates: true, minAgeMs: 0 });
    expect(on.http.seen[0]?.deadlineMs).toBeLessThanOrEqual(20_000);
    on.http.assertDone();
  });

  test("without a refresh token asks for a new login", async () => {
    const { refresh } = set();
    await expect(refresh.refresh({ flavor: "oauth2", accessToken: "AAA" })).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
    });
  });

  const described: Record<string, [string, string]> = {
    "token-was-invalid": ["invalid_request", "Value passed for the token was invalid."],
    invalid_request: ["invalid_request", "Missing required parameter [refresh_token]."],
  };
  test.each(xOAuthErrors)("$code", async ({ code, is, message, reason, retryable }) => {
    const on = set();
    const [error, error_description] = described[code] ?? [code, "…"];
    expectToken(on.http, "refresh").reply(400, { error, error_description });
    await expect(on.refresh.refresh(old)).rejects.toMatchObject({
      code: is,
      userMessage: message,
      retryable,
      providerCode: code,
      params: reason ? { reason } : {},
    });
  });

  test("a page of something in between takes no grant away", async () => {
    const on = set();
    expectToken(on.http, "refresh").reply(403, "<html>blocked</html>");
    await expect(on.refresh.refresh(old)).rejects.toMatchObject({ code: "UPSTREAM_ERROR", retryable: true });
  });
});

test("revoking ends the access token at X", async () => {
  const on = set();
  on.http
    .expectCall({
      operation: "revoke",
      url: `${api}/oauth2/revoke`,
      form: { token: "token-1", token_type_hint: "access_token", client_id: "client" },
      headers: { authorization: basic },
    })
    .reply(200, { revoked: true });
  expect(await on.oauth.revoke(session)).toBe(true);
  on.http.assertDone();
});

test("no secret and no token reaches the log", async () => {
  const on = set();
  expectToken(on.http, "exchange").reply(401, {
    error: "unauthorized_client",
    error_description: "Missing valid authorization header",
  });
  await expect(exchange(on)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  expect(JSON.stringify(on.log.lines)).not.toMatch(/x-secret|RRR|AAA/);
  expect(on.log.lines.length).toBeGreaterThan(0);
});
