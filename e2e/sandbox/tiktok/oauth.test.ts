import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually, request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import {
  api,
  authorizeUrl,
  CHALLENGE,
  connect,
  exchange,
  newCode,
  oauth,
  redirectUri,
  refresh,
  VERIFIER,
} from "../testing/tiktok.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const userInfo = (token: string, fields = "open_id") =>
  request(`${sandbox.url}/open.tiktokapis.com/v2/user/info/?fields=${fields}`, {
    headers: { authorization: `Bearer ${token}` },
  });

describe("consent", () => {
  it("sends code, granted scopes and state to the redirect address, the code percent-encoded", async () => {
    const redirectTo = await sandbox.control.consent({
      authorizeUrl: authorizeUrl(sandbox),
      scopes: ["video.publish"],
    });
    expect(redirectTo.startsWith(`${redirectUri(sandbox)}?code=`)).toBe(true);
    expect(redirectTo).toMatch(/%2A0%21/);
    const params = new URL(redirectTo).searchParams;
    expect(params.get("scopes")).toBe("user.info.basic,video.publish");
    expect(params.get("state")).toBe("S");
  });

  it("tells of a denial", async () => {
    const redirectTo = await sandbox.control.consent({
      authorizeUrl: authorizeUrl(sandbox),
      decision: "deny",
    });
    const params = new URL(redirectTo).searchParams;
    expect(params.get("error")).toBe("access_denied");
    expect(params.get("state")).toBe("S");
    expect(params.has("code")).toBe(false);
  });

  it.each([
    [
      "a loopback redirect without a challenge",
      { code_challenge: undefined, code_challenge_method: undefined },
      "code_challenge",
    ],
    ["a challenge method other than S256", { code_challenge_method: "plain" }, "code_challenge_method"],
    ["an unknown client_key", { client_key: "x" }, "client_key"],
    ["a foreign redirect address", { redirect_uri: "https://elsewhere.example/" }, "redirect_uri"],
    ["a redirect address with a query", { redirect_uri: "http://127.0.0.1:1/?x=1" }, "redirect_uri"],
    ["scopes parted by blanks", { scope: "user.info.basic video.publish" }, "scope"],
    ["another response type", { response_type: "token" }, "response_type"],
  ])("refuses %s on a page of its own", async (_what, changes, named) => {
    const answer = await request(authorizeUrl(sandbox, changes), { redirect: "manual" });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(named);
  });
});

describe("tokens", () => {
  it("come in the documented flat shape, with the lifetimes of 2026 or the older ones", async () => {
    const fresh = await exchange(sandbox, await newCode(sandbox));
    expect(fresh.status).toBe(200);
    expect(fresh.body).toMatchObject({
      expires_in: 7_200,
      refresh_expires_in: 15_552_000,
      token_type: "Bearer",
    });
    expect(fresh.string("access_token")).toMatch(/^act\.sandbox/);
    expect(fresh.string("refresh_token")).toMatch(/^rft\.sandbox/);
    expect(fresh.string("scope")).toContain("video.list,video.publish");
    await sandbox.control.settings({ network: "tiktok", tokenLifetimes: "old" });
    const older = await exchange(sandbox, await newCode(sandbox));
    expect(older.body).toMatchObject({ expires_in: 86_400, refresh_expires_in: 31_536_000 });
  });

  it("want the hexadecimal challenge, not RFC 7636’s base64url", async () => {
    expect(CHALLENGE).toBe("7d1e227d2004cbeeccbba83b14766e94f2abb63a9d027502c1114026dd8916c0");
    const rfc = "fR4ifSAEy-7Mu6g7FHZulPKrtjqdAnUCwRFAJt2JFsA";
    const redirectTo = await sandbox.control.consent({
      authorizeUrl: authorizeUrl(sandbox, { code_challenge: rfc }),
    });
    const answer = await exchange(sandbox, new URL(redirectTo).searchParams.get("code") ?? "");
    expect(answer.body).toMatchObject({
      error: "invalid_request",
      error_description: "Code verifier or code challenge is invalid.",
    });
    expect(answer.string("log_id")).toMatch(/^\d{14}[0-9A-F]{20}$/);
  });

  it.each([
    ["another verifier", { code_verifier: VERIFIER.replace("a", "b") }, "invalid_request"],
    ["no verifier", { code_verifier: "" }, "invalid_request"],
    ["another redirect address", { redirect_uri: "http://127.0.0.1:1/" }, "invalid_request"],
    ["a wrong secret", { client_secret: "x" }, "invalid_client"],
    ["another grant type", { grant_type: "password" }, "unsupported_grant_type"],
    ["an unknown code", { code: "x" }, "invalid_grant"],
  ])("are refused for %s", async (_what, changes, error) => {
    const answer = await exchange(sandbox, await newCode(sandbox), changes);
    expect(answer.status).toBe(400);
    expect(answer.at("error")).toBe(error);
  });

  it("say their errors with HTTP 200 too, where the settings want it", async () => {
    await sandbox.control.settings({ network: "tiktok", oauthErrorStatus: 200 });
    const answer = await exchange(sandbox, "x");
    expect(answer.status).toBe(200);
    expect(answer.at("error")).toBe("invalid_grant");
  });

  it("take a code once, for ten minutes, and only as a form", async () => {
    const code = await newCode(sandbox);
    expect((await exchange(sandbox, code)).status).toBe(200);
    expect((await exchange(sandbox, code)).at("error")).toBe("invalid_grant");
    const late = await newCode(sandbox);
    await sandbox.control.clock({ advanceMs: 10 * MINUTE });
    expect((await exchange(sandbox, late)).at("error_description")).toBe("Authorization code is expired.");
    const json = await request(`${sandbox.url}/open.tiktokapis.com/v2/oauth/token/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(json.at("error")).toBe("invalid_request");
  });

  it("rotate: the old refresh token is dead at once, and its reuse is remarked", async () => {
    const { refreshToken, token } = await connect(sandbox);
    const next = await refresh(sandbox, refreshToken);
    expect(next.status).toBe(200);
    expect(next.string("refresh_token")).not.toBe(refreshToken);
    expect(next.string("access_token")).not.toBe(token);
    const reuse = await refresh(sandbox, refreshToken);
    expect(reuse.at("error")).toBe("invalid_grant");
    const [, remarked] = await sandbox.control.journal({ network: "tiktok", operation: "refresh" });
    expect(remarked?.note).toBe("reuse of a rotated refresh token");
    expect((await refresh(sandbox, next.string("refresh_token"))).status).toBe(200);
  });

  it("may keep the old refresh token for a configured grace", async () => {
    await sandbox.control.settings({ network: "tiktok", refreshGraceMs: MINUTE });
    const { refreshToken } = await connect(sandbox);
    await refresh(sandbox, refreshToken);
    expect((await refresh(sandbox, refreshToken)).status).toBe(200);
    await sandbox.control.clock({ advanceMs: MINUTE });
    expect((await refresh(sandbox, refreshToken)).at("error")).toBe("invalid_grant");
  });

  it("expire by their own lifetimes; refreshing does not prolong the consent", async () => {
    const { token, refreshToken } = await connect(sandbox);
    await sandbox.control.clock({ advanceMs: 2 * HOUR });
    expect((await userInfo(token)).at("error.code")).toBe("access_token_invalid");
    await sandbox.control.clock({ advanceMs: 100 * DAY });
    const next = await refresh(sandbox, refreshToken);
    expect(Number(next.at("refresh_expires_in"))).toBeLessThan(80 * 86_400);
    await sandbox.control.clock({ advanceMs: 80 * DAY });
    expect((await refresh(sandbox, next.string("refresh_token"))).at("error")).toBe("invalid_grant");
  });

  it("are revoked with an empty 200, die, and the app hears of it", async () => {
    const { token, refreshToken, openId } = await connect(sandbox);
    const revoked = await oauth(sandbox, "revoke", { token });
    expect(revoked.status).toBe(200);
    expect(revoked.text).toBe("");
    expect((await userInfo(token)).status).toBe(401);
    expect((await refresh(sandbox, refreshToken)).at("error")).toBe("invalid_grant");
    const [event] = await eventually(
      () => sandbox.app.webhooks.map((one) => JSON.parse(one.body) as Record<string, string>),
      (events) => events.length > 0,
    );
    expect(event).toMatchObject({
      event: "authorization.removed",
      user_openid: openId,
      content: '{"reason":5}',
    });
    expect((await oauth(sandbox, "revoke", { token })).at("error")).toBe("invalid_request");
  });

  it("survive a restart of the sandbox", async () => {
    const { token, refreshToken } = await connect(sandbox);
    await sandbox.restart();
    expect((await userInfo(token)).status).toBe(200);
    expect((await refresh(sandbox, refreshToken)).status).toBe(200);
  });
});

describe("user info", () => {
  it("answers the fields asked for, in the nested envelope", async () => {
    const { token, openId } = await connect(sandbox);
    const answer = await userInfo(token, "open_id,display_name,username,follower_count");
    expect(answer.at("data.user")).toMatchObject({ open_id: openId, username: "maya.delorme" });
    expect(answer.at("error")).toMatchObject({ code: "ok", message: "" });
    expect(answer.headers.get("x-tt-logid")).toBe(answer.string("error.log_id"));
  });

  it("refuses a field whose scope was not granted, and one that does not exist", async () => {
    const { token } = await connect(sandbox, { scope: "user.info.basic" });
    expect((await userInfo(token, "open_id,follower_count")).at("error.code")).toBe("scope_not_authorized");
    expect((await userInfo(token, "shoe_size")).at("error.code")).toBe("invalid_params");
  });

  it("wants a token, and the documented path with its slash", async () => {
    expect((await userInfo("x")).status).toBe(401);
    const { token } = await connect(sandbox);
    expect((await api(sandbox, token, "post/publish/creator_info/query")).status).toBe(404);
  });
});
