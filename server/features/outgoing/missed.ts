import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { deliveryJob } from "#server/features/announce.ts";
import { limitByHand } from "./by-hand.ts";
import type { OutgoingDeps } from "./deps.ts";
import * as repo from "./repo.ts";
import type { missedInput, missedOutput, resendMissedOutput } from "./schema.ts";

/** What an endpoint did not take, all at once. Everything throws FORBIDDEN for less than admins, NOT_FOUND for others'. */
export interface MissedService {
  /** How many messages written since then were given up or called off; counted up to a bound. */
  missed(actor: Actor, input: z.infer<typeof missedInput>): Promise<z.infer<typeof missedOutput>>;
  /**
   * Begins another round for the oldest of them, so many at a time; `more` says that there are others. What ended after
   * `until` is left alone, so calls with the same one come to an end, and a second click finds nothing to do. Throws
   * CONFLICT for an endpoint that is switched off, RATE_LIMITED.
   */
  resendMissed(actor: Actor, input: z.infer<typeof missedInput>): Promise<z.infer<typeof resendMissedOutput>>;
}

/** Sent again by one call. */
export const MISSED_BATCH = 200;
const MOST_COUNTED = 10_000;

export const createMissedService = (deps: OutgoingDeps): MissedService => ({
  async missed(actor, input) {
    requireRole(actor, "admin");
    const { workspaceId } = actor;
    await repo.findEndpoint(deps.db, workspaceId, input.endpointId);
    const count = await repo.countMissed(deps.db, { ...input, workspaceId }, MOST_COUNTED + 1);
    return { count: Math.min(count, MOST_COUNTED), more: count > MOST_COUNTED };
  },

  async resendMissed(actor, input) {
    requireRole(actor, "admin");
    const { workspaceId } = actor;
    await repo.findEndpoint(deps.db, workspaceId, input.endpointId);
    await limitByHand(deps, actor);
    const range = { ...input, workspaceId };
    return deps.work.run(async (tx) => {
      const endpoint = await repo.lockEndpoint(tx.db, input.endpointId);
      if (endpoint?.status !== "active")
        throw new AppError("CONFLICT", "the endpoint is switched off", {
          userMessage: "WEBHOOK_SWITCHED_OFF",
        });
      const opened = await repo.reopenMissed(tx.db, range, deps.clock.now(), MISSED_BATCH);
      const jobs = opened.map(({ id, round }) => ({ ...deliveryJob(id, round), workspaceId }));
      await tx.ringMany("outgoing.deliver", jobs);
      return { resent: opened.length, more: (await repo.countMissed(tx.db, range, 1)) > 0 };
    });
  },
});
