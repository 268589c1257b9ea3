import type { Kit } from "./network.ts";

const MAX_KEYS = 5_000;

export interface Spent {
  allowed: boolean;
  left: number;
  /** When the oldest call counted leaves the window. */
  resetAt: number;
}

/** A sliding window of calls per key; a quicker pace has shorter windows. Memory only; refuses only if the settings say so. */
export class RateWindow {
  readonly limit: number;
  readonly #kit: Kit;
  readonly #windowMs: number;
  readonly #calls = new Map<string, number[]>();

  constructor(kit: Kit, limit: number, windowMs: number) {
    this.limit = limit;
    this.#kit = kit;
    this.#windowMs = windowMs * kit.pace;
  }

  /** Counts a call, unless the window is full. */
  take(key: string): Spent {
    const now = this.#kit.clock.now();
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - this.#windowMs);
    const allowed = recent.length < this.limit || !this.#kit.settings().rateLimits;
    this.#calls.delete(key);
    this.#calls.set(key, (allowed ? [...recent, now] : recent).slice(-this.limit));
    if (this.#calls.size > MAX_KEYS) this.#calls.delete(this.#calls.keys().next().value ?? "");
    const left = Math.max(0, this.limit - recent.length - 1);
    return { allowed, left: allowed ? left : 0, resetAt: (recent[0] ?? now) + this.#windowMs };
  }

  clear(): void {
    this.#calls.clear();
  }
}
