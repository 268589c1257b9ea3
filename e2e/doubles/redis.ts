import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createRedisServer } from "js-redis-server";
import { connectRedis, type RespValue } from "./resp-client.ts";

/** What stands between client and server does: nothing, or its worst. */
export type RedisFault =
  | "none"
  | "silent"
  | "errors"
  | "noscript"
  | "garbage"
  | "nonsense"
  | "drop"
  | { delayMs: number };

export interface RedisDouble {
  url: string;
  /** Commands that came, as far as packets tell: what is sent together counts as one. */
  commands(): number;
  fault(next: RedisFault): void;
  /** Nobody listens any more, and whoever was connected is cut off; the data stays. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  accept(): Promise<void>;
  /** Asks Redis itself, past the proxy. */
  redis(...command: (string | number)[]): Promise<RespValue>;
  close(): Promise<void>;
}

/** A Redis server from npm (the real protocol and Lua, over TCP) behind a proxy that can break in every way. */
export async function startRedis(): Promise<RedisDouble> {
  const server = await createRedisServer({ port: 0 });
  const direct = await connectRedis(server.host, server.port);
  const sockets = new Set<Socket>();
  let fault: RedisFault = "none";
  let count = 0;
  const proxy = createServer((socket) => {
    const behind = connect(server.port, server.host);
    for (const each of [socket, behind]) {
      sockets.add(each);
      each.on("error", () => undefined);
      each.on("close", () => {
        sockets.delete(each);
        socket.destroy();
        behind.destroy();
      });
    }
    socket.on("data", (chunk) => {
      count += 1;
      if (!suffer(fault, chunk, socket)) behind.write(chunk);
    });
    behind.on("data", (chunk) => {
      if (typeof fault !== "object") return void socket.write(chunk);
      setTimeout(() => socket.writable && socket.write(chunk), fault.delayMs);
    });
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", () => resolve()));
  const refuse = async () => {
    const closed = new Promise((resolve) => proxy.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    commands: () => count,
    fault: (next) => {
      fault = next;
    },
    refuse,
    accept: () => listen(port),
    redis: (...command) => direct.send(command),
    async close() {
      if (proxy.listening) await refuse();
      direct.close();
      await server.close();
    },
  };
}

/** True when the command has been dealt with and Redis does not see it. */
function suffer(fault: RedisFault, chunk: Buffer, socket: Socket): boolean {
  if (fault === "none" || typeof fault === "object") return false;
  const commands = chunk.toString("latin1").match(/\*\d+\r\n\$/g)?.length ?? 1;
  if (fault === "errors") socket.write("-ERR internal error\r\n".repeat(commands));
  if (fault === "nonsense") socket.write(":7\r\n".repeat(commands));
  if (fault === "garbage") socket.write("<html>\r\n".repeat(commands));
  if (fault === "drop") socket.destroy();
  if (fault !== "noscript") return true;
  if (!/\r\nEVAL(SHA)?\r\n/i.test(chunk.toString("latin1"))) return false;
  socket.write("-NOSCRIPT No matching script. Please use EVAL.\r\n".repeat(commands));
  return true;
}
