import { createHash } from "node:crypto";
import { createRedisServer } from "js-redis-server";
import { connectRedis, type RespClient, RespError, type RespValue } from "../resp-client.ts";

export type Command = (string | number)[];

/** A Redis server from npm, spoken to as Upstash speaks to its own. */
export interface Backend {
  /** Runs one command; an error is a value here. */
  run(command: Command): Promise<RespValue>;
  /** All or none, on a connection of its own: between MULTI and EXEC nobody else may speak. */
  runTogether(commands: Command[]): Promise<RespValue>;
  close(): Promise<void>;
}

export async function openBackend(): Promise<Backend> {
  const server = await createRedisServer({ port: 0 });
  const main = await connectRedis(server.host, server.port);
  const scripts = createScripts();
  return {
    run: (command) => run(main, scripts, command),
    async runTogether(commands) {
      const own = await connectRedis(server.host, server.port);
      try {
        await own.send(["MULTI"]);
        for (const command of commands) {
          const queued = await run(own, scripts, command);
          if (queued instanceof RespError) return queued;
        }
        return await own.send(["EXEC"]);
      } finally {
        own.close();
      }
    },
    async close() {
      main.close();
      await server.close();
    },
  };
}

/**
 * Scripts by the hash of the text the client sent, which is not the text that runs: those of the rate-limit SDK begin
 * with `#!lua flags=allow-key-locking`, which only Upstash knows, and Redis would refuse the line.
 */
function createScripts() {
  const known = new Map<string, string>();
  return {
    learn(text: string): string {
      const sha = createHash("sha1").update(text).digest("hex");
      known.set(sha, text.replace(/^#!lua[^\n]*\n/, ""));
      return sha;
    },
    find: (sha: string) => known.get(sha.toLowerCase()),
    forget: () => known.clear(),
  };
}
type Scripts = ReturnType<typeof createScripts>;

/** What Upstash does not offer over HTTP. */
const UNSUPPORTED =
  /^(blpop|brpop|blmove|bzpopmin|bzpopmax|watch|unwatch|discard|multi|exec|subscribe|monitor)$/i;

async function run(connection: RespClient, scripts: Scripts, command: Command): Promise<RespValue> {
  const [name, first, ...rest] = command.map(String);
  if (name === undefined) return new RespError("ERR empty command");
  if (UNSUPPORTED.test(name)) return new RespError(`ERR Command is not available: '${name}'`);
  if (/^script$/i.test(name)) return manage(scripts, first ?? "", rest);
  if (/^eval(_ro)?$/i.test(name)) {
    const text = scripts.find(scripts.learn(first ?? ""));
    return connection.send(["EVAL", text ?? "", ...rest]);
  }
  if (!/^evalsha(_ro)?$/i.test(name)) return connection.send(command);
  const known = scripts.find(first ?? "");
  if (known === undefined) return new RespError("NOSCRIPT No matching script. Please use EVAL.");
  return connection.send(["EVAL", known, ...rest]);
}

function manage(scripts: Scripts, action: string, args: string[]): RespValue {
  if (/^load$/i.test(action)) return scripts.learn(args[0] ?? "");
  if (/^exists$/i.test(action)) return args.map((sha) => (scripts.find(sha) === undefined ? 0 : 1));
  if (!/^flush$/i.test(action)) return new RespError(`ERR unknown subcommand '${action}'`);
  scripts.forget();
  return "OK";
}
