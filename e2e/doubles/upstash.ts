import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { RespError, type RespValue } from "./resp-client.ts";
import { type Backend, type Command, openBackend } from "./upstash/backend.ts";

/** What the store does to every request: answers, keeps silent, breaks, talks nonsense, or takes its time. */
export type UpstashFault =
  | "none"
  | "silent"
  | "status-500"
  | "garbage"
  | "nonsense"
  | "drop"
  | "noscript"
  | { delayMs: number };

export interface UpstashDouble {
  url: string;
  token: string;
  /** Paths of the requests that came. */
  requests: string[];
  /** What clients said they had seen last (`upstash-sync-token`), in order. */
  syncTokens: string[];
  fault(next: UpstashFault): void;
  /** Asks Redis itself, past the REST interface. */
  redis(...command: Command): Promise<RespValue>;
  close(): Promise<void>;
}

interface Reply {
  status: number;
  body: unknown;
}

/**
 * Upstash's REST interface (https://upstash.com/docs/redis/features/restapi) in front of a Redis server from npm:
 * commands as a body or as a path, `/pipeline`, `/multi-exec`, base64 answers, sync tokens, scripts.
 */
export async function startUpstash(token = "upstash-double-token"): Promise<UpstashDouble> {
  const backend = await openBackend();
  const requests: string[] = [];
  const syncTokens: string[] = [];
  let fault: UpstashFault = "none";
  const server = createServer(async (request, response) => {
    requests.push(request.url ?? "");
    syncTokens.push(String(request.headers["upstash-sync-token"] ?? ""));
    try {
      if (await suffer(fault, request, response)) return;
      const { status, body } = await answer(backend, token, request);
      const headers = { "content-type": "application/json", "upstash-sync-token": `zxv=${requests.length}` };
      response.writeHead(status, headers).end(request.method === "HEAD" ? "" : JSON.stringify(body));
    } catch {
      // The client hung up while we were still thinking.
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    requests,
    syncTokens,
    fault: (next) => {
      fault = next;
    },
    redis: (...command) => backend.run(command),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await backend.close();
    },
  };
}

/** Resolves to true when the request has been dealt with. */
async function suffer(
  fault: UpstashFault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (fault === "none") return false;
  if (fault === "silent") return true;
  if (typeof fault === "object") {
    await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    return false;
  }
  if (fault === "drop") request.socket.destroy();
  if (fault === "status-500") response.writeHead(500).end("internal error");
  if (fault === "garbage") response.writeHead(200).end("<html>");
  if (fault === "nonsense") response.writeHead(200).end(JSON.stringify([{ result: ["bm8=", "bm8="] }]));
  if (fault === "noscript") await forgetful(request, response);
  return true;
}

/** Knows no script, not even the one it was just given. */
async function forgetful(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const error = { error: "NOSCRIPT No matching script. Please use EVAL." };
  const commands: unknown = JSON.parse(await readText(request));
  const many = Array.isArray(commands) && Array.isArray(commands[0]);
  response.writeHead(many ? 200 : 400).end(JSON.stringify(many ? commands.map(() => error) : error));
}

const METHODS = ["GET", "HEAD", "POST", "PUT"];

async function answer(backend: Backend, token: string, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? "/", "http://upstash.test");
  const given = url.searchParams.get("_token") ?? request.headers.authorization?.replace(/^Bearer /, "");
  if (given !== token) return fail(401, "WRONGPASS invalid or missing auth token");
  if (!METHODS.includes(request.method ?? "")) return fail(405, "ERR method not allowed");
  const base64 = request.headers["upstash-encoding"] === "base64";
  if (base64 && request.headers["upstash-response-format"] === "resp2")
    return fail(400, "ERR resp2 and base64 do not go together");
  const text = await readText(request);
  if (url.pathname === "/pipeline" || url.pathname === "/multi-exec") {
    const commands = readCommands(text);
    if (!commands) return fail(400, "ERR failed to parse the list of commands");
    return url.pathname === "/pipeline"
      ? pipeline(backend, commands, base64)
      : multiExec(backend, commands, base64);
  }
  const command = url.pathname === "/" ? readCommand(text) : commandOf(url, text);
  if (!command) return fail(400, "ERR failed to parse the command");
  return single(toItem(await backend.run(command), base64));
}

const fail = (status: number, error: string): Reply => ({ status, body: { error } });
const single = (item: object): Reply => ({ status: "error" in item ? 400 : 200, body: item });

/** Whole commands run in the order in which they came, errors beside results. */
async function pipeline(backend: Backend, commands: Command[], base64: boolean): Promise<Reply> {
  const results = await Promise.all(commands.map((command) => backend.run(command)));
  return { status: 200, body: results.map((result) => toItem(result, base64)) };
}

async function multiExec(backend: Backend, commands: Command[], base64: boolean): Promise<Reply> {
  const results = await backend.runTogether(commands);
  if (results instanceof RespError) return fail(400, results.message);
  const values = Array.isArray(results) ? results : [];
  return { status: 200, body: values.map((value) => toItem(value, base64)) };
}

/** `/set/key?EX=60` with a body: path, then the body as one value, then the query's names and values. */
function commandOf(url: URL, body: string): Command {
  const path = url.pathname.slice(1).split("/").map(decodeURIComponent);
  const query = [...url.searchParams].filter(([name]) => name !== "_token").flat();
  return [...path, ...(body === "" ? [] : [body]), ...query.filter((part) => part !== "")];
}

const toItem = (value: RespValue, base64: boolean): { result: unknown } | { error: string } =>
  value instanceof RespError ? { error: value.message } : { result: base64 ? encode(value) : value };

/** Every string, at every depth, except the word OK. */
function encode(value: RespValue): unknown {
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== "string" || value === "OK") return value;
  return Buffer.from(value).toString("base64");
}

const isCommand = (value: unknown): value is Command =>
  Array.isArray(value) && value.length > 0 && value.every((part) => !Array.isArray(part));

function readCommand(text: string): Command | undefined {
  const value = parse(text);
  return isCommand(value) ? value : undefined;
}

function readCommands(text: string): Command[] | undefined {
  const value = parse(text);
  return Array.isArray(value) && value.every(isCommand) ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
