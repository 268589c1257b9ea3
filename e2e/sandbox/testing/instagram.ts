import { SANDBOX_CLIENTS } from "../secrets.ts";
import { eventually, type JsonAnswer, request, type TestSandbox } from "./test-sandbox.ts";

const clients = SANDBOX_CLIENTS.instagram ?? {};
export const FACEBOOK = clients["facebook-login"] ?? { clientId: "", clientSecret: "" };
export const INSTAGRAM = clients["instagram-login"] ?? { clientId: "", clientSecret: "" };

export const MAYA = "17841460238417351";
export const INSTAGRAM_SCOPES =
  "instagram_business_basic,instagram_business_content_publish,instagram_business_manage_comments";
export const FACEBOOK_SCOPES =
  "instagram_basic,instagram_content_publish,pages_show_list,pages_read_engagement";

export const redirectUri = (sandbox: TestSandbox): string => `${sandbox.app.url}/auth/instagram/callback`;

/** The documented authorize address of Instagram Login. */
export function instagramAuthorizeUrl(sandbox: TestSandbox, changes: Record<string, string> = {}): string {
  const url = new URL(`${sandbox.url}/www.instagram.com/oauth/authorize`);
  const params = {
    client_id: INSTAGRAM.clientId,
    redirect_uri: redirectUri(sandbox),
    response_type: "code",
    scope: INSTAGRAM_SCOPES,
    state: "S",
    ...changes,
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

export function facebookAuthorizeUrl(sandbox: TestSandbox, changes: Record<string, string> = {}): string {
  const url = new URL(`${sandbox.url}/www.facebook.com/v23.0/dialog/oauth`);
  const params = {
    client_id: FACEBOOK.clientId,
    redirect_uri: redirectUri(sandbox),
    scope: FACEBOOK_SCOPES,
    state: "S",
    ...changes,
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

export const codeOf = (redirectTo: string): string => new URL(redirectTo).searchParams.get("code") ?? "";

export const exchangeInstagram = (sandbox: TestSandbox, code: string, changes: Record<string, string> = {}) =>
  request(`${sandbox.url}/api.instagram.com/oauth/access_token`, {
    method: "POST",
    body: new URLSearchParams({
      client_id: INSTAGRAM.clientId,
      client_secret: INSTAGRAM.clientSecret,
      grant_type: "authorization_code",
      redirect_uri: redirectUri(sandbox),
      code,
      ...changes,
    }),
  });

/** A connected account: long-lived token and the id used in publishing paths. */
export interface Connected {
  token: string;
  id: string;
}

export async function shortToken(sandbox: TestSandbox, account = MAYA): Promise<string> {
  const redirectTo = await sandbox.control.consent({ authorizeUrl: instagramAuthorizeUrl(sandbox), account });
  return (await exchangeInstagram(sandbox, codeOf(redirectTo))).string("access_token");
}

export const longToken = (sandbox: TestSandbox, token: string): Promise<JsonAnswer> => {
  const url = new URL(`${sandbox.url}/graph.instagram.com/access_token`);
  url.searchParams.set("grant_type", "ig_exchange_token");
  url.searchParams.set("client_secret", INSTAGRAM.clientSecret);
  url.searchParams.set("access_token", token);
  return request(url);
};

export async function connectInstagram(sandbox: TestSandbox, account = MAYA): Promise<Connected> {
  const long = await longToken(sandbox, await shortToken(sandbox, account));
  return { token: long.string("access_token"), id: account };
}

export async function connectFacebook(
  sandbox: TestSandbox,
  options: { account?: string; scope?: string } = {},
): Promise<Connected> {
  const authorizeUrl = facebookAuthorizeUrl(sandbox, options.scope ? { scope: options.scope } : {});
  const redirectTo = await sandbox.control.consent({ authorizeUrl, account: options.account ?? MAYA });
  const url = new URL(`${sandbox.url}/graph.facebook.com/v23.0/oauth/access_token`);
  url.searchParams.set("client_id", FACEBOOK.clientId);
  url.searchParams.set("client_secret", FACEBOOK.clientSecret);
  url.searchParams.set("redirect_uri", redirectUri(sandbox));
  url.searchParams.set("code", codeOf(redirectTo));
  const answer = await request(url);
  return { token: answer.string("access_token"), id: options.account ?? MAYA };
}

export type GraphHost = "graph.instagram.com" | "graph.facebook.com";

/** A Graph call with the token in the query, as most examples of the documentation do. */
export function graph(
  sandbox: TestSandbox,
  token: string,
  path: string,
  options: { method?: string; params?: Record<string, string>; host?: GraphHost } = {},
): Promise<JsonAnswer> {
  const url = new URL(`${sandbox.url}/${options.host ?? "graph.instagram.com"}/v23.0${path}`);
  url.searchParams.set("access_token", token);
  const method = options.method ?? "GET";
  const params = Object.entries(options.params ?? {});
  if (method !== "POST") for (const [name, value] of params) url.searchParams.set(name, value);
  const body = method === "POST" ? new URLSearchParams(params) : undefined;
  return request(url, { method, body });
}

export const createContainer = (
  sandbox: TestSandbox,
  { token, id }: Connected,
  params: Record<string, string>,
) => graph(sandbox, token, `/${id}/media`, { method: "POST", params });

export const publish = (sandbox: TestSandbox, { token, id }: Connected, containerId: string) =>
  graph(sandbox, token, `/${id}/media_publish`, { method: "POST", params: { creation_id: containerId } });

export const containerStatus = (sandbox: TestSandbox, { token }: Connected, containerId: string) =>
  graph(sandbox, token, `/${containerId}`, { params: { fields: "status_code,status" } });

/** Waits until a container leaves IN_PROGRESS; resolves to its last answer. */
export const settled = (
  sandbox: TestSandbox,
  connected: Connected,
  containerId: string,
): Promise<JsonAnswer> =>
  eventually(
    () => containerStatus(sandbox, connected, containerId),
    (answer) => answer.at("status_code") !== "IN_PROGRESS",
  );

/** A finished container of the portrait picture. */
export async function finishedImage(
  sandbox: TestSandbox,
  connected: Connected,
  caption = "hi",
): Promise<string> {
  const container = await createContainer(sandbox, connected, {
    image_url: sandbox.app.media("portrait-1080x1350.jpg"),
    caption,
  });
  await settled(sandbox, connected, container.string("id"));
  return container.string("id");
}
