import type { FaultPoints } from "#server/core/ports.ts";

/**
 * Fault points of a process. `armed` is `name:nth` (names may hold colons): the process is killed the nth time the
 * point is passed, as a power cut would, with no handler run. Null arms nothing. Throws on anything else.
 */
export function createFaultPoints(armed: string | null): FaultPoints {
  if (armed === null) return { hit: () => undefined };
  const [, point, nth] = /^(.+):([1-9]\d*)$/.exec(armed) ?? [];
  if (!point || !nth) throw new Error(`fault point "${armed}" is not of the form name:nth`);
  let left = Number(nth);
  return {
    hit(name) {
      if (name !== point) return;
      left -= 1;
      if (left === 0) process.kill(process.pid, "SIGKILL");
    },
  };
}
