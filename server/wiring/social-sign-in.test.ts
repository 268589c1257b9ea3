import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SANDBOX_CLIENTS } from "#e2e/sandbox/secrets.ts";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { Browser, LAPTOP, PASSWORD, type People, peopleOn, signedUp } from "./people.fixture.ts";

type Provider = "google" | "github";
const MAYA = "maya.delorme@gmail.example";
const NOAH = "noah@studio-nord.example";
let sandbox: TestSandbox;
let people: People;

beforeAll(async () => {
  sandbox = await testSandbox();
  const host = (name: string) => `${sandbox.url}/${name}`;
  const appUrl = sandbox.app.url;
  const of = (id: Provider, flavor: string, urls: Record<string, string>) => ({
    mode: "sandbox" as const,
    clientId: SANDBOX_CLIENTS[id]?.[flavor]?.clientId ?? "",
    clientSecret: SANDBOX_CLIENTS[id]?.[flavor]?.clientSecret ?? "",
    urls,
    redirectUri: `${appUrl}/api/auth/callback/${id}`,
  });
  people = await peopleOn({
    ...LAPTOP,
    appUrl,
    signIn: {
      google: of("google", "web", {
        accounts: host("accounts.google.com"),
        token: host("oauth2.googleapis.com"),
        certs: host("www.googleapis.com"),
      }),
      github: of("github", "oauth-app", { www: host("github.com"), api: host("api.github.com") }),
    },
  });
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await people.close();
  await sandbox.close();
});
beforeEach(async () => {
  await sandbox.control.settings({ network: "google", idTokens: "valid", keyGeneration: 0 });
  await sandbox.control.clearFaults();
  await people.pool.query("truncate users, auth_accounts, sessions, verifications, workspaces cascade");
});

const START = { callbackURL: "/calendar", errorCallbackURL: "/sign-in?returnTo=%2Fcalendar" };

/** As the page does it: start, consent, back. Resolves to where the browser ends up. */
async function through(
  browser: Browser,
  provider: Provider,
  options: { account?: string; decision?: "deny"; path?: string; more?: object } = {},
): Promise<URL> {
  const { path = "/sign-in/social", more = {}, ...consent } = options;
  const started = await browser.post(path, { provider, ...START, ...more });
  expect([started.status, started.body]).toEqual([200, expect.objectContaining({ redirect: false })]);
  const back = await sandbox.control.consent({ authorizeUrl: String(started.body.url), ...consent });
  return land(browser, back);
}

async function land(browser: Browser, address: string): Promise<URL> {
  const { pathname, search } = new URL(address);
  const answer = await browser.send(browser.request(pathname + search));
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get("location") ?? "", browser.origin);
}
const errorOf = (url: URL) => [url.pathname, url.searchParams.get("error")];
const link = { path: "/link-social" };

describe.each([
  ["google", MAYA, "Maya Delorme"],
  ["github", "mayadelorme", "Maya Delorme"],
] as const)("sign-in with %s", (provider, account, name) => {
  test("makes a person with a confirmed address and a workspace, and finds them again by their stable id", async () => {
    const browser = new Browser(people);
    const more = { additionalData: { locale: "fr", timeZone: "Europe/Paris" } };
    expect((await through(browser, provider, { account, more })).pathname).toBe("/calendar");
    const session = await browser.session();
    expect(session?.user).toMatchObject({ name, emailVerified: true, locale: "fr" });
    expect(session?.workspace.timeZone).toBe("Europe/Paris");
    await people.db.user.updateMany({ data: { email: "renamed@example.com" } });
    const again = new Browser(people);
    await through(again, provider, { account });
    expect((await again.session())?.user.id).toBe(session?.user.id);
    expect(await people.db.user.count()).toBe(1);
  });

  test("keeps none of the provider's tokens", async () => {
    for (const time of ["first", "second"]) {
      await through(new Browser(people), provider, { account });
      const accounts = await people.db.account.findMany();
      const nothing = { accessToken: null, refreshToken: null, idToken: null, password: null };
      expect([time, accounts]).toMatchObject([time, [nothing]]);
    }
    expect(JSON.stringify(people.log.lines)).not.toMatch(/sandbox-g|ya29|gho_|eyJ/);
  });

  test("says no when the person did, on the page they came from", async () => {
    const landed = await through(new Browser(people), provider, { account, decision: "deny" });
    expect(errorOf(landed)).toEqual(["/sign-in", "access_denied"]);
    expect(landed.searchParams.get("returnTo")).toBe("/calendar");
    expect(await people.db.user.count()).toBe(0);
  });

  test("never takes over an account that has the address already", async () => {
    const email = provider === "google" ? MAYA : "maya@delorme.example";
    const owner = new Browser(people);
    await owner.post("/sign-up/email", { name: "Owner", email, password: PASSWORD });
    for (const emailVerified of [false, true]) {
      await people.db.user.updateMany({ data: { emailVerified } });
      const browser = new Browser(people);
      expect(errorOf(await through(browser, provider, { account }))).toEqual([
        "/sign-in",
        "account_not_linked",
      ]);
      expect(await browser.session()).toBeNull();
    }
    expect((await people.db.account.findMany()).map(({ providerId }) => providerId)).toEqual(["credential"]);
  });

  test("is linked from within, whatever its address, and then opens that account", async () => {
    const { browser, session } = await signedUp(people, "Ana");
    expect((await through(browser, provider, { account, ...link })).pathname).toBe("/calendar");
    const other = new Browser(people);
    await through(other, provider, { account });
    expect((await other.session())?.user.id).toBe(session.user.id);
    const { browser: stranger } = await signedUp(people, "Bea");
    expect(errorOf(await through(stranger, provider, { account, ...link }))).toEqual([
      "/sign-in",
      "account_already_linked_to_different_user",
    ]);
  });

  test("a callback works once, in the browser that started it, and with its own state", async () => {
    const browser = new Browser(people);
    const started = await browser.post("/sign-in/social", { provider, ...START });
    const back = await sandbox.control.consent({ authorizeUrl: String(started.body.url), account });
    expect(errorOf(await land(new Browser(people), back))).toEqual(["/sign-in", "state_mismatch"]);
    const forged = new URL(back);
    forged.searchParams.set("state", "invented");
    expect(errorOf(await land(browser, forged.href))).toEqual(["/sign-in", "state_mismatch"]);
    await land(browser, back);
    expect(await browser.session()).not.toBeNull();
    expect(errorOf(await land(browser, back))).toEqual(["/sign-in", "state_mismatch"]);
  });

  test("takes nothing from a page but which provider and where to go on", async () => {
    const browser = new Browser(people);
    for (const foreign of [{ callbackURL: "https://evil.example" }, { errorCallbackURL: "//evil.example/x" }])
      expect((await browser.post("/sign-in/social", { provider, ...START, ...foreign })).status).toBe(403);
    for (const more of [
      { scopes: ["https://www.googleapis.com/auth/gmail.readonly", "repo"] },
      { additionalParams: { access_type: "offline", login_hint: "x" } },
      { idToken: { token: "a.b.c" } },
      { additionalData: { link: { userId: "somebody" } } },
    ])
      expect((await browser.post("/sign-in/social", { provider, ...START, ...more })).status).toBe(400);
    const started = await browser.post("/sign-in/social", { provider, ...START });
    const query = new URL(String(started.body.url)).searchParams;
    expect(query.get("scope")).toBe(provider === "google" ? "openid email profile" : "read:user user:email");
    expect([query.get("access_type"), query.get("login_hint")]).toEqual([null, null]);
    expect(query.get("code_challenge_method")).toBe("S256");
    expect((await browser.post("/sign-in/social", { provider: "apple", ...START })).status).toBe(400);
  });

  test("a provider in trouble is said to be, and lets nobody in", async () => {
    const operations = provider === "google" ? ["exchange", "certs"] : ["exchange", "user", "user_emails"];
    for (const operation of operations) {
      await sandbox.control.settings({ network: "google", keyGeneration: 40 });
      await sandbox.control.fault({
        network: provider,
        operation,
        times: 10,
        fault: { kind: "status", status: 503 },
      });
      const browser = new Browser(people);
      const [page, error] = errorOf(await through(browser, provider, { account }));
      expect(page).toBe("/sign-in");
      expect(["invalid_code", "provider_trouble", "id_token_refused"]).toContain(error);
      expect(await browser.session()).toBeNull();
      await sandbox.control.clearFaults();
    }
  });
});

describe("an address nobody confirmed", () => {
  test.each([
    ["google", "ines@unconfirmed.example", "email_not_verified"],
    ["github", "inesmartel", "email_not_verified"],
    ["github", "silent-sam", "email_not_found"],
  ] as const)("does not sign %s's %s in, and cannot be linked", async (provider, account, error) => {
    const browser = new Browser(people);
    expect(errorOf(await through(browser, provider, { account }))).toEqual(["/sign-in", error]);
    expect(await browser.session()).toBeNull();
    const { browser: inside } = await signedUp(people, "Ana");
    expect(errorOf(await through(inside, provider, { account, ...link }))).toEqual(["/sign-in", error]);
    expect(await people.db.account.count({ where: { providerId: provider } })).toBe(0);
  });

  test("a private address of GitHub is asked for: the primary one counts, not the first", async () => {
    const browser = new Browser(people);
    await through(browser, "github", { account: "noahberg" });
    expect((await browser.session())?.user).toMatchObject({ email: "noah@berg.example", name: "noahberg" });
  });
});

describe("an id token of Google's", () => {
  test.each([
    "wrong-issuer",
    "wrong-audience",
    "foreign-party",
    "wrong-nonce",
    "no-nonce",
    "expired",
    "from-the-future",
    "unknown-kid",
    "wrong-signature",
    "wrong-access-token",
    "unsigned",
    "hmac-with-public-key",
  ] as const)("that is forged as %s signs nobody in", async (idTokens) => {
    await sandbox.control.settings({ network: "google", idTokens });
    const browser = new Browser(people);
    expect(errorOf(await through(browser, "google", { account: MAYA }))).toEqual([
      "/sign-in",
      "id_token_refused",
    ]);
    expect(await browser.session()).toBeNull();
    expect(await people.db.user.count()).toBe(0);
  });

  test("is one of another sign-in when its code is: the nonce gives it away", async () => {
    const [victim, thief] = [new Browser(people), new Browser(people)];
    const theirs = await victim.post("/sign-in/social", { provider: "google", ...START });
    const stolen = new URL(
      await sandbox.control.consent({ authorizeUrl: String(theirs.body.url), account: NOAH }),
    );
    const own = await thief.post("/sign-in/social", { provider: "google", ...START });
    const back = new URL(
      await sandbox.control.consent({ authorizeUrl: String(own.body.url), account: MAYA }),
    );
    back.searchParams.set("code", stolen.searchParams.get("code") ?? "");
    expect(errorOf(await land(thief, back.href))).toEqual(["/sign-in", "invalid_code"]);
    expect(await thief.session()).toBeNull();
  });
});

describe("unlinking", () => {
  const waysOf = (userId: string, browser: Browser) => people.sessions.security(userId, browser.request("/"));

  test("leaves at least one way in, however many are taken away at once", async () => {
    const browser = new Browser(people);
    await through(browser, "google", { account: MAYA });
    const userId = (await browser.session())?.user.id ?? "";
    const [only] = (await waysOf(userId, browser)).providers;
    const onlyWay = { code: "CONFLICT", userMessage: "ONLY_WAY_IN" };
    await expect(people.sessions.unlinkProvider(userId, only?.id ?? "")).rejects.toMatchObject(onlyWay);

    await through(browser, "github", { account: "noahberg", ...link });
    const { providers, hasPassword } = await waysOf(userId, browser);
    expect([providers.map(({ provider }) => provider), hasPassword]).toEqual([["google", "github"], false]);
    const rows = await people.db.account.findMany({ where: { userId } });
    for (let round = 0; round < 12; round++) {
      await people.db.account.deleteMany({ where: { userId } });
      await people.db.account.createMany({ data: rows });
      const both = await Promise.allSettled(rows.map(({ id }) => people.sessions.unlinkProvider(userId, id)));
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect((await waysOf(userId, browser)).providers).toHaveLength(1);
    }
  });

  test("takes the way in away where a password is left, and no stranger's", async () => {
    const { browser, session } = await signedUp(people, "Ana");
    await through(browser, "google", { account: MAYA, ...link });
    const [linked] = (await waysOf(session.user.id, browser)).providers;
    const { session: stranger } = await signedUp(people, "Bea");
    await expect(people.sessions.unlinkProvider(stranger.user.id, linked?.id ?? "")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await people.sessions.unlinkProvider(session.user.id, linked?.id ?? "");
    const other = new Browser(people);
    await through(other, "google", { account: MAYA });
    expect((await other.session())?.user.id).not.toBe(session.user.id);
  });
});
