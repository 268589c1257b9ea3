import { type JobName, jobContracts } from "./contracts.ts";
import { LeaseLost } from "./lease.ts";
import type { RegisteredJob } from "./registry.ts";

/** How many of a kind may run in one process; a kind without a number is as free as the crew is large. */
const placesOf = (name: JobName): number => {
  const contract = jobContracts[name];
  return "atOnce" in contract ? contract.atOnce : Number.POSITIVE_INFINITY;
};

/**
 * Heavy kinds of work take turns: a claimed job waits for its place under its own lease, which is extended meanwhile.
 * Its time limit counts from the claim.
 */
export function createPlaces(): {
  /** `begun` is asked when the job has its place; false: the row is no longer ours. */
  limited<S>(job: RegisteredJob<S>, begun: () => Promise<boolean>): RegisteredJob<S>;
} {
  const taken = new Map<JobName, number>();
  const queues = new Map<JobName, (() => void)[]>();

  async function take(name: JobName, most: number): Promise<void> {
    const count = taken.get(name) ?? 0;
    if (count < most) {
      taken.set(name, count + 1);
      return;
    }
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    await new Promise<void>((free) => queue.push(free));
  }

  function leave(name: JobName): void {
    const next = queues.get(name)?.shift();
    if (next) next();
    else taken.set(name, (taken.get(name) ?? 1) - 1);
  }

  return {
    limited(job, begun) {
      const most = placesOf(job.name);
      if (most === Number.POSITIVE_INFINITY) return job;
      return {
        ...job,
        async run(payload, services, context) {
          await take(job.name, most);
          try {
            context.signal.throwIfAborted();
            if (!(await begun())) throw new LeaseLost("while it waited for its place");
            return await job.run(payload, services, context);
          } finally {
            leave(job.name);
          }
        },
      };
    },
  };
}
