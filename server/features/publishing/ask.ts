import type { PublishDeps } from "./run.ts";

export type Answer<T> = ({ ok: true; value: T } | { ok: false; thrown: unknown }) & { durationMs: number };

/**
 * Makes one call that leaves the house, between its two fault points. What it throws is part of the answer; what a
 * fault point throws is not: nothing here catches that.
 */
export async function ask<T>(
  deps: Pick<PublishDeps, "faults" | "clock">,
  name: string,
  call: () => Promise<T>,
): Promise<Answer<T>> {
  deps.faults.hit(`publish:before:call:${name}`);
  const startedAt = deps.clock.now().getTime();
  const outcome = await Promise.resolve()
    .then(call)
    .then(
      (value) => ({ ok: true as const, value }),
      (thrown: unknown) => ({ ok: false as const, thrown }),
    );
  const durationMs = deps.clock.now().getTime() - startedAt;
  deps.faults.hit(`publish:after:call:${name}`);
  return { ...outcome, durationMs };
}
