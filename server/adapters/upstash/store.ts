import { Redis } from "@upstash/redis";
import type { Clock, Log } from "#server/core/ports.ts";
import { CircuitBreaker } from "#server/http/circuit-breaker.ts";

export interface UpstashOptions {
  url: string;
  token: string;
  clock: Clock;
  log: Log;
}

/** Three failures in a row, and for five seconds nobody waits for the store. */
const LIMITS = { minRequests: 3, failureRatio: 0.7, openMs: 5_000 };

/** An asked question: what came back, or that nothing did. */
export type Asked<T> = { ok: true; value: T } | { ok: false };

/**
 * The way to Upstash Redis over its REST interface: one try, a deadline, and a breaker. Its own retries are off: a
 * command whose answer was lost may have been carried out.
 */
export class UpstashStore {
  readonly redis: Redis;
  readonly #breaker: CircuitBreaker;
  readonly #log: Log;

  constructor(options: UpstashOptions & { timeoutMs: number }) {
    this.#breaker = new CircuitBreaker(options.clock, LIMITS);
    this.#log = options.log.with({ service: "redis" });
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

  /** Never throws. Of an error only its kind is logged: the SDK's messages repeat the command with its values. */
  async ask<T>(operation: string, command: (redis: Redis) => Promise<T>): Promise<Asked<T>> {
    const permit = this.#breaker.ask();
    if (!permit.granted) return { ok: false };
    try {
      const value = await command(this.redis);
      this.#breaker.settle(permit, true);
      return { ok: true, value };
    } catch (error) {
      this.#breaker.settle(permit, false);
      this.#log.warn("the store did not answer", {
        operation,
        kind: error instanceof Error ? error.name : "unknown",
      });
      return { ok: false };
    }
  }
}
