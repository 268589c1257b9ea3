import { createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

/**
 * The opponent of the webhook bench, a process of its own: node:http, the same signature check, and one committed insert
 * per request; no routing, no ledger, no jobs. The least that any durable receiver has to do.
 */
const [databaseUrl = "", secret = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
await pool.query(
  "CREATE TABLE IF NOT EXISTS bare_events (id text PRIMARY KEY, payload jsonb NOT NULL, at timestamptz DEFAULT now())",
);

async function receive(request: http.IncomingMessage): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const [, at, given] = /^t=(\d+),s=([0-9a-f]{64})$/.exec(String(request.headers["tiktok-signature"])) ?? [];
  const mac = createHmac("sha256", secret).update(`${at}.`).update(body).digest();
  if (!given || !timingSafeEqual(mac, Buffer.from(given, "hex"))) return 401;
  const event = JSON.parse(body.toString());
  await pool.query("INSERT INTO bare_events (id, payload) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    JSON.parse(event.content).publish_id,
    event,
  ]);
  return 200;
}

const server = http.createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end("{}"),
    () => response.writeHead(503).end(),
  );
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
