import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RedisDouble, startRedis } from "#e2e/doubles/redis.ts";
import { silentLog } from "#e2e/support/log.ts";
import { selfSignedCertificate } from "#e2e/support/tls-certificate.ts";
import { systemClock } from "#server/core/clock.ts";
import { createRedisCache } from "./redis-cache.ts";
import { openRedis } from "./store.ts";

const run = promisify(execFile);

interface Listener {
  url: string;
  /** The file of its certificate, as NODE_EXTRA_CA_CERTS names one. */
  authority: string;
  /** Whatever came through the handshake, in bytes. */
  received(): number;
}

let redis: RedisDouble;
const folder = mkdtempSync(join(tmpdir(), "huntaze-redis-tls-"));
const servers: Server[] = [];
const sockets = new Set<TLSSocket>();
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  await redis.close();
  rmSync(folder, { recursive: true });
});

/** TLS on loopback in front of the Redis server, with a certificate for this name that nobody knows yet. */
async function listen(hostname: string): Promise<Listener> {
  const certificate = selfSignedCertificate(hostname);
  const authority = join(folder, `${servers.length}.pem`);
  writeFileSync(authority, certificate.cert);
  const { port: plainPort } = new URL(redis.url);
  let received = 0;
  const server = createServer(certificate, (socket) => {
    sockets.add(socket);
    const behind = connect(Number(plainPort), "127.0.0.1");
    socket.on("data", (chunk) => {
      received += chunk.length;
    });
    for (const each of [socket, behind])
      each.on("error", () => undefined).on("close", () => [socket, behind].map((one) => one.destroy()));
    socket.pipe(behind).pipe(socket);
  });
  server.on("tlsClientError", () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `rediss://localhost:${port}`, authority, received: () => received };
}

/** The product's adapter in a process of its own, because authorities are read when a process starts. */
async function inProcess(
  { url }: Listener,
  { authority, patienceMs }: { authority?: string | undefined; patienceMs: number },
): Promise<{ value: unknown; lines: string }> {
  const script = `
    import { systemClock } from "#server/core/clock.ts";
    import { createRedisCache } from "#server/adapters/redis/redis-cache.ts";
    import { openRedis } from "#server/adapters/redis/store.ts";
    const lines = [];
    const write = (message, fields) => lines.push({ message, ...fields });
    const log = { debug: write, info: write, warn: write, error: write, with: () => log };
    const store = openRedis({ url: ${JSON.stringify(url)}, clock: systemClock, log });
    const cache = createRedisCache(store, ${patienceMs});
    await cache.set("tls", { canary: "over TLS" }, 60_000);
    const value = (await cache.get("tls")) ?? null;
    store.close();
    console.log(JSON.stringify({ value, lines: JSON.stringify(lines) }));
    process.exit(0);`;
  const env = { PATH: process.env.PATH, NODE_ENV: "production" as const };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], {
    env: authority ? { ...env, NODE_EXTRA_CA_CERTS: authority } : env,
  });
  return JSON.parse(stdout);
}

describe("rediss://", () => {
  it("is spoken to where its authority is named", async () => {
    const listener = await listen("localhost");
    const { value } = await inProcess(listener, { authority: listener.authority, patienceMs: 5_000 });
    expect(value).toEqual({ canary: "over TLS" });
    expect(listener.received()).toBeGreaterThan(0);
    expect(await redis.redis("EXISTS", "huntaze:cache:tls")).toBe(1);
    await redis.redis("DEL", "huntaze:cache:tls");
  });

  it.each([
    ["nobody knows", "localhost", "none"],
    ["another authority signed", "localhost", "another"],
    ["is another server's", "redis.example.org", "own"],
  ] as const)("gets no command when its certificate %s", async (_why, hostname, known) => {
    const listener = await listen(hostname);
    const other = await listen("localhost");
    const authority = { none: undefined, another: other.authority, own: listener.authority }[known];
    const { value, lines } = await inProcess(listener, { authority, patienceMs: 700 });
    expect(value).toBeNull();
    expect(listener.received()).toBe(0);
    expect(await redis.redis("EXISTS", "huntaze:cache:tls")).toBe(0);
    expect(lines).not.toContain("canary");
  });

  it("says once why it does not trust a certificate, which no waiting mends", async () => {
    const listener = await listen("localhost");
    const log = silentLog();
    const store = openRedis({ url: listener.url, clock: systemClock, log });
    const cache = createRedisCache(store, 500);
    expect(await cache.get("tls")).toBeUndefined();
    expect(await cache.get("tls")).toBeUndefined();
    store.close();
    const told = log.lines.filter(
      ({ level, message }) => level === "warn" && message.includes("certificate"),
    );
    expect(told).toMatchObject([{ fields: { service: "redis", code: "DEPTH_ZERO_SELF_SIGNED_CERT" } }]);
  });
});
