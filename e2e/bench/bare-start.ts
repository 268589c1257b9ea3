import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "#e2e/support/postgres.ts";

/**
 * The opponent of the start bench: the least that a product with a database of its own can start with: the same PostgreSQL
 * in an empty folder, one table, and one answer over node:http that has asked it. Resolves to milliseconds.
 */
export async function bareStart(folder: string): Promise<number> {
  const startedAt = performance.now();
  const postgres = await startPostgres(path.join(folder, "bare-pg"));
  try {
    await answerOnce(postgres.url);
    return performance.now() - startedAt;
  } finally {
    await postgres.stop();
  }
}

async function answerOnce(serverUrl: string): Promise<void> {
  const url = Object.assign(new URL(serverUrl), { pathname: "/postgres" }).href;
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  await pool.query("CREATE TABLE one (id int PRIMARY KEY)");
  const server = http.createServer((_request, response) => {
    pool.query("SELECT count(*) FROM one").then(
      () => response.end("ok"),
      () => response.writeHead(503).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  await pool.end();
  if (!answer.ok) throw new Error(`the bare product answered ${answer.status}`);
}
