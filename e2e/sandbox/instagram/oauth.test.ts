import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  codeOf,
  connectFacebook,
  connectInstagram,
  exchangeInstagram,
  FACEBOOK,
  facebookAuthorizeUrl,
  graph,
  INSTAGRAM,
  instagramAuthorizeUrl,
  longToken,
  MAYA,
  redirectUri,
  shortToken,
} from "../testing/instagram.ts";
import { request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const refresh = (token: string) =>
  request(
    `${sandbox.url}/graph.instagram.com/refresh_access_token?${new URLSearchParams({
      grant_type: "ig_refresh_token",
      access_token: token,
    })}`,
  );

async function code(account = MAYA): Promise<string> {
  return codeOf(await sandbox.control.consent({ authorizeUrl: instagramAuthorizeUrl(sandbox), account }));
}

describe("Instagram Login", () => {
  it("returns to the exact redirect address with code, state and Instagram’s #_", async () => {
    const redirectTo = await sandbox.control.consent({ authorizeUrl: instagramAuthorizeUrl(sandbox) });
    expect(redirectTo.startsWith(`${redirectUri(sandbox)}?code=AQ`)).toBe(true);
    expect(redirectTo.endsWith("&state=S#_")).toBe(true);
  });

  it("tells the app of a denial in Meta’s words", async () => {
    const url = new URL(
      await sandbox.control.consent({ authorizeUrl: instagramAuthorizeUrl(sandbox), decision: "deny" }),
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      error: "access_denied",
      error_reason: "user_denied",
      error_description: "The user denied your request",
      state: "S",
    });
  });

  it.each([
    ["a foreign redirect address", { redirect_uri: "https://elsewhere.example/cb" }, "URL blocked"],
    ["an unknown app", { client_id: "somebody-else" }, "Invalid app id"],
    ["a scope that does not exist", { scope: "instagram_business_basic,business_basic" }, "Invalid scopes"],
    ["scopes without the basic one", { scope: "instagram_business_content_publish" }, "Invalid scopes"],
  ])("shows an error page instead of redirecting for %s", async (_what, changes, title) => {
    const answer = await request(instagramAuthorizeUrl(sandbox, changes), { redirect: "manual" });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("location")).toBeNull();
    expect(answer.text).toContain(title);
  });

  it("accepts only the listed addresses once some are listed", async () => {
    await sandbox.control.settings({ network: "instagram", redirectUris: [redirectUri(sandbox)] });
    const near = instagramAuthorizeUrl(sandbox, { redirect_uri: `${redirectUri(sandbox)}/` });
    expect((await request(near)).status).toBe(400);
    expect((await request(instagramAuthorizeUrl(sandbox))).status).toBe(200);
  });

  it("trades a code once for a one-hour token, with the user id as a bare number beyond 2^53", async () => {
    const answer = await exchangeInstagram(sandbox, await code());
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"user_id":24918837402916453');
    expect(answer.at("user_id")).not.toBe("24918837402916453");
    expect(answer.at("permissions")).toContain("instagram_business_content_publish");
    expect(answer.string("access_token")).toMatch(/^IGAAsandbox/);
    await sandbox.control.clock({ advanceMs: HOUR });
    const expired = await graph(sandbox, answer.string("access_token"), "/me");
    expect(expired.at("error")).toMatchObject({ code: 190, error_subcode: 463, type: "OAuthException" });
  });

  it("can answer the exchange in the documented shape too", async () => {
    await sandbox.control.settings({ network: "instagram", exchangeShape: "documented" });
    const answer = await exchangeInstagram(sandbox, await code());
    expect(answer.at("data.0.user_id")).toBe("24918837402916453");
    expect(answer.at("data.0.permissions")).toContain("instagram_business_basic,");
  });

  it.each([
    [
      "a used code",
      async (given: string) => {
        await exchangeInstagram(sandbox, given);
        return given;
      },
      {},
      "has been used",
    ],
    ["an unknown code", async () => "AQnonsense", {}, "Invalid authorization code"],
    [
      "a code with the fragment still on it",
      async (given: string) => `${given}#_`,
      {},
      "Invalid authorization code",
    ],
    [
      "another redirect address",
      async (given: string) => given,
      { redirect_uri: "http://127.0.0.1:1/x" },
      "identical",
    ],
    ["another app", async (given: string) => given, { client_id: "x" }, "Invalid platform app"],
    [
      "a wrong secret",
      async (given: string) => given,
      { client_secret: "x" },
      "Error validating client secret",
    ],
  ])("refuses %s in api.instagram.com’s own error shape", async (_what, prepare, changes, message) => {
    const answer = await exchangeInstagram(sandbox, await prepare(await code()), changes);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error_type: "OAuthException", code: 400 });
    expect(answer.string("error_message")).toContain(message);
  });

  it("lets a code die after an hour", async () => {
    const old = await code();
    await sandbox.control.clock({ advanceMs: HOUR });
    expect((await exchangeInstagram(sandbox, old)).string("error_message")).toContain("expired");
  });

  it("makes a short token long for sixty days", async () => {
    const long = await longToken(sandbox, await shortToken(sandbox));
    expect(long.body).toMatchObject({ token_type: "bearer" });
    expect(Number(long.at("expires_in"))).toBeGreaterThan(60 * 86_400 - 60);
    await sandbox.control.clock({ advanceMs: 59 * DAY });
    expect((await graph(sandbox, long.string("access_token"), "/me")).status).toBe(200);
    await sandbox.control.clock({ advanceMs: DAY });
    expect((await graph(sandbox, long.string("access_token"), "/me")).at("error.error_subcode")).toBe(463);
  });

  it("refreshes a token only between its first day and its end, and leaves the old one alive", async () => {
    const { token } = await connectInstagram(sandbox);
    expect((await refresh(token)).at("error.code")).toBe(10);
    await sandbox.control.clock({ advanceMs: DAY });
    const fresh = await refresh(token);
    expect(fresh.status).toBe(200);
    expect(fresh.string("permissions")).toContain("instagram_business_basic");
    expect(fresh.string("access_token")).not.toBe(token);
    expect((await graph(sandbox, token, "/me")).status).toBe(200);
    await sandbox.control.clock({ advanceMs: 59 * DAY });
    expect((await refresh(token)).at("error")).toMatchObject({ code: 190, error_subcode: 463 });
  });

  it("does not let a personal account in", async () => {
    const form = new FormData();
    form.set("authorize_url", instagramAuthorizeUrl(sandbox));
    form.set("account", "17841498100447263");
    form.set("decision", "allow");
    const page = await request(`${sandbox.url}/www.instagram.com/oauth/authorize`, {
      method: "POST",
      body: form,
    });
    expect(page.text).toContain("You need a professional account");
    expect(page.text).toContain("error=access_denied");
  });

  it("grants what was ticked, the basic scope always", async () => {
    const redirectTo = await sandbox.control.consent({
      authorizeUrl: instagramAuthorizeUrl(sandbox),
      account: MAYA,
      scopes: [],
    });
    const answer = await exchangeInstagram(sandbox, codeOf(redirectTo));
    expect(answer.at("permissions")).toEqual(["instagram_business_basic"]);
    const refused = await graph(sandbox, answer.string("access_token"), `/${MAYA}/media`, {
      method: "POST",
      params: { image_url: sandbox.app.media("portrait-1080x1350.jpg") },
    });
    expect(refused.at("error.code")).toBe(10);
  });
});

describe("Facebook Login", () => {
  const exchange = (changes: Record<string, string>) =>
    request(
      `${sandbox.url}/graph.facebook.com/v23.0/oauth/access_token?${new URLSearchParams({
        client_id: FACEBOOK.clientId,
        client_secret: FACEBOOK.clientSecret,
        redirect_uri: redirectUri(sandbox),
        ...changes,
      })}`,
    );
  const facebookCode = async () =>
    codeOf(await sandbox.control.consent({ authorizeUrl: facebookAuthorizeUrl(sandbox), account: MAYA }));

  it("ends its redirect with #_=_", async () => {
    const redirectTo = await sandbox.control.consent({ authorizeUrl: facebookAuthorizeUrl(sandbox) });
    expect(redirectTo.endsWith("#_=_")).toBe(true);
  });

  it("trades a code once, and refuses the second time with 100/36009", async () => {
    const given = await facebookCode();
    const first = await exchange({ code: given });
    expect(first.string("access_token")).toMatch(/^EAAGsandbox/);
    expect(Number(first.at("expires_in"))).toBeLessThan(2 * 3_600);
    expect((await exchange({ code: given })).at("error")).toMatchObject({ code: 100, error_subcode: 36009 });
  });

  it("takes the exchange as a form as well", async () => {
    const answer = await request(`${sandbox.url}/graph.facebook.com/v23.0/oauth/access_token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: FACEBOOK.clientId,
        client_secret: FACEBOOK.clientSecret,
        redirect_uri: redirectUri(sandbox),
        code: await facebookCode(),
      }),
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    [{ redirect_uri: "http://127.0.0.1:1/" }, { code: 100, error_subcode: 36008 }],
    [{ client_secret: "x" }, { code: 1 }],
    [{ client_id: "x" }, { code: 101 }],
  ])("refuses %j in Graph’s envelope", async (changes, error) => {
    const answer = await exchange({ code: await facebookCode(), ...changes });
    expect(answer.status).toBe(400);
    expect(answer.at("error")).toMatchObject({ type: "OAuthException", ...error });
    expect(answer.string("error.fbtrace_id")).not.toBe("");
  });

  it("makes any live user token long with fb_exchange_token", async () => {
    const { token } = await connectFacebook(sandbox);
    const long = await exchange({ grant_type: "fb_exchange_token", fb_exchange_token: token });
    expect(Number(long.at("expires_in"))).toBeGreaterThan(59 * 86_400);
    await sandbox.control.clock({ advanceMs: 3 * HOUR });
    const late = await exchange({ grant_type: "fb_exchange_token", fb_exchange_token: token });
    expect(late.at("error")).toMatchObject({ code: 190, error_subcode: 463 });
  });

  it("lists the Pages of the person with tokens that do not expire", async () => {
    const { token } = await connectFacebook(sandbox, { account: "10228804713906247" });
    const fields = "id,name,access_token,instagram_business_account{id,username}";
    const host = "graph.facebook.com";
    const first = await graph(sandbox, token, "/me/accounts", { host, params: { fields, limit: "1" } });
    expect(first.at("data.0.instagram_business_account.username")).toBe("atelier.nord");
    const next = await request(first.string("paging.next"));
    expect(next.at("data.0.instagram_business_account.username")).toBe("kaya.runs");
    expect(next.at("paging.next")).toBeUndefined();
    await sandbox.control.clock({ advanceMs: 100 * DAY });
    const me = await graph(sandbox, next.string("data.0.access_token"), "/me", { host });
    expect(me.at("name")).toBe("Kaya Runs");
  });

  it("shows a Page without a professional account as one without the field", async () => {
    const { token } = await connectFacebook(sandbox, { account: "theo.at.home" });
    const answer = await graph(sandbox, token, "/me/accounts", {
      host: "graph.facebook.com",
      params: { fields: "id,name,instagram_business_account" },
    });
    expect(answer.at("data")).toEqual([{ id: "112006483917730", name: "Théo’s Garage" }]);
  });

  it("reads granted and declined scopes back, and hides Pages without their scope", async () => {
    const authorizeUrl = facebookAuthorizeUrl(sandbox);
    const redirectTo = await sandbox.control.consent({
      authorizeUrl,
      account: MAYA,
      scopes: ["instagram_basic"],
    });
    const token = (await exchange({ code: codeOf(redirectTo) })).string("access_token");
    const host = "graph.facebook.com";
    const permissions = await graph(sandbox, token, "/me/permissions", { host });
    expect(permissions.at("data")).toContainEqual({ permission: "instagram_basic", status: "granted" });
    expect(permissions.at("data")).toContainEqual({
      permission: "instagram_content_publish",
      status: "declined",
    });
    expect((await graph(sandbox, token, "/me/accounts", { host })).at("data")).toEqual([]);
  });

  it("kills every token of the person when the app revokes itself", async () => {
    const { token } = await connectFacebook(sandbox);
    const host = "graph.facebook.com";
    const revoked = await graph(sandbox, token, "/me/permissions", { host, method: "DELETE" });
    expect(revoked.body).toEqual({ success: true });
    const after = await graph(sandbox, token, "/me", { host });
    expect(after.at("error")).toMatchObject({ code: 190, error_subcode: 458 });
  });

  it("answers debug_token to the app’s own credentials alone", async () => {
    const { token } = await connectFacebook(sandbox);
    const url = (appToken: string) =>
      `${sandbox.url}/graph.facebook.com/debug_token?${new URLSearchParams({ input_token: token, access_token: appToken })}`;
    const answer = await request(url(`${FACEBOOK.clientId}|${FACEBOOK.clientSecret}`));
    expect(answer.at("data")).toMatchObject({ is_valid: true, type: "USER", app_id: FACEBOOK.clientId });
    expect((await request(url("x|y"))).at("error.code")).toBe(190);
  });
});

describe("tokens", () => {
  it("work in the header, the query and a JSON body, and not on the other login’s host", async () => {
    const { token } = await connectInstagram(sandbox);
    const me = `${sandbox.url}/graph.instagram.com/v23.0/me`;
    expect((await request(me, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await request(`${me}?access_token=${token}`)).status).toBe(200);
    const foreign = await graph(sandbox, token, "/me", { host: "graph.facebook.com" });
    expect(foreign.at("error.code")).toBe(190);
    expect((await request(me)).at("error.code")).toBe(104);
  });

  it("survive a restart of the sandbox", async () => {
    const { token } = await connectInstagram(sandbox);
    await sandbox.restart();
    expect((await graph(sandbox, token, "/me")).at("username")).toBe("maya.delorme");
  });

  it("die when the person removes the app, or run out, on command", async () => {
    const { token } = await connectInstagram(sandbox);
    await sandbox.control.account("instagram", "maya.delorme", { expireTokens: true });
    expect((await graph(sandbox, token, "/me")).at("error.error_subcode")).toBe(463);
    await sandbox.control.account("instagram", MAYA, { revoke: true });
    expect((await graph(sandbox, token, "/me")).at("error.error_subcode")).toBe(458);
  });

  it("are cut short in the journal", async () => {
    const { token } = await connectInstagram(sandbox);
    await graph(sandbox, token, "/me");
    const journal = JSON.stringify(await sandbox.control.journal());
    expect(journal).not.toContain(token.slice(0, 16));
    expect(journal).not.toContain(INSTAGRAM.clientSecret);
  });
});
