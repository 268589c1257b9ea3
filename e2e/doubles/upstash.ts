import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRedisServer } from "js-redis-server";
import { connectRedis, type RespClient, RespError, type RespValue } from "./resp-client.ts";

type Command = (string | number)[];

/** What the store does to every request: answers, keeps silent, breaks, talks nonsense, or takes its time. */
export type UpstashFault = "none" | "silent" | "status-500" | "garbage" | "drop" | { delayMs: number };

export interface UpstashDouble {
  url: string;
  token: string;
  /** Paths of the requests that came. */
  requests: string[];
  fault(next: UpstashFault): void;
  /** Asks Redis itself, past the REST interface. */
  redis(...command: Command): Promise<RespValue>;
  close(): Promise<void>;
}

interface Backend {
  main: RespClient;
  /** A connection of its own: between MULTI and EXEC nobody else may speak. */
  dedicated(): Promise<RespClient>;
  /** Scripts by the hash of the text the client sent, which is not the text that runs. */
  scripts: Map<string, string>;
}

/**
 * Upstash's REST interface (https://upstash.com/docs/redis/features/restapi) in front of a Redis server from npm:
 * single commands, `/pipeline`, `/multi-exec`, base64 answers, scripts. The scripts of the rate-limit SDK begin with
 * `#!lua flags=allow-key-locking`, which only Upstash knows: that line is taken off before Redis sees it.
 */
export async function startUpstash(token = "upstash-double-token"): Promise<UpstashDouble> {
  const redis = await createRedisServer({ port: 0 });
  const dedicated = () => connectRedis(redis.host, redis.port);
  const backend: Backend = { main: await dedicated(), dedicated, scripts: new Map() };
  const requests: string[] = [];
  let fault: UpstashFault = "none";
  const server = createServer(async (request, response) => {
    requests.push(request.url ?? "");
    try {
      if (!(await suffer(fault, request, response))) await answer(backend, token, request, response);
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
    fault: (next) => {
      fault = next;
    },
    redis: (...command) => backend.main.send(command),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      backend.main.close();
      await redis.close();
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
  if (fault === "drop") request.socket.destroy();
  else if (fault === "status-500") response.writeHead(500).end("internal error");
  else if (fault === "garbage") response.writeHead(200).end("<html>");
  else {
    await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    return false;
  }
  return true;
}

async function answer(
  backend: Backend,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json", "upstash-sync-token": "1" });
    response.end(JSON.stringify(body));
  };
  if (request.headers.authorization !== `Bearer ${token}`)
    return reply(401, { error: "WRONGPASS invalid token" });
  if (request.method !== "POST") return reply(405, { error: "method not allowed" });
  const base64 = request.headers["upstash-encoding"] === "base64";
  const body: unknown = JSON.parse(await readText(request));
  switch (request.url) {
    case "/":
    case "": {
      const item = toItem(await run(backend, backend.main, body as Command), base64);
      return reply("error" in item ? 400 : 200, item);
    }
    case "/pipeline":
      return reply(200, await pipeline(backend, body as Command[], base64));
    case "/multi-exec": {
      const { status, body: result } = await multiExec(backend, body as Command[], base64);
      return reply(status, result);
    }
    default:
      return reply(404, { error: "ERR no such endpoint" });
  }
}

async function pipeline(backend: Backend, commands: Command[], base64: boolean): Promise<unknown[]> {
  const results = await Promise.all(commands.map((command) => run(backend, backend.main, command)));
  return results.map((result) => toItem(result, base64));
}

async function multiExec(backend: Backend, commands: Command[], base64: boolean) {
  const connection = await backend.dedicated();
  try {
    await connection.send(["MULTI"]);
    for (const command of commands) {
      const queued = await run(backend, connection, command);
      if (queued instanceof RespError) return { status: 400, body: { error: queued.message } };
    }
    const results = await connection.send(["EXEC"]);
    if (results instanceof RespError) return { status: 400, body: { error: results.message } };
    const values = Array.isArray(results) ? results : [];
    return { status: 200, body: values.map((value) => toItem(value, base64)) };
  } finally {
    connection.close();
  }
}

async function run(backend: Backend, connection: RespClient, command: Command): Promise<RespValue> {
  const [name, script, ...rest] = command;
  if (/^eval(_ro)?$/i.test(String(name))) {
    const text = String(script);
    backend.scripts.set(createHash("sha1").update(text).digest("hex"), text.replace(/^#!lua[^\n]*\n/, ""));
    return connection.send(["EVAL", text.replace(/^#!lua[^\n]*\n/, ""), ...rest]);
  }
  if (!/^evalsha(_ro)?$/i.test(String(name))) return connection.send(command);
  const known = backend.scripts.get(String(script));
  if (known === undefined) return new RespError("NOSCRIPT No matching script. Please use EVAL.");
  return connection.send(["EVAL", known, ...rest]);
}

const toItem = (value: RespValue, base64: boolean): { result: unknown } | { error: string } =>
  value instanceof RespError ? { error: value.message } : { result: base64 ? encode(value) : value };

/** Every string, at every depth, except the word OK. */
function encode(value: RespValue): unknown {
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== "string" || value === "OK") return value;
  return Buffer.from(value).toString("base64");
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
