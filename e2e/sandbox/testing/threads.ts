import { threads } from "../threads/network.ts";
import { eventually, type JsonAnswer, request, type TestSandbox } from "./test-sandbox.ts";

export const CLIENT = threads.clients["threads-login"] ?? { clientId: "", clientSecret: "" };
export const MAYA = "25610438274916453";
export const JONAS = "25371940582260187";
export const SCOPES =
  "threads_basic,threads_content_publish,threads_manage_replies,threads_read_replies,threads_delete,threads_manage_mentions";

export const redirectUri = (sandbox: TestSandbox): string => `${sandbox.app.url}/auth/threads/callback`;

/** The documented authorize address. */
export function authorizeUrl(sandbox: TestSandbox, changes: Record<string, string> = {}): string {
  const url = new URL(`${sandbox.url}/threads.net/oauth/authorize`);
  const params = {
    client_id: CLIENT.clientId,
    redirect_uri: redirectUri(sandbox),
    response_type: "code",
    scope: SCOPES,
    state: "S",
    ...changes,
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

export async function codeFor(sandbox: TestSandbox, account = MAYA, scopes?: string[]): Promise<string> {
  const ask = { authorizeUrl: authorizeUrl(sandbox), account, ...(scopes ? { scopes } : {}) };
  return new URL(await sandbox.control.consent(ask)).searchParams.get("code") ?? "";
}

export const exchange = (sandbox: TestSandbox, code: string, changes: Record<string, string> = {}) =>
  request(`${sandbox.url}/graph.threads.net/oauth/access_token`, {
    method: "POST",
    body: new URLSearchParams({
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      grant_type: "authorization_code",
      redirect_uri: redirectUri(sandbox),
      code,
      ...changes,
    }),
  });

export const tokenCall = (sandbox: TestSandbox, path: string, params: Record<string, string>) =>
  request(`${sandbox.url}/graph.threads.net/${path}?${new URLSearchParams(params)}`);

export const longToken = (sandbox: TestSandbox, access_token: string) =>
  tokenCall(sandbox, "access_token", {
    grant_type: "th_exchange_token",
    client_secret: CLIENT.clientSecret,
    access_token,
  });

export interface Connected {
  token: string;
  id: string;
}

export async function connect(sandbox: TestSandbox, id = MAYA, scopes?: string[]): Promise<Connected> {
  const short = (await exchange(sandbox, await codeFor(sandbox, id, scopes))).string("access_token");
  return { token: (await longToken(sandbox, short)).string("access_token"), id };
}

/** A call of the API: the token in the query, parameters in the query or, posting, in a form. */
export function graph(
  sandbox: TestSandbox,
  { token }: Connected,
  path: string,
  params: Record<string, string> = {},
  method = "GET",
): Promise<JsonAnswer> {
  const url = new URL(`${sandbox.url}/graph.threads.net/v1.0${path}`);
  url.searchParams.set("access_token", token);
  if (method === "GET") for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return request(url, { method, body: method === "POST" ? new URLSearchParams(params) : undefined });
}

export const createContainer = (sandbox: TestSandbox, by: Connected, params: Record<string, string>) =>
  graph(sandbox, by, `/${by.id}/threads`, params, "POST");

export const publish = (sandbox: TestSandbox, by: Connected, creation_id: string) =>
  graph(sandbox, by, `/${by.id}/threads_publish`, { creation_id }, "POST");

export const statusOf = (sandbox: TestSandbox, by: Connected, container: string) =>
  graph(sandbox, by, `/${container}`, { fields: "status,error_message" });

/** A container once it is no longer in progress; its id. */
export async function finished(
  sandbox: TestSandbox,
  by: Connected,
  params: Record<string, string>,
): Promise<string> {
  const id = (await createContainer(sandbox, by, params)).string("id");
  await eventually(
    () => statusOf(sandbox, by, id),
    (answer) => answer.at("status") !== "IN_PROGRESS",
  );
  return id;
}

/** A public text; its id. */
export async function post(
  sandbox: TestSandbox,
  by: Connected,
  text: string,
  more: Record<string, string> = {},
): Promise<string> {
  const container = await finished(sandbox, by, { media_type: "TEXT", text, ...more });
  return (await publish(sandbox, by, container)).string("id");
}
