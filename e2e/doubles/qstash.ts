import http from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiAnswer, createApi } from "./qstash/api.ts";
import { createEngine } from "./qstash/engine.ts";
import { openState, type QstashState } from "./qstash/state.ts";

/** The public constant of Upstash's own local servers; it opens nothing. */
export const QSTASH_TOKEN = "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=";

export interface QstashDouble {
  url: string;
  token: string;
  readonly keys: QstashState["keys"];
  state: Readonly<QstashState>;
  /** Every API call it got, in order. */
  journal: { method: string; url: string; status: number }[];
  /** While down, connections are closed without an answer. */
  setDown(down: boolean): void;
  close(): Promise<void>;
}

/**
 * QStash on a loopback port: publish, batch, schedules, signed deliveries with retries and callbacks, keys that rotate,
 * deduplication for ten minutes, dead letters. With `dataFile` it goes on after a kill. Time is `now`, so that a test
 * may let a week pass; signatures carry the wall clock.
 */
export async function startQstash(
  options: { port?: number; dataFile?: string; now?: () => number; maxDelayMs?: number } = {},
): Promise<QstashDouble> {
  const now = options.now ?? Date.now;
  const { state, save } = openState(options.dataFile);
  const api = createApi({ state, now, maxDelayMs: options.maxDelayMs ?? 7 * 86_400_000 });
  const engine = createEngine({ state, save, now, publish: api.publish });
  const journal: QstashDouble["journal"] = [];
  let down = false;
  const server = http.createServer(async (request, response) => {
    const body = await readAll(request);
    if (down) return void request.socket.destroy();
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const call = { method: request.method ?? "GET", rawUrl: request.url ?? "/", headers, body };
    const answer: ApiAnswer = isAuthorized(call)
      ? api.handle(call)
      : { status: 401, body: { error: "unauthorized" } };
    save();
    journal.push({ method: call.method, url: call.rawUrl, status: answer.status });
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
    engine.turn();
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const turning = setInterval(() => engine.turn(), 10);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: QSTASH_TOKEN,
    get keys() {
      return state.keys;
    },
    state,
    journal,
    setDown: (value) => {
      down = value;
    },
    async close() {
      clearInterval(turning);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await engine.idle();
      save();
    },
  };
}

const isAuthorized = (call: { headers: Record<string, string>; rawUrl: string }): boolean =>
  call.headers.authorization === `Bearer ${QSTASH_TOKEN}` ||
  call.rawUrl.includes(`qstash_token=${encodeURIComponent(QSTASH_TOKEN)}`);

async function readAll(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
