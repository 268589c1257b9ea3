import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { refusedConnection, strictHttp } from "#e2e/support/strict-http.ts";
import { instagramOAuth } from "./oauth.ts";
import { instagramRefresh } from "./refresh.ts";

const urls = {
  graphFacebook: "https://graph.facebook.com",
  graphInstagram: "https://graph.instagram.com",
  apiInstagram: "https://api.instagram.com",
  wwwFacebook: "https://www.facebook.com",
  wwwInstagram: "https://www.instagram.com",
};
const clients = {
  "instagram-login": { clientId: "ig-app", clientSecret: "ig-secret" },
  "facebook-login": { clientId: "fb-app", clientSecret: "fb-secret" },
};
const redirectUri = "https://app.test/auth/instagram/callback";

function set() {
  const http = strictHttp();
  const log = silentLog();
  const deps = { http, clock: testClock(), log, clients, urls };
  return { http, log, oauth: instagramOAuth(deps), refresh: instagramRefresh(deps) };
}

describe("Instagram login", () => {
  const exchangeForm = {
    client_id: "ig-app",
    client_secret: "ig-secret",
    grant_type: "authorization_code",
    redirect_uri: redirectUri,
    code: "AQBx",
  };
  const profile = {
    user_id: "17841400000000001",
    id: "24900000000000001",
    username: "demo",
    name: "Demo",
    account_type: "BUSINESS",
    profile_picture_url: "https://cdn.test/demo.jpg",
  };
  const permissions = "instagram_business_basic,instagram_business_content_publish";

  function expectLogin(http: ReturnType<typeof strictHttp>, short: unknown, me: object = profile) {
    http
      .expectCall({
        operation: "exchange",
        method: "POST",
        url: "https://api.instagram.com/oauth/access_token",
        form: exchangeForm,
      })
      .reply(200, short);
    http
      .expectCall({
        operation: "long_lived",
        url: "https://graph.instagram.com/access_token",
        query: { grant_type: "ig_exchange_token", client_secret: "ig-secret", access_token: "IGAAshort" },
      })
      .reply(200, { access_token: "IGAAlong", token_type: "bearer", expires_in: 5_183_944 });
    http.expectCall({ operation: "me", url: "https://graph.instagram.com/v23.0/me" }).reply(200, me);
  }
  const exchange = (oauth: ReturnType<typeof set>["oauth"], code = "AQBx#_") =>
    oauth.exchange({ flavor: "instagram-login", code, redirectUri });

  test("trades the code for a long-lived token, with the permissions that were really granted", async () => {
    const { http, oauth } = set();
    expectLogin(http, { access_token: "IGAAshort", user_id: "24900000000000001", permissions });
    const { tokens, accounts } = await exchange(oauth);
    expect(tokens).toEqual({
      accessToken: "IGAAlong",
      scopes: ["instagram_business_basic", "instagram_business_content_publish"],
      issuedAt: new Date("2026-03-02T10:00:00.000Z"),
      accessTokenExpiresAt: new Date("2026-05-01T09:59:04.000Z"),
    });
    expect(accounts).toEqual([
      {
        externalId: "17841400000000001",
        handle: "demo",
        displayName: "Demo",
        avatarUrl: "https://cdn.test/demo.jpg",
        meta: { accountType: "BUSINESS" },
      },
    ]);
    http.assertDone();
  });

  test.each([
    ["wrapped in data", { data: [{ access_token: "IGAAshort", user_id: "1", permissions }] }],
    [
      "with permissions as a list",
      { access_token: "IGAAshort", user_id: "1", permissions: permissions.split(",") },
    ],
    [
      "with a bare number beyond 2^53 as user id",
      `{"access_token":"IGAAshort","user_id":17841400000000001,"permissions":"${permissions}"}`,
    ],
  ])("reads the grant %s", async (_, short) => {
    const { http, oauth } = set();
    expectLogin(http, short);
    expect((await exchange(oauth)).tokens.scopes).toEqual(permissions.split(","));
  });

  test("keeps every digit of an id that arrives as a bare number", async () => {
    const { http, oauth } = set();
    http.expectCall({ operation: "exchange" }).reply(200, { access_token: "s", user_id: "1", permissions });
    http.expectCall({ operation: "long_lived" }).reply(200, { access_token: "l", expires_in: 10 });
    http.expectCall({ operation: "me" }).reply(200, `{"user_id":17841400000000001,"username":"demo"}`);
    expect((await exchange(oauth)).accounts[0]?.externalId).toBe("17841400000000001");
  });

  test("a personal account is refused with the way to mend it", async () => {
    const { http, oauth } = set();
    expectLogin(
      http,
      { access_token: "IGAAshort", user_id: "1", permissions },
      { ...profile, account_type: "PERSONAL" },
    );
    await expect(exchange(oauth)).rejects.toMatchObject({ userMessage: "OAUTH_NO_BUSINESS_ACCOUNT" });
  });

  test.each([
    ["a used code", "This authorization code has been used", "OAUTH_CODE_EXPIRED", "BAD_REQUEST"],
    ["wrong client settings", "Invalid platform app", "OAUTH_MISCONFIGURED", "CONFIG_INVALID"],
  ])("%s is told apart", async (_, error_message, userMessage, code) => {
    const { http, oauth } = set();
    http
      .expectCall({ operation: "exchange" })
      .reply(400, { error_type: "OAuthException", code: 400, error_message });
    await expect(exchange(oauth)).rejects.toMatchObject({ userMessage, code, providerCode: "400" });
  });

  test("renews the token with itself", async () => {
    const { http, refresh } = set();
    http
      .expectCall({
        operation: "refresh",
        url: "https://graph.instagram.com/refresh_access_token",
        query: { grant_type: "ig_refresh_token", access_token: "IGAAlong" },
      })
      .reply(200, {
        access_token: "IGAAlong2",
        token_type: "bearer",
        expires_in: 60,
        permissions: "instagram_business_basic",
      });
    expect(await refresh.refresh({ flavor: "instagram-login", accessToken: "IGAAlong" })).toMatchObject({
      accessToken: "IGAAlong2",
      accessTokenExpiresAt: new Date("2026-03-02T10:01:00.000Z"),
      scopes: ["instagram_business_basic"],
    });
    expect(http.seen[0]?.deadlineMs).toBeLessThanOrEqual(20_000);
  });

  test.each([
    [463, "token_expired"],
    [460, "password_changed"],
    [458, "revoked_at_platform"],
  ])("a refresh refused with 190/%i ends the grant as %s", async (error_subcode, reason) => {
    const { http, refresh } = set();
    http
      .expectCall({ operation: "refresh" })
      .reply(400, { error: { code: 190, error_subcode, message: "…" } });
    await expect(refresh.refresh({ flavor: "instagram-login", accessToken: "t" })).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason },
    });
  });

  test("a refresh that cannot reach Instagram does not end the grant", async () => {
    const { http, refresh } = set();
    http.expectCall({ operation: "refresh" }).fail(refusedConnection("instagram", "refresh"));
    await expect(refresh.refresh({ flavor: "instagram-login", accessToken: "t" })).rejects.toMatchObject({
      code: "NETWORK_ERROR",
      retryable: true,
    });
  });
});

describe("Facebook login", () => {
  const exchange = (oauth: ReturnType<typeof set>["oauth"]) =>
    oauth.exchange({ flavor: "facebook-login", code: "FBcode", redirectUri });

  function expectTokens(
    http: ReturnType<typeof strictHttp>,
    lifetime: { expires_in?: number } = { expires_in: 5_180_000 },
  ) {
    http
      .expectCall({
        operation: "exchange",
        url: "https://graph.facebook.com/v23.0/oauth/access_token",
        query: { client_id: "fb-app", client_secret: "fb-secret", redirect_uri: redirectUri, code: "FBcode" },
        idempotent: false,
      })
      .reply(200, { access_token: "EAAGshort", token_type: "bearer", expires_in: 5000 });
    http
      .expectCall({
        operation: "long_lived",
        query: {
          grant_type: "fb_exchange_token",
          client_id: "fb-app",
          client_secret: "fb-secret",
          fb_exchange_token: "EAAGshort",
        },
      })
      .reply(200, { access_token: "EAAGlong", token_type: "bearer", ...lifetime });
    http.expectCall({ operation: "permissions" }).reply(200, {
      data: [
        { permission: "instagram_basic", status: "granted" },
        { permission: "instagram_content_publish", status: "declined" },
      ],
    });
    http.expectCall({ operation: "me" }).reply(200, { id: "10" });
  }
  const page = (id: string, account?: object) => ({
    id,
    name: `Page ${id}`,
    instagram_business_account: account,
  });

  test("finds the Instagram account of every page, over all pages of the list", async () => {
    const { http, oauth } = set();
    expectTokens(http);
    http.expectCall({ operation: "me_accounts" }).reply(200, {
      data: [page("1", { id: "17841400000000001", username: "one" }), page("2")],
      paging: { cursors: { after: "c2" }, next: "https://graph.facebook.com/next?access_token=EAAGlong" },
    });
    http
      .expectCall({ operation: "me_accounts" })
      .reply(200, { data: [page("3", { id: "17841400000000003" })] });
    http
      .expectCall({ operation: "me", url: "https://graph.facebook.com/v23.0/17841400000000003" })
      .reply(200, { id: "17841400000000003", username: "three" });
    const { tokens, accounts } = await exchange(oauth);
    expect(accounts.map(({ handle, externalId }) => [handle, externalId])).toEqual([
      ["one", "17841400000000001"],
      ["three", "17841400000000003"],
    ]);
    expect(accounts[0]?.meta).toEqual({ pageId: "1", pageName: "Page 1", grantId: "10" });
    expect(tokens.scopes).toEqual(["instagram_basic"]);
    expect(new URL(String(http.seen[5]?.url)).searchParams.get("after")).toBe("c2");
    http.assertDone();
  });

  test("a token whose lifetime is not told has no expiry", async () => {
    const { http, oauth } = set();
    expectTokens(http, {});
    http
      .expectCall({ operation: "me_accounts" })
      .reply(200, { data: [page("1", { id: "5", username: "one" })] });
    expect((await exchange(oauth)).tokens.accessTokenExpiresAt).toBeUndefined();
  });

  test("pages without a professional account are refused with the way to mend it", async () => {
    const { http, oauth } = set();
    expectTokens(http);
    http.expectCall({ operation: "me_accounts" }).reply(200, { data: [page("2")] });
    await expect(exchange(oauth)).rejects.toMatchObject({ userMessage: "OAUTH_NO_BUSINESS_ACCOUNT" });
  });

  test("revokes at Facebook; Instagram login has no way to", async () => {
    const { http, oauth } = set();
    const session = { externalId: "1", accessToken: "EAAGlong", scopes: [], meta: {} };
    http
      .expectCall({
        operation: "revoke",
        method: "DELETE",
        url: "https://graph.facebook.com/v23.0/me/permissions",
      })
      .reply(200, { success: true });
    expect(await oauth.revoke({ ...session, flavor: "facebook-login" })).toBe(true);
    expect(await oauth.revoke({ ...session, flavor: "instagram-login" })).toBe(false);
    http.assertDone();
  });
});

test("no token, code or secret reaches the log, whatever is refused", async () => {
  const { http, log, oauth, refresh } = set();
  http.expectCall({ operation: "exchange" }).reply(400, { code: 400, error_message: "canary-code" });
  http.expectCall({ operation: "refresh" }).reply(400, { error: { code: 190, message: "canary-token" } });
  await oauth
    .exchange({ flavor: "instagram-login", code: "canary-code", redirectUri })
    .catch(() => undefined);
  await refresh.refresh({ flavor: "instagram-login", accessToken: "canary-token" }).catch((error) => {
    expect(JSON.stringify([error.message, error.params, error.providerCode])).not.toMatch(/canary|ig-secret/);
  });
  expect(log.lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(log.lines)).not.toMatch(/canary|ig-secret/);
});
