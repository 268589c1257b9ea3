import { createHash } from "node:crypto";
import { SANDBOX_CLIENTS } from "../secrets.ts";
import { fixture } from "./app-double.ts";
import { eventually, type JsonAnswer, request, type TestSandbox } from "./test-sandbox.ts";

export const CLIENT = SANDBOX_CLIENTS.tiktok?.["login-kit"] ?? { clientId: "", clientSecret: "" };
export const VERIFIER = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("hex");
export const ALL_SCOPES =
  "user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload";
export const REEL = fixture("reel-1080x1920-3s.mp4");

export const redirectUri = (sandbox: TestSandbox): string => `${sandbox.app.url}/auth/tiktok/callback`;

export function authorizeUrl(sandbox: TestSandbox, changes: Record<string, string | undefined> = {}): string {
  const url = new URL(`${sandbox.url}/www.tiktok.com/v2/auth/authorize/`);
  const params = {
    client_key: CLIENT.clientId,
    scope: ALL_SCOPES,
    response_type: "code",
    redirect_uri: redirectUri(sandbox),
    state: "S",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...changes,
  };
  for (const [name, value] of Object.entries(params))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

export const oauth = (sandbox: TestSandbox, path: "token" | "revoke", fields: Record<string, string>) =>
  request(`${sandbox.url}/open.tiktokapis.com/v2/oauth/${path}/`, {
    method: "POST",
    body: new URLSearchParams({ client_key: CLIENT.clientId, client_secret: CLIENT.clientSecret, ...fields }),
  });

export async function newCode(
  sandbox: TestSandbox,
  options: { account?: string; scope?: string } = {},
): Promise<string> {
  const redirectTo = await sandbox.control.consent({
    authorizeUrl: authorizeUrl(sandbox, options.scope ? { scope: options.scope } : {}),
    account: options.account ?? "maya.delorme",
  });
  return new URL(redirectTo).searchParams.get("code") ?? "";
}

export const exchange = (sandbox: TestSandbox, code: string, changes: Record<string, string> = {}) =>
  oauth(sandbox, "token", {
    code,
    grant_type: "authorization_code",
    redirect_uri: redirectUri(sandbox),
    code_verifier: VERIFIER,
    ...changes,
  });

export const refresh = (sandbox: TestSandbox, refreshToken: string) =>
  oauth(sandbox, "token", { grant_type: "refresh_token", refresh_token: refreshToken });

export interface Connected {
  token: string;
  refreshToken: string;
  openId: string;
}

export async function connect(
  sandbox: TestSandbox,
  options: { account?: string; scope?: string } = {},
): Promise<Connected> {
  const answer = await exchange(sandbox, await newCode(sandbox, options));
  return {
    token: answer.string("access_token"),
    refreshToken: answer.string("refresh_token"),
    openId: answer.string("open_id"),
  };
}

export const api = (sandbox: TestSandbox, token: string, path: string, body?: unknown): Promise<JsonAnswer> =>
  request(`${sandbox.url}/open.tiktokapis.com/v2/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=UTF-8" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

export const whole = (bytes: Buffer) => ({
  source: "FILE_UPLOAD",
  video_size: bytes.length,
  chunk_size: bytes.length,
  total_chunk_count: 1,
});

export const initVideo = (
  sandbox: TestSandbox,
  token: string,
  options: { title?: string; privacy?: string; source?: unknown } = {},
) =>
  api(sandbox, token, "post/publish/video/init/", {
    post_info: { title: options.title ?? "hi #clay", privacy_level: options.privacy ?? "PUBLIC_TO_EVERYONE" },
    source_info: options.source ?? whole(REEL),
  });

export const putChunk = (
  url: string,
  bytes: Buffer,
  range: { first: number; total: number },
  headers: Record<string, string> = {},
): Promise<JsonAnswer> =>
  request(url, {
    method: "PUT",
    body: new Uint8Array(bytes),
    headers: {
      "content-type": "video/mp4",
      "content-range": `bytes ${range.first}-${range.first + bytes.length - 1}/${range.total}`,
      ...headers,
    },
  });

export const status = (sandbox: TestSandbox, token: string, publishId: string) =>
  api(sandbox, token, "post/publish/status/fetch/", { publish_id: publishId });

/** Waits until a publish has the wanted status; resolves to the answer. */
export const untilStatus = (sandbox: TestSandbox, token: string, publishId: string, wanted: string) =>
  eventually(
    () => status(sandbox, token, publishId),
    (answer) => answer.at("data.status") === wanted,
  );

/** Initialises and uploads the reel in one piece; resolves to the publish id. */
export async function uploadReel(
  sandbox: TestSandbox,
  token: string,
  options: { title?: string; privacy?: string } = {},
): Promise<string> {
  const answer = await initVideo(sandbox, token, options);
  await putChunk(answer.string("data.upload_url"), REEL, { first: 0, total: REEL.length });
  return answer.string("data.publish_id");
}

/** An MP4 of any size: a `free` box behind the movie keeps it playable. */
export function paddedReel(totalBytes: number): Buffer {
  const free = Buffer.alloc(totalBytes - REEL.length);
  free.writeUInt32BE(free.length, 0);
  free.write("free", 4, "latin1");
  return Buffer.concat([REEL, free]);
}
