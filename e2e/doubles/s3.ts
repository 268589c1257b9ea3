import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import S3rver from "s3rver";
import { judgeSignature, type S3Credentials, type SignatureVerdict } from "./s3-signature.ts";

export interface S3Double {
  /** Endpoint for path-style requests. */
  url: string;
  bucket: string;
  credentials: S3Credentials;
  /** Multipart uploads begun and neither completed nor aborted. */
  unfinished(): Promise<string[]>;
  /** Answers the next requests with this status instead of doing them. */
  fail(status: number, code: string, times: number): void;
  requests: { method: string; url: string; verdict: SignatureVerdict }[];
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/**
 * A private bucket on loopback: the objects are kept by s3rver, every signature is judged first, and the two multipart
 * calls that s3rver lacks (list and abort uploads) are answered here.
 */
export async function startS3Double(
  options: { now?: () => Date; sessionToken?: string } = {},
): Promise<S3Double> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "s3-double-"));
  const uploads = path.join(directory, BUCKET, "._S3rver_uploads");
  const keep = await keepObjects(directory);
  const credentials: S3Credentials = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };
  if (options.sessionToken) credentials.sessionToken = options.sessionToken;
  const requests: S3Double["requests"] = [];
  let failures: { status: number; code: string }[] = [];
  const server = createServer((request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const verdict = judgeSignature({ method, url, headers }, credentials, options.now?.() ?? new Date());
    requests.push({ method, url, verdict });
    const failure = verdict === "valid" ? failures.shift() : { status: 403, code: verdict };
    if (failure) return refuse(request, response, failure.status, failure.code);
    if (!answerUploads(uploads, request, response)) keep(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ bucket: BUCKET, credentials, requests },
    unfinished: () => readdir(uploads).catch(() => []),
    fail: (status, code, times) => {
      failures = Array.from({ length: times }, () => ({ status, code }));
    },
    close: async () => {
      await closeServer(server);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const BUCKET = "huntaze-media";

async function keepObjects(directory: string): Promise<Handler> {
  const s3rver = new S3rver({ directory, silent: true, configureBuckets: [{ name: BUCKET }] });
  await s3rver.configureBuckets();
  return oneWriterPerName(s3rver.callback());
}

/** s3rver writes into the object itself, so that two writers of one name would mix, which a bucket never does. */
function oneWriterPerName(keep: Handler): Handler {
  const last = new Map<string, Promise<void>>();
  return (request, response) => {
    const { method, url = "/" } = request;
    if (method !== "PUT") return keep(request, response);
    const before = last.get(url) ?? Promise.resolve();
    const over = new Promise<void>((resolve) => response.once("close", resolve));
    last.set(url, over);
    void before.then(() => (response.destroyed ? undefined : keep(request, response)));
  };
}

/** True when the request was one of those s3rver lacks. */
function answerUploads(uploads: string, request: IncomingMessage, response: ServerResponse): boolean {
  const { searchParams } = new URL(request.url ?? "/", "http://loopback");
  const uploadId = searchParams.get("uploadId");
  if (request.method === "GET" && searchParams.has("uploads")) void listUploads(uploads, response);
  else if (request.method === "DELETE" && uploadId)
    void abortUpload(path.join(uploads, path.basename(uploadId)), response);
  else return false;
  return true;
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  request.resume();
  xml(response, status, `<Error><Code>${code}</Code><Message>refused</Message></Error>`);
}

async function listUploads(folder: string, response: ServerResponse): Promise<void> {
  const rows = await Promise.all(
    (await readdir(folder).catch(() => [])).map(async (id) => {
      const key = await readFile(path.join(folder, id, "key"), "utf8");
      const { birthtime } = await stat(path.join(folder, id));
      return `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${birthtime.toISOString()}</Initiated></Upload>`;
    }),
  );
  xml(
    response,
    200,
    `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${rows.join("")}</ListMultipartUploadsResult>`,
  );
}

async function abortUpload(folder: string, response: ServerResponse): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  response.writeHead(204).end();
}

function xml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/xml" }).end(`<?xml version="1.0"?>${body}`);
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
