import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import { threadsSetup } from "./setup.ts";

/**
 * The sandbox's OAuth, judged by a client library that nobody here wrote, as far as Meta's protocol follows RFC 6749. Where
 * it does not, the test says so and holds Meta's documented behaviour fast:
 * - no discovery document and no `iss` in the redirect, so the server's metadata are given by hand;
 * - no PKCE, and a redirect that ends in `#_`;
 * - scopes joined by commas, where the RFC has spaces;
 * - an answer to the code without `token_type` (required by section 5.1), and with a numeric `user_id`;
 * - refusals in a shape of their own instead of `{ error }` (section 5.2);
 * - a long-lived token and its renewal by GET, with grant types of Meta's, and without a refresh token.
 */
const client: oauth.Client = { client_id: threadsSetup.sandboxClients["threads-login"]?.clientId ?? "" };
const secret = threadsSetup.sandboxClients["threads-login"]?.clientSecret ?? "";
const insecure = { [oauth.allowInsecureRequests]: true };
const DAY_MS = 24 * 3_600_000;
const SCOPES = "threads_basic,threads_content_publish,threads_manage_replies";

let sandbox: TestSandbox;
let server: oauth.AuthorizationServer;
beforeAll(async () => {
  sandbox = await testSandbox();
  const graph = `${sandbox.url}/graph.threads.net`;
  server = {
    issuer: graph,
    authorization_endpoint: `${sandbox.url}/threads.net/oauth/authorize`,
    token_endpoint: `${graph}/oauth/access_token`,
  };
});
beforeEach(() => sandbox.control.reset());
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const redirectUri = () => `${sandbox.app.url}/auth/threads/callback`;

async function authorize(state: string, decision: "allow" | "deny" = "allow"): Promise<URL> {
  const url = new URL(server.authorization_endpoint ?? "");
  const query = { client_id: client.client_id, redirect_uri: redirectUri(), response_type: "code" };
  for (const [name, value] of Object.entries({ ...query, scope: SCOPES, state }))
    url.searchParams.set(name, value);
  return new URL(await sandbox.control.consent({ authorizeUrl: url.href, decision }));
}

async function exchange(back: URL, state: string, clientSecret = secret): Promise<Response> {
  const params = oauth.validateAuthResponse(server, client, back, state);
  const proof = oauth.ClientSecretPost(clientSecret);
  const to = redirectUri();
  return oauth.authorizationCodeGrantRequest(server, client, proof, params, to, oauth.nopkce, insecure);
}

/** What the RFC demands and Meta leaves out. */
async function withTokenType(response: Response): Promise<Response> {
  const body = (await response.text()).replace(/\}$/, ',"token_type":"bearer"}');
  return new Response(body, { status: response.status, headers: response.headers });
}

async function shortToken(): Promise<string> {
  const state = oauth.generateRandomState();
  const answer = await withTokenType(await exchange(await authorize(state), state));
  return (await oauth.processAuthorizationCodeResponse(server, client, answer)).access_token;
}

const graphGrant = (path: string, params: Record<string, string>): Promise<Response> =>
  fetch(`${sandbox.url}/graph.threads.net/${path}?${new URLSearchParams(params)}`);
const longLived = (token: string) =>
  graphGrant("access_token", { grant_type: "th_exchange_token", client_secret: secret, access_token: token });

describe("the authorization response", () => {
  test("is one of the RFC, whatever the fragment behind it", async () => {
    const state = oauth.generateRandomState();
    const back = await authorize(state);
    expect(back.hash).toBe("#_");
    expect(oauth.validateAuthResponse(server, client, back, state).get("code")).toMatch(/^AQ/);
  });

  test("is refused under another state", async () => {
    const back = await authorize(oauth.generateRandomState());
    expect(() => oauth.validateAuthResponse(server, client, back, oauth.generateRandomState())).toThrow(
      oauth.OperationProcessingError,
    );
  });

  test("of a person who denies is the RFC's access_denied", async () => {
    const state = oauth.generateRandomState();
    const back = await authorize(state, "deny");
    expect(() => oauth.validateAuthResponse(server, client, back, state)).toThrow(
      expect.objectContaining({ error: "access_denied" }),
    );
  });
});

describe("the token endpoint", () => {
  test("lacks the token type that the RFC demands, and nothing else", async () => {
    const state = oauth.generateRandomState();
    const answer = await exchange(await authorize(state), state);
    const copy = answer.clone();
    await expect(oauth.processAuthorizationCodeResponse(server, client, answer)).rejects.toThrow(
      /"token_type"/,
    );
    const completed = await withTokenType(copy);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, completed);
    expect(tokens.access_token).toMatch(/^THAA/);
    expect(tokens.refresh_token).toBeUndefined();
  });

  test.each([
    [
      "a spent code",
      async (state: string) => {
        const back = await authorize(state);
        await exchange(back, state);
        return exchange(back, state);
      },
    ],
    ["a wrong secret", async (state: string) => exchange(await authorize(state), state, "not-the-secret")],
  ])(
    "refuses %s with a 400 in Meta's shape, which the RFC's reader takes for no error of its own",
    async (_, ask) => {
      const answer = await ask(oauth.generateRandomState());
      expect(answer.status).toBe(400);
      expect(await answer.clone().json()).toMatchObject({ error_type: "OAuthException", code: 400 });
      const read = oauth.processAuthorizationCodeResponse(server, client, answer);
      await expect(read).rejects.toThrow(oauth.OperationProcessingError);
    },
  );
});

describe("the long-lived token", () => {
  const read = (response: Response) => oauth.processGenericTokenEndpointResponse(server, client, response);

  test("comes in an answer of the RFC: sixty days, bearer", async () => {
    const tokens = await read(await longLived(await shortToken()));
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 60 * 86_400 });
  });

  test("is renewed in an answer of the RFC once it is a day old", async () => {
    const { access_token } = await read(await longLived(await shortToken()));
    const renew = () => graphGrant("refresh_access_token", { grant_type: "th_refresh_token", access_token });
    expect((await renew()).status).toBe(400);
    await sandbox.control.clock({ advanceMs: DAY_MS });
    const renewed = await read(await renew());
    expect(renewed.expires_in).toBe(60 * 86_400);
    expect(renewed.access_token).not.toBe(access_token);
  });

  test("opens a protected resource as a bearer token, and nothing opens without it", async () => {
    const { access_token } = await read(await longLived(await shortToken()));
    const me = new URL(`${sandbox.url}/graph.threads.net/v1.0/me?fields=username`);
    const ask = (token: string) =>
      oauth.protectedResourceRequest(token, "GET", me, undefined, undefined, insecure);
    expect(await (await ask(access_token)).json()).toMatchObject({ username: "maya.delorme" });
    expect((await ask("THAAnobody")).status).toBe(400);
  });
});
