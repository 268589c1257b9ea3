import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ALL_SCOPES,
  api,
  authorizeUrl,
  connect,
  exchange,
  newCode,
  oauth,
  redirectUri,
} from "../testing/reddit.ts";
import { request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("consent", () => {
  test("shows who asks for what, and cannot be parted", async () => {
    const page = await request(authorizeUrl(sandbox, { scope: "identity,submit" }));
    expect(page.status).toBe(200);
    expect(page.text).toContain("Huntaze would like access");
    expect([...page.text.matchAll(/type="checkbox"/g)]).toHaveLength(2);
    expect([...page.text.matchAll(/checked disabled/g)]).toHaveLength(2);
  });

  test.each([
    ["client_id", "nobody"],
    ["redirect_uri", "https://evil.test/callback"],
  ])("a wrong %s ends in a page, never in a redirect", async (name, value) => {
    const page = await fetch(authorizeUrl(sandbox, { [name]: value }), { redirect: "manual" });
    expect(page.status).toBe(400);
    expect(page.headers.get("location")).toBeNull();
  });

  test.each([
    [{ scope: "everything" }, "invalid_scope"],
    [{ scope: "" }, "invalid_scope"],
    [{ response_type: "token" }, "unsupported_response_type"],
    [{ state: undefined }, "invalid_request"],
    [{ duration: "forever" }, "invalid_request"],
  ])("%j goes back to the app as %s", async (changes, error) => {
    const page = await fetch(authorizeUrl(sandbox, changes), { redirect: "manual" });
    expect(new URL(page.headers.get("location") ?? "").searchParams.get("error")).toBe(error);
  });

  test("allowed: a code and `#_`; denied: access_denied", async () => {
    const allowed = await sandbox.control.consent({ authorizeUrl: authorizeUrl(sandbox) });
    expect(allowed).toMatch(new RegExp(`^${redirectUri(sandbox)}\\?state=S&code=[\\w-]+#_$`));
    const denied = await sandbox.control.consent({ authorizeUrl: authorizeUrl(sandbox), decision: "deny" });
    expect(new URL(denied).searchParams.get("error")).toBe("access_denied");
  });
});

describe("the token endpoint", () => {
  test("trades a code once, within ten minutes, at the same redirect address", async () => {
    const code = await newCode(sandbox);
    const first = await exchange(sandbox, code);
    expect([first.at("token_type"), first.at("expires_in"), first.at("scope")]).toEqual([
      "bearer",
      3_600,
      ALL_SCOPES,
    ]);
    expect((await exchange(sandbox, code)).body).toEqual({ error: "invalid_grant" });
    const elsewhere = await exchange(sandbox, await newCode(sandbox), {
      redirect_uri: `${sandbox.app.url}/other`,
    });
    expect(elsewhere.at("error")).toBe("invalid_grant");
    const late = await newCode(sandbox);
    await sandbox.control.clock({ advanceMs: 10 * MINUTE });
    expect((await exchange(sandbox, late)).at("error")).toBe("invalid_grant");
  });

  test("says `invalid_grant` with HTTP 200, or a bare 400", async () => {
    const bad = () => exchange(sandbox, "nonsense");
    expect([(await bad()).status, (await bad()).body]).toEqual([200, { error: "invalid_grant" }]);
    await sandbox.control.settings({ network: "reddit", oauthErrorStatus: 400 });
    expect([(await bad()).status, (await bad()).body]).toEqual([400, { message: "Bad Request", error: 400 }]);
  });

  test("takes the client in Basic authorization alone", async () => {
    const code = await newCode(sandbox);
    const fields = { grant_type: "authorization_code", code, redirect_uri: redirectUri(sandbox) };
    const wrong = `Basic ${Buffer.from("sandbox-reddit-app:wrong").toString("base64")}`;
    for (const authorization of ["", wrong]) {
      const answer = await oauth(sandbox, "access_token", fields, { authorization });
      expect([answer.status, answer.at("message")]).toEqual([401, "Unauthorized"]);
    }
  });

  test("knows no other grants here", async () => {
    expect((await oauth(sandbox, "access_token", { grant_type: "password" })).body).toEqual({
      error: "unsupported_grant_type",
    });
  });

  test("renews for ever with the same refresh token", async () => {
    const { refreshToken } = await connect(sandbox);
    await sandbox.control.clock({ advanceMs: 400 * 24 * HOUR });
    const fields = { grant_type: "refresh_token", refresh_token: refreshToken };
    const old = await oauth(sandbox, "access_token", fields);
    expect(old.at("refresh_token")).toBeUndefined();
    await sandbox.control.settings({ network: "reddit", tokenLifetimes: "new" });
    const newer = await oauth(sandbox, "access_token", fields);
    expect([newer.at("refresh_token"), newer.at("expires_in")]).toEqual([refreshToken, 86_400]);
  });

  test("gives no refresh token for a temporary consent", async () => {
    const redirectTo = await sandbox.control.consent({
      authorizeUrl: authorizeUrl(sandbox, { duration: "temporary" }),
    });
    const answer = await exchange(sandbox, new URL(redirectTo).searchParams.get("code") ?? "");
    expect(answer.at("refresh_token")).toBeUndefined();
  });
});

describe("tokens", () => {
  test("die after their hour, and say so in a header", async () => {
    const { token } = await connect(sandbox);
    expect((await api(sandbox, token, "/api/v1/me")).at("name")).toBe("maya_delorme");
    await sandbox.control.clock({ advanceMs: HOUR });
    const late = await api(sandbox, token, "/api/v1/me");
    expect(late.status).toBe(401);
    expect(late.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  test("of a revoked grant are dead; an unknown one is revoked as well", async () => {
    const { token, refreshToken } = await connect(sandbox);
    expect((await oauth(sandbox, "revoke_token", { token: "unknown" })).status).toBe(204);
    expect((await oauth(sandbox, "revoke_token", { token: refreshToken })).status).toBe(204);
    expect((await api(sandbox, token, "/api/v1/me")).status).toBe(401);
  });

  test("revoking an access token leaves the grant standing", async () => {
    const { token, refreshToken } = await connect(sandbox);
    await oauth(sandbox, "revoke_token", { token });
    expect((await api(sandbox, token, "/api/v1/me")).status).toBe(401);
    const renewed = await oauth(sandbox, "access_token", {
      grant_type: "refresh_token",
      refresh_token: refreshToken,
    });
    expect((await api(sandbox, renewed.string("access_token"), "/api/v1/me")).status).toBe(200);
  });

  test("a person removes the app, and everything of it is dead", async () => {
    const { token, refreshToken } = await connect(sandbox);
    await sandbox.control.account("reddit", "maya_delorme", { revoke: true });
    expect((await api(sandbox, token, "/api/v1/me")).status).toBe(401);
    expect(
      (await oauth(sandbox, "access_token", { grant_type: "refresh_token", refresh_token: refreshToken })).at(
        "error",
      ),
    ).toBe("invalid_grant");
  });

  test("without the scope are refused with `insufficient_scope`", async () => {
    const { token } = await connect(sandbox, "maya_delorme", "identity");
    const answer = await api(sandbox, token, "/user/maya_delorme/submitted");
    expect(answer.status).toBe(403);
    expect(answer.headers.get("www-authenticate")).toContain("insufficient_scope");
  });
});

describe("user agents", () => {
  test.each(["node", "curl/8.5.0", "Huntaze/1.0", "Mozilla/5.0 (X11)", "web:huntaze"])(
    "%s is shut out of every host",
    async (agent) => {
      const { token } = await connect(sandbox);
      const headers = { "user-agent": agent };
      expect((await api(sandbox, token, "/api/v1/me", undefined, headers)).status).toBe(429);
      expect((await oauth(sandbox, "access_token", { grant_type: "refresh_token" }, headers)).status).toBe(
        429,
      );
    },
  );
});
