import type { Clock } from "#server/core/ports.ts";

export interface BreakerLimits {
  /** Fewer outcomes than this say nothing. */
  minRequests: number;
  /** Share of failures at which it opens. */
  failureRatio: number;
  /** How long nothing is asked. */
  openMs: number;
}

/** Convoy's figures for calls to other systems. */
const DEFAULT_LIMITS: BreakerLimits = { minRequests: 10, failureRatio: 0.7, openMs: 30_000 };
const WINDOW_MS = 60_000;

export type Permit = { granted: true; probe: boolean } | { granted: false; retryAfterMs: number };

/**
 * Stops calling a host that does not answer. Closed it counts the last minute; open it refuses at once; after its
 * rest exactly one probe decides.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #limits: BreakerLimits;
  #outcomes: { at: number; ok: boolean }[] = [];
  #openedAt: number | undefined;
  #probing = false;

  constructor(clock: Clock, limits: BreakerLimits = DEFAULT_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Every granted permit is answered by exactly one `settle`. */
  ask(): Permit {
    if (this.#openedAt === undefined) return { granted: true, probe: false };
    const left = this.#openedAt + this.#limits.openMs - this.#now();
    if (left > 0) return { granted: false, retryAfterMs: left };
    if (this.#probing) return { granted: false, retryAfterMs: 1_000 };
    this.#probing = true;
    return { granted: true, probe: true };
  }

  /** `undefined`: the call says nothing about the host (aborted by the caller). */
  settle(permit: { probe: boolean }, ok: boolean | undefined): void {
    if (permit.probe) this.#settleProbe(ok);
    if (permit.probe || ok === undefined || this.#openedAt !== undefined) return;
    const now = this.#now();
    this.#outcomes = this.#outcomes.filter((outcome) => outcome.at > now - WINDOW_MS);
    this.#outcomes.push({ at: now, ok });
    const failures = this.#outcomes.filter((outcome) => !outcome.ok).length;
    const { minRequests, failureRatio } = this.#limits;
    const count = this.#outcomes.length;
    if (count >= minRequests && failures / count >= failureRatio) this.#open();
  }

  #settleProbe(ok: boolean | undefined): void {
    this.#probing = false;
    if (ok === false) this.#open();
    if (ok !== true) return;
    this.#openedAt = undefined;
    this.#outcomes = [];
  }

  #open(): void {
    this.#openedAt = this.#now();
    this.#outcomes = [];
  }

  #now = (): number => this.#clock.now().getTime();
}
