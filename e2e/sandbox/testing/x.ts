import { Agent } from "node:http";
import { type ITwitterApiClientPlugin, TwitterApi } from "twitter-api-v2";
import { insideSandbox } from "./real-hosts.ts";
import type { TestSandbox } from "./test-sandbox.ts";

export const SCOPES = ["tweet.read", "tweet.write", "users.read", "media.write", "offline.access"];
export const CLIENT = { clientId: "sandbox-x-app", clientSecret: "sandbox-x-secret-0123456789abcdef" };

export const redirectUri = (sandbox: TestSandbox): string => `${sandbox.app.url}/auth/x/callback`;

/** Sends the client's requests for X's own hosts into the sandbox, over plain HTTP. */
function detour(sandbox: TestSandbox) {
  const plugin: ITwitterApiClientPlugin = {
    onBeforeRequest({ computedParams }) {
      computedParams.url = new URL(insideSandbox(sandbox.url, computedParams.url.href));
    },
  };
  return { httpAgent: new Agent(), plugins: [plugin] };
}

/** The client npm has for X's API, as an app without a person. */
export const appClient = (sandbox: TestSandbox): TwitterApi => new TwitterApi(CLIENT, detour(sandbox));

/** The same with a person's token. */
export const userClient = (sandbox: TestSandbox, token: string): TwitterApi =>
  new TwitterApi(token, detour(sandbox));

/** What the browser does between the client's link and its callback. */
export async function consentTo(sandbox: TestSandbox, link: string, account = "mayadelorme"): Promise<URL> {
  const authorizeUrl = insideSandbox(sandbox.url, link);
  return new URL(await sandbox.control.consent({ authorizeUrl, account }));
}

/** A whole login by the client. */
export async function login(sandbox: TestSandbox, account = "mayadelorme", scope = SCOPES) {
  const client = appClient(sandbox);
  const { url, codeVerifier } = client.generateOAuth2AuthLink(redirectUri(sandbox), { scope });
  const callback = await consentTo(sandbox, url, account);
  const code = callback.searchParams.get("code") ?? "";
  return client.loginWithOAuth2({ code, codeVerifier, redirectUri: redirectUri(sandbox) });
}
