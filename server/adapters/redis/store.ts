import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import type { Clock, Log } from "#server/core/ports.ts";
import { createGuard, type Guard } from "#server/http/guard.ts";

export interface RedisOptions {
  /**
   * `redis://` or, with TLS and a verified certificate, `rediss://`. An authority of one's own is named in
   * NODE_EXTRA_CA_CERTS, as for every other connection of the process.
   */
  url: string;
  clock: Clock;
  log: Log;
}

/** A server that accepts connections and says nothing is left after this. */
const SILENCE_MS = 2_000;
const LONGEST_RECONNECT_MS = 3_000;

/** A script and the name Redis knows it by. */
export interface Script {
  text: string;
  sha: string;
}

export const script = (text: string): Script => ({
  text,
  sha: createHash("sha1").update(text).digest("hex"),
});

export interface RedisStore {
  /** A way of its own to the same connection: what is slow for one must not shut another out. */
  guard(): Guard;
  /**
   * One command, once there is a connection; waits for it no longer than `signal` lets it, and then sends nothing.
   * Throws whatever Redis refuses.
   */
  command<T>(signal: AbortSignal, send: (redis: Redis) => Promise<T>): Promise<T>;
  /** Runs a script on these keys, by its name where the server knows it. */
  run(signal: AbortSignal, script: Script, keys: string[], args: (string | number)[]): Promise<unknown>;
  close(): void;
}

/**
 * One connection to a Redis server, made at once and made again whenever it is lost. Nothing is queued while there is
 * none, and nothing is sent twice: a command whose answer was lost may have been carried out.
 * https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export function openRedis({ url, clock, log: parent }: RedisOptions): RedisStore {
  const log = parent.with({ service: "redis" });
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_RECONNECT_MS),
    connectionName: "huntaze",
    disableClientInfo: true,
  });
  // As many may wait for the connection as there are requests.
  redis.setMaxListeners(0);
  // Every attempt ends here; what it means for a request is the guard's to say.
  const distrust = createDistrust(log);
  redis.on("error", (error: Error) => {
    log.debug("redis connection", { kind: error.name });
    distrust.look(error);
  });
  redis.on("ready", distrust.forget);

  async function command<T>(signal: AbortSignal, send: (redis: Redis) => Promise<T>): Promise<T> {
    if (redis.status !== "ready") await connected(redis, signal);
    return send(redis);
  }

  return {
    guard: () => createGuard({ clock, log }),
    command,
    run: (signal, { text, sha }, keys, args) =>
      command(signal, async (connection) => {
        try {
          return await connection.evalsha(sha, keys.length, ...keys, ...args);
        } catch (error) {
          if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
          signal.throwIfAborted();
          return connection.eval(text, keys.length, ...keys, ...args);
        }
      }),
    close: () => redis.disconnect(),
  };
}

/** How OpenSSL and Node call a certificate that is not believed, or is another server's. */
const UNTRUSTED = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY/;

/** Says once, until there was a connection, why there is none: a person has to mend it, no waiting does. */
function createDistrust(log: Log): { look(error: Error): void; forget(): void } {
  let said = false;
  return {
    look(error) {
      const code = "code" in error ? String(error.code) : "";
      if (said || !UNTRUSTED.test(code)) return;
      said = true;
      log.warn("the certificate cannot be trusted: name its authority in NODE_EXTRA_CA_CERTS", { code });
    },
    forget() {
      said = false;
    },
  };
}

/** Resolves when there is a connection; throws when patience ends first. */
function connected(redis: Redis, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onReady = () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    };
    const onAbort = () => {
      redis.off("ready", onReady);
      reject(signal.reason);
    };
    redis.once("ready", onReady);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
