import { describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { refusedConnection, type StrictHttp, strictHttp } from "#e2e/support/strict-http.ts";
import { threadsOAuth } from "./oauth.ts";
import { threadsRefresh } from "./tokens.ts";

const graph = "https://graph.threads.net";
const urls = { graphThreads: graph, wwwThreads: "https://threads.net" };
const clients = { "threads-login": { clientId: "th-app", clientSecret: "th-secret" } };
const redirectUri = "https://app.test/auth/threads/callback";
const flavor = "threads-login";
const granted = ["threads_basic", "threads_content_publish"];

function set() {
  const http = strictHttp();
  const log = silentLog();
  const deps = { http, clock: testClock(), log, clients, urls };
  return { http, log, oauth: threadsOAuth(deps), refresh: threadsRefresh(deps) };
}
type Set = ReturnType<typeof set>;
const exchange = ({ oauth }: Set, code = "AQBx") => oauth.exchange({ flavor, code, redirectUri });

function expectTokens(http: StrictHttp, short: unknown = { access_token: "THAAshort", user_id: "1" }) {
  http
    .expectCall({
      operation: "exchange",
      method: "POST",
      url: `${graph}/oauth/access_token`,
      form: {
        client_id: "th-app",
        client_secret: "th-secret",
        grant_type: "authorization_code",
        redirect_uri: redirectUri,
        code: "AQBx",
      },
      idempotent: false,
    })
    .reply(200, short);
  http
    .expectCall({
      operation: "long_lived",
      url: `${graph}/access_token`,
      query: { grant_type: "th_exchange_token", client_secret: "th-secret", access_token: "THAAshort" },
    })
    .reply(200, { access_token: "THAAlong", token_type: "bearer", expires_in: 5_184_000 });
}
const debug = (http: StrictHttp) =>
  http.expectCall({
    operation: "debug_token",
    url: `${graph}/v1.0/debug_token`,
    query: { input_token: "THAAlong", access_token: "THAAlong" },
  });
const me = (http: StrictHttp, more: object = {}) =>
  http
    .expectCall({ operation: "me", url: `${graph}/v1.0/me` })
    .reply(200, { id: "25610438274916453", username: "demo", name: "Demo", ...more });
const refused = (code: number) => ({ error: { code, message: "…", type: "OAuthException" } });

describe("login with Threads", () => {
  test("asks for what it needs, joined by commas, without a secret", () => {
    const address = new URL(set().oauth.authorizeUrl({ flavor, state: "S", redirectUri }));
    expect(address.origin + address.pathname).toBe("https://threads.net/oauth/authorize");
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: "th-app",
      redirect_uri: redirectUri,
      response_type: "code",
      scope:
        "threads_basic,threads_content_publish,threads_manage_replies,threads_read_replies,threads_delete",
      state: "S",
    });
  });

  test("trades the code for a token of sixty days, with the permissions that were really granted", async () => {
    const all = set();
    expectTokens(all.http);
    debug(all.http).reply(200, { data: { is_valid: true, scopes: granted } });
    me(all.http, { threads_profile_picture_url: "https://cdn.test/demo.jpg" });
    expect(await exchange(all, "AQBx#_")).toEqual({
      tokens: {
        accessToken: "THAAlong",
        scopes: granted,
        issuedAt: new Date("2026-03-02T10:00:00.000Z"),
        accessTokenExpiresAt: new Date("2026-05-01T10:00:00.000Z"),
      },
      accounts: [
        {
          externalId: "25610438274916453",
          handle: "demo",
          displayName: "Demo",
          avatarUrl: "https://cdn.test/demo.jpg",
          meta: {},
        },
      ],
    });
    all.http.assertDone();
  });

  test("keeps every digit of ids that arrive as bare numbers", async () => {
    const all = set();
    expectTokens(all.http, `{"access_token":"THAAshort","user_id":25610438274916453}`);
    debug(all.http).reply(200, { data: { scopes: granted } });
    all.http.expectCall({ operation: "me" }).reply(200, `{"id":25610438274916453,"username":"demo"}`);
    const { accounts } = await exchange(all);
    expect(accounts[0]).toMatchObject({ externalId: "25610438274916453", displayName: "demo" });
  });

  test("where debug_token is refused, the calls that need a permission tell whether it is there", async () => {
    const all = set();
    expectTokens(all.http);
    debug(all.http).reply(400, refused(10));
    me(all.http);
    const probe = (path: string, query: Record<string, string>) =>
      all.http.expectCall({
        operation: "probe_scope",
        url: `${graph}/v1.0/me/${path}`,
        query: { ...query, access_token: "THAAlong" },
      });
    probe("threads_publishing_limit", { fields: "quota_usage" }).reply(200, { data: [{ quota_usage: 0 }] });
    probe("threads_publishing_limit", { fields: "reply_quota_usage" }).reply(400, refused(10));
    probe("replies", { fields: "id", limit: "1" }).reply(200, { data: [] });
    probe("threads_publishing_limit", { fields: "delete_quota_usage" }).reply(400, refused(200));
    expect((await exchange(all)).tokens.scopes).toEqual([...granted, "threads_read_replies"]);
    all.http.assertDone();
  });

  test("a login during trouble at Threads fails, rather than with permissions nobody gave", async () => {
    const all = set();
    expectTokens(all.http);
    debug(all.http).reply(500);
    me(all.http);
    await expect(exchange(all)).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
  });

  test.each([
    ["a spent code, in the token endpoint's shape", "This authorization code has been used", false],
    ["a wrong secret", "Error validating client secret", true],
    ["another redirect address", "Please make sure your redirect_uri is identical", true],
  ])("%s", async (_, error_message, ours) => {
    const all = set();
    all.http
      .expectCall({ operation: "exchange" })
      .reply(400, { error_type: "OAuthException", code: 400, error_message });
    await expect(exchange(all)).rejects.toMatchObject({
      code: ours ? "CONFIG_INVALID" : "BAD_REQUEST",
      userMessage: ours ? "OAUTH_MISCONFIGURED" : "OAUTH_CODE_EXPIRED",
      providerCode: "400",
    });
  });

  test("a spent code, in Graph's envelope", async () => {
    const all = set();
    all.http.expectCall({ operation: "exchange" }).reply(400, {
      error: { code: 100, error_subcode: 36009, message: "This authorization code has been used." },
    });
    await expect(exchange(all)).rejects.toMatchObject({
      userMessage: "OAUTH_CODE_EXPIRED",
      providerCode: "100/36009",
    });
  });

  test("offers no way to revoke, and says so", async () => {
    const session = { flavor, externalId: "1", accessToken: "t", scopes: [], meta: {} };
    expect(await set().oauth.revoke(session)).toBe(false);
  });
});

describe("renewal", () => {
  const renew = ({ refresh }: Set) => refresh.refresh({ flavor, accessToken: "THAAlong" });
  const call = (http: StrictHttp) =>
    http.expectCall({
      operation: "refresh",
      url: `${graph}/refresh_access_token`,
      query: { grant_type: "th_refresh_token", access_token: "THAAlong" },
    });

  test("the access token renews itself; its permissions stay what they were", async () => {
    const all = set();
    call(all.http).reply(200, { access_token: "THAAnext", token_type: "bearer", expires_in: 5_184_000 });
    expect(await renew(all)).toEqual({
      accessToken: "THAAnext",
      scopes: [],
      issuedAt: new Date("2026-03-02T10:00:00.000Z"),
      accessTokenExpiresAt: new Date("2026-05-01T10:00:00.000Z"),
    });
  });

  test.each([
    ["expired", 463, "token_expired"],
    ["withdrawn", 458, "revoked_at_platform"],
  ])("a grant that is %s is gone", async (_, error_subcode, reason) => {
    const all = set();
    call(all.http).reply(400, { error: { code: 190, error_subcode, message: "…" } });
    await expect(renew(all)).rejects.toMatchObject({ code: "NEEDS_RECONNECT", params: { reason } });
  });

  test("trouble on the way is no end of the grant", async () => {
    const all = set();
    call(all.http).fail(refusedConnection("threads", "refresh"));
    await expect(renew(all)).rejects.toMatchObject({ code: "NETWORK_ERROR", retryable: true });
  });

  test("waits for a day-old token, and renews a week before the end", () => {
    expect(set().refresh.rule(flavor)).toEqual({
      minAgeMs: 86_400_000,
      marginMs: 7 * 86_400_000,
      rotates: false,
    });
  });
});
