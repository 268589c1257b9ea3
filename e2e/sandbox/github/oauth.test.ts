import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { insideSandbox, sandboxedFetch } from "../testing/real-hosts.ts";
import { type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { github } from "./network.ts";

const CLIENT = github.clients["oauth-app"] ?? { clientId: "", clientSecret: "" };
const client: oauth.Client = { client_id: CLIENT.clientId };
const clientAuth = oauth.ClientSecretPost(CLIENT.clientSecret);
/** GitHub publishes no discovery document; a client is told its addresses. */
const server: oauth.AuthorizationServer = {
  issuer: "https://github.com/login/oauth",
  authorization_endpoint: "https://github.com/login/oauth/authorize",
  token_endpoint: "https://github.com/login/oauth/access_token",
};

let sandbox: TestSandbox;
let http: { [oauth.customFetch]: ReturnType<typeof sandboxedFetch> };
beforeAll(async () => {
  sandbox = await testSandbox();
  http = { [oauth.customFetch]: sandboxedFetch(sandbox.url) };
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});
beforeEach(() => sandbox.control.reset());

const redirectUri = () => `${sandbox.app.url}/api/auth/callback/github`;

async function consent(account: string, decision: "allow" | "deny" = "allow") {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(insideSandbox(sandbox.url, server.authorization_endpoint ?? ""));
  const query = {
    client_id: client.client_id,
    redirect_uri: redirectUri(),
    scope: "read:user user:email",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const redirectTo = await sandbox.control.consent({ authorizeUrl: url.href, account, decision });
  return { verifier, state, callback: new URL(redirectTo) };
}

async function exchange({ verifier, state, callback }: Awaited<ReturnType<typeof consent>>) {
  const params = oauth.validateAuthResponse(server, client, callback, state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    clientAuth,
    params,
    redirectUri(),
    verifier,
    http,
  );
  return oauth.processAuthorizationCodeResponse(server, client, answer);
}

const api = (path: string, token: string) =>
  sandboxedFetch(sandbox.url)(`https://api.github.com${path}`, {
    headers: { authorization: `Bearer ${token}`, "user-agent": "test" },
  });

test("code flow with PKCE, and a profile whose address is private", async () => {
  const tokens = await exchange(await consent("noahberg"));
  expect(tokens).toMatchObject({ token_type: "bearer", scope: "read:user,user:email" });
  expect(tokens.expires_in).toBeUndefined();
  expect(await (await api("/user", tokens.access_token)).json()).toMatchObject({
    login: "noahberg",
    email: null,
  });
  const emails = (await (await api("/user/emails", tokens.access_token)).json()) as { email: string }[];
  expect(emails.map(({ email }) => email)).toEqual(["noah@old.example", "noah@berg.example"]);
});

test("a used code and a wrong verifier are refused with HTTP 200", async () => {
  const asked = await consent("mayadelorme");
  await exchange(asked);
  await expect(exchange(asked)).rejects.toBeInstanceOf(Error);
  const other = await consent("mayadelorme");
  const answer = await fetch(insideSandbox(sandbox.url, server.token_endpoint ?? ""), {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      code: other.callback.searchParams.get("code") ?? "",
      code_verifier: oauth.generateRandomCodeVerifier(),
    }),
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ error: "bad_verification_code" });
});

test("without asking for JSON the answer is a form", async () => {
  const { callback, verifier } = await consent("mayadelorme");
  const answer = await fetch(insideSandbox(sandbox.url, server.token_endpoint ?? ""), {
    method: "POST",
    body: new URLSearchParams({
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
    }),
  });
  expect(new URLSearchParams(await answer.text()).get("access_token")).toMatch(/^gho_/);
});

test("a person may say no, and a stranger's token opens nothing", async () => {
  const { callback, state } = await consent("mayadelorme", "deny");
  expect(() => oauth.validateAuthResponse(server, client, callback, state)).toThrow(
    expect.objectContaining({ error: "access_denied" }),
  );
  expect((await api("/user", "gho_invented")).status).toBe(401);
});
