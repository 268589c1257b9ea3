import { Redis } from "@upstash/redis";
import type { Clock, Log } from "#server/core/ports.ts";
import { type Asked, createGuard, type Guard } from "#server/http/guard.ts";

export interface UpstashOptions {
  url: string;
  token: string;
  clock: Clock;
  log: Log;
}

/**
 * The way to Upstash Redis over its REST interface: one try, a deadline, and a breaker. Its own retries are off: a
 * command whose answer was lost may have been carried out. https://upstash.com/docs/redis/features/restapi
 */
export class UpstashStore {
  readonly redis: Redis;
  readonly guard: Guard;
  readonly #timeoutMs: number;

  constructor(options: UpstashOptions & { timeoutMs: number }) {
    this.guard = createGuard({ clock: options.clock, log: options.log.with({ service: "redis" }) });
    this.#timeoutMs = options.timeoutMs;
    this.redis = new Redis({
      url: options.url,
      token: options.token,
      retry: { retries: 0, backoff: () => 0 },
      signal: () => AbortSignal.timeout(options.timeoutMs),
      automaticDeserialization: false,
      enableTelemetry: false,
      readYourWrites: false,
    });
  }

  /** Never throws, and takes no longer than the store's deadline. */
  ask<T>(operation: string, command: (redis: Redis) => Promise<T>): Promise<Asked<T>> {
    return this.guard.ask(operation, this.#timeoutMs, () => command(this.redis));
  }
}
