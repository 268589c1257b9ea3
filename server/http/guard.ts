import type { Clock, Log } from "#server/core/ports.ts";

/** Failures in a row after which nobody waits for the store any more. */
const FAILURES = 3;
/** How long nobody asks; then one question finds out. */
const REST_MS = 5_000;

/** An asked question: what came back, or that nothing did. */
export type Asked<T> = { ok: true; value: T } | { ok: false };

/** The way to a store that the house can do without. */
export interface Guard {
  /**
   * Never throws, and resolves within `withinMs` whatever the store does: refuses, keeps silent, breaks, talks nonsense
   * (then `question` throws). `signal` aborts when nobody waits any more: what was not sent by then must not be sent.
   */
  ask<T>(
    operation: string,
    withinMs: number,
    question: (signal: AbortSignal) => Promise<T>,
  ): Promise<Asked<T>>;
}

/**
 * A deadline and a breaker before a store. Three failures in a row open it, however many answers came before: a dead
 * store must not cost every request its deadline. Of an error only its kind is logged: messages repeat the command.
 */
export function createGuard({ clock, log }: { clock: Clock; log: Log }): Guard {
  const breaker = createBreaker(clock);
  return {
    async ask(operation, withinMs, question) {
      const permit = breaker.ask();
      if (!permit) return { ok: false };
      try {
        const value = await withDeadline(withinMs, question);
        breaker.answered();
        return { ok: true, value };
      } catch (error) {
        breaker.failed(permit);
        log.warn("the store did not answer", {
          operation,
          kind: error instanceof Error ? error.name : "unknown",
        });
        return { ok: false };
      }
    },
  };
}

type Permit = "plain" | "probe";

function createBreaker(clock: Clock) {
  let inARow = 0;
  let restsUntil = 0;
  let probing = false;
  return {
    ask(): Permit | undefined {
      if (inARow < FAILURES) return "plain";
      if (probing || clock.now().getTime() < restsUntil) return undefined;
      probing = true;
      return "probe";
    },
    answered(): void {
      inARow = 0;
      probing = false;
    },
    /** What was under way when it opened may fail late, and prolongs nothing. */
    failed(permit: Permit): void {
      inARow += 1;
      if (permit === "probe") probing = false;
      if (permit === "probe" || inARow === FAILURES) restsUntil = clock.now().getTime() + REST_MS;
    },
  };
}

async function withDeadline<T>(withinMs: number, question: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  late.catch(() => undefined);
  const timer = setTimeout(() => {
    const error = new DOMException("no answer in time", "TimeoutError");
    over.abort(error);
    reject(error);
  }, withinMs);
  try {
    const answer = question(over.signal);
    answer.catch(() => undefined);
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
