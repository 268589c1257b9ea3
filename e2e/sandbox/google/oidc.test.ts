import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insideSandbox, sandboxedFetch } from "../testing/real-hosts.ts";
import { type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { google } from "./network.ts";

/** A client nobody here wrote, told nothing but Google's issuer, drives the sandbox as it would drive Google. */
const ISSUER = new URL("https://accounts.google.com");
const CLIENT = google.clients.web ?? { clientId: "", clientSecret: "" };
const client: oauth.Client = { client_id: CLIENT.clientId };
const clientAuth = oauth.ClientSecretPost(CLIENT.clientSecret);
const MAYA = "maya.delorme@gmail.example";

let sandbox: TestSandbox;
let http: { [oauth.customFetch]: ReturnType<typeof sandboxedFetch> };
let server: oauth.AuthorizationServer;
beforeAll(async () => {
  sandbox = await testSandbox();
  http = { [oauth.customFetch]: sandboxedFetch(sandbox.url) };
  const answer = await oauth.discoveryRequest(ISSUER, http);
  server = await oauth.processDiscoveryResponse(ISSUER, answer);
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});
beforeEach(() => sandbox.control.reset());

const redirectUri = () => `${sandbox.app.url}/api/auth/callback/google`;

interface Asked {
  verifier: string;
  nonce: string;
  state: string;
  callback: URL;
}

async function consent(
  more: Record<string, string> = {},
  decision: "allow" | "deny" = "allow",
): Promise<Asked> {
  const verifier = oauth.generateRandomCodeVerifier();
  const [nonce, state] = [oauth.generateRandomNonce(), oauth.generateRandomState()];
  const url = new URL(insideSandbox(sandbox.url, server.authorization_endpoint ?? ""));
  const query = {
    client_id: client.client_id,
    redirect_uri: redirectUri(),
    response_type: "code",
    scope: "openid email profile",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    nonce,
    state,
    ...more,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const redirectTo = await sandbox.control.consent({ authorizeUrl: url.href, account: MAYA, decision });
  return { verifier, nonce, state, callback: new URL(redirectTo) };
}

async function exchange({ verifier, nonce, state, callback }: Asked) {
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
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, answer, http);
  return tokens;
}

test("discovery, PKCE, a signed id token for this request, and userinfo", async () => {
  const tokens = await exchange(await consent());
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  expect(claims).toMatchObject({
    aud: client.client_id,
    email: MAYA,
    email_verified: true,
    name: "Maya Delorme",
  });
  expect(tokens.scope?.split(" ")).toEqual([
    "openid",
    "https://www.googleapis.com/auth/userinfo.email",
    "https://www.googleapis.com/auth/userinfo.profile",
  ]);
  expect(tokens.refresh_token).toBeUndefined();
  const info = await oauth.userInfoRequest(server, client, tokens.access_token, http);
  expect(await oauth.processUserInfoResponse(server, client, claims?.sub ?? "", info)).toMatchObject({
    email: MAYA,
  });
});

test("a refresh token comes with the first offline consent only, and refreshing gives none", async () => {
  const first = await exchange(await consent({ access_type: "offline" }));
  const again = await exchange(await consent({ access_type: "offline" }));
  const asked = await exchange(await consent({ access_type: "offline", prompt: "consent" }));
  expect([first, again, asked].map(({ refresh_token }) => refresh_token !== undefined)).toEqual([
    true,
    false,
    true,
  ]);
  const answer = await oauth.refreshTokenGrantRequest(
    server,
    client,
    clientAuth,
    first.refresh_token ?? "",
    http,
  );
  const refreshed = await oauth.processRefreshTokenResponse(server, client, answer);
  expect(refreshed.refresh_token).toBeUndefined();
  expect(refreshed.access_token).not.toBe(first.access_token);
  await oauth.revocationRequest(server, client, clientAuth, first.refresh_token ?? "", http);
  const refused = await oauth.refreshTokenGrantRequest(
    server,
    client,
    clientAuth,
    first.refresh_token ?? "",
    http,
  );
  await expect(oauth.processRefreshTokenResponse(server, client, refused)).rejects.toMatchObject({
    error: "invalid_grant",
  });
});

test("keys rotate: the new one signs, the old one stays published for what it signed", async () => {
  const keyIds = async () => {
    const answer = await sandboxedFetch(sandbox.url)(server.jwks_uri ?? "");
    const { keys } = (await answer.json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };
  await exchange(await consent());
  const before = await keyIds();
  await sandbox.control.settings({ network: "google", keyGeneration: 1 });
  // The client keeps keys by this object, for a minute at least.
  server = { ...server };
  await exchange(await consent());
  const after = await keyIds();
  expect(after).toHaveLength(2);
  expect(after).toContain(before[0]);
});

describe("what Google refuses", () => {
  test("a code a second time, and without its verifier", async () => {
    const asked = await consent();
    await exchange(asked);
    await expect(exchange(asked)).rejects.toMatchObject({ error: "invalid_grant" });
    await expect(
      exchange({ ...(await consent()), verifier: oauth.generateRandomCodeVerifier() }),
    ).rejects.toMatchObject({ error: "invalid_grant" });
  });

  test("a foreign redirect address, on its own page", async () => {
    await expect(consent({ redirect_uri: "https://evil.example/cb" })).rejects.toThrow(
      "redirect_uri_mismatch",
    );
  });

  test("nothing, when the person does", async () => {
    const { callback, state } = await consent({}, "deny");
    expect(() => oauth.validateAuthResponse(server, client, callback, state)).toThrow(
      expect.objectContaining({ error: "access_denied" }),
    );
  });
});

test.each([
  "wrong-issuer",
  "wrong-audience",
  "foreign-party",
  "wrong-nonce",
  "no-nonce",
  "expired",
  "unknown-kid",
  "wrong-signature",
  "unsigned",
  "hmac-with-public-key",
] as const)("the switch %s makes an id token that the client refuses", async (idTokens) => {
  await sandbox.control.settings({ network: "google", idTokens });
  await expect(consent().then(exchange)).rejects.toBeInstanceOf(Error);
  await sandbox.control.settings({ network: "google", idTokens: "valid" });
  await exchange(await consent());
});
