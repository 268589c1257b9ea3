import http from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiCall, answerCall } from "./qstash/api.ts";
import { createEngine } from "./qstash/engine.ts";
import { type Calendar, fail } from "./qstash/publish.ts";
import { openState, type QstashState } from "./qstash/state.ts";

/** The public constant of Upstash's own local servers; it opens nothing. */
const TOKEN = "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=";

export interface QstashOptions {
  /** Any free one when left out. */
  port?: number;
  /** Where it remembers; in memory alone when left out. */
  dataFile?: string;
  now?: () => number;
  maxDelayMs?: number;
}

export interface QstashDouble {
  url: string;
  token: string;
  readonly keys: QstashState["keys"];
  state: Readonly<QstashState>;
  /** While down, connections are closed without an answer. */
  setDown(down: boolean): void;
  close(): Promise<void>;
}

/**
 * QStash on a loopback port: publish, batch, schedules, signed deliveries with retries and callbacks, keys that rotate,
 * deduplication for ten minutes, dead letters. With `dataFile` it goes on after a kill. Time is `now`, so that a test
 * may let a week pass; signatures carry the wall clock.
 */
export async function startQstash(options: QstashOptions = {}): Promise<QstashDouble> {
  const { state, save } = openState(options.dataFile);
  const calendar = {
    state,
    now: options.now ?? Date.now,
    maxDelayMs: options.maxDelayMs ?? 7 * 86_400_000,
  };
  const engine = createEngine(calendar, save);
  let down = false;
  const server = http.createServer(async (request, response) => {
    const call = await readCall(request);
    if (down) return void request.socket.destroy();
    respond(calendar, call, response, save);
    engine.turn();
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const turning = setInterval(() => engine.turn(), 10);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    get keys() {
      return state.keys;
    },
    state,
    setDown: (value) => {
      down = value;
    },
    async close() {
      clearInterval(turning);
      await closeServer(server);
      await engine.idle();
      save();
    },
  };
}

/** What is answered is saved before. */
function respond(calendar: Calendar, call: ApiCall, response: http.ServerResponse, save: () => void): void {
  const { status, body } = isAuthorized(call) ? answerCall(calendar, call) : fail(401, "unauthorized");
  save();
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

const isAuthorized = ({ headers, rawUrl }: ApiCall): boolean =>
  headers.authorization === `Bearer ${TOKEN}` || rawUrl.includes(`qstash_token=${encodeURIComponent(TOKEN)}`);

async function readCall(request: http.IncomingMessage): Promise<ApiCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const { method = "GET", url = "/" } = request;
  return { method, rawUrl: url, headers, body: Buffer.concat(chunks) };
}

async function closeServer(server: http.Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
