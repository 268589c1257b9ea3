import { SANDBOX_CLIENTS } from "../secrets.ts";
import { type JsonAnswer, request, type TestSandbox } from "./test-sandbox.ts";

export const CLIENT = SANDBOX_CLIENTS.reddit?.["web-app"] ?? { clientId: "", clientSecret: "" };
export const AGENT = "test:huntaze-tests:1.0 (by /u/maya_delorme)";
export const ALL_SCOPES = "identity submit history read flair mysubreddits edit";

export const redirectUri = (sandbox: TestSandbox): string => `${sandbox.app.url}/auth/reddit/callback`;

export function authorizeUrl(sandbox: TestSandbox, changes: Record<string, string | undefined> = {}): string {
  const url = new URL(`${sandbox.url}/www.reddit.com/api/v1/authorize`);
  const params = {
    client_id: CLIENT.clientId,
    response_type: "code",
    state: "S",
    redirect_uri: redirectUri(sandbox),
    duration: "permanent",
    scope: ALL_SCOPES,
    ...changes,
  };
  for (const [name, value] of Object.entries(params))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

const basic = `Basic ${Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString("base64")}`;

/** A form to a token endpoint, as the client. */
export const oauth = (
  sandbox: TestSandbox,
  path: "access_token" | "revoke_token",
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<JsonAnswer> =>
  request(`${sandbox.url}/www.reddit.com/api/v1/${path}`, {
    method: "POST",
    headers: { "user-agent": AGENT, authorization: basic, ...headers },
    body: new URLSearchParams(fields),
  });

export async function newCode(
  sandbox: TestSandbox,
  account = "maya_delorme",
  scope = ALL_SCOPES,
): Promise<string> {
  const redirectTo = await sandbox.control.consent({
    authorizeUrl: authorizeUrl(sandbox, { scope }),
    account,
  });
  return new URL(redirectTo).searchParams.get("code") ?? "";
}

export const exchange = (sandbox: TestSandbox, code: string, changes: Record<string, string> = {}) =>
  oauth(sandbox, "access_token", {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri(sandbox),
    ...changes,
  });

export async function connect(sandbox: TestSandbox, account = "maya_delorme", scope = ALL_SCOPES) {
  const answer = await exchange(sandbox, await newCode(sandbox, account, scope));
  return { token: answer.string("access_token"), refreshToken: answer.string("refresh_token") };
}

/** A call of oauth.reddit.com: a form where there are fields, otherwise a GET. */
export const api = (
  sandbox: TestSandbox,
  token: string,
  path: string,
  fields?: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<JsonAnswer> =>
  request(`${sandbox.url}/oauth.reddit.com${path}`, {
    headers: { "user-agent": AGENT, authorization: `Bearer ${token}`, ...headers },
    ...(fields ? { method: "POST", body: new URLSearchParams(fields) } : {}),
  });

export const submit = (sandbox: TestSandbox, token: string, changes: Record<string, string> = {}) =>
  api(sandbox, token, "/api/submit", {
    api_type: "json",
    sr: "kilnlife",
    kind: "self",
    title: "Cone 6",
    text: "Slow cooling",
    ...changes,
  });

/** Lends a place and fills it; `fields` are changed before they are sent. */
export async function uploadPicture(
  sandbox: TestSandbox,
  token: string,
  bytes: Uint8Array<ArrayBuffer>,
  change: (form: FormData) => void = () => undefined,
  mimetype = "image/jpeg",
): Promise<{ assetId: string; url: string; answer: JsonAnswer }> {
  const leased = await api(sandbox, token, "/api/media/asset.json", {
    api_type: "json",
    filepath: "picture.jpg",
    mimetype,
  });
  const action = `http:${leased.string("args.action")}`;
  const fields = leased.at("args.fields") as { name: string; value: string }[];
  const form = new FormData();
  for (const { name, value } of fields) form.append(name, value);
  change(form);
  form.append("file", new Blob([bytes], { type: mimetype }), "picture.jpg");
  // With a length, as the store demands: a form of its own would be sent in chunks.
  const encoded = new Response(form);
  const body = new Uint8Array(await encoded.arrayBuffer());
  const answer = await request(action, {
    method: "POST",
    headers: { "content-type": encoded.headers.get("content-type") ?? "" },
    body,
  });
  const key = fields.find(({ name }) => name === "key")?.value ?? "";
  return { assetId: leased.string("asset.asset_id"), url: `${action}/${key}`, answer };
}
