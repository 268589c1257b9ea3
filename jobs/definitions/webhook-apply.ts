import type { Clock, Log } from "#server/core/ports.ts";
import type { Db, Tx, UnitOfWork } from "#server/features/unit-of-work.ts";
import { effectOf } from "#server/webhooks/attempt.ts";
import type { EffectResult, WebhookEffects } from "#server/webhooks/effects.ts";
import type { WebhookEffectsTogether } from "#server/webhooks/effects-together.ts";
import { interpret } from "#server/webhooks/interpret.ts";
import type { Interpretation } from "#server/webhooks/meaning.ts";
import type { JobResult } from "../job.ts";
import { setAside } from "./webhook-batch.ts";
import { claimEvent, EVENT_LEASE_MS, type EventClaim, endClaim, lockClaimed } from "./webhook-ledger.ts";
import { applyTogether } from "./webhook-together.ts";

export interface WebhookProcessServices {
  db: Db;
  unitOfWork: UnitOfWork;
  webhookEffects: WebhookEffects<Tx>;
  /** Left out where each event has a transaction of its own. */
  webhookEffectsTogether?: WebhookEffectsTogether<Tx>;
  clock: Clock;
}

/** An event may overtake the answer that tells us the id it speaks of: so long it may still turn out to be ours. */
const OVERTAKING_MS = 2 * 60_000;
const ASK_AGAIN_MS = 15_000;

/**
 * Applies one webhook event: received → processing → done | ignored, or failed. Its effects and its new state are one
 * transaction, so however often this is called they happen once. Throws what it failed of; the event says so already.
 */
export async function applyEvent(eventId: string, services: WebhookProcessServices): Promise<JobResult> {
  const claim = await claimEvent(services.db, eventId, services.clock.now());
  if (!claim) return { outcome: "done", note: "applied before, or pruned" };
  if ("heldUntil" in claim) return { outcome: "again", at: claim.heldUntil, note: "another is at it" };
  try {
    return await services.unitOfWork.run((tx) => apply(tx, services, claim));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await endClaim(services.db, claim, "fail", { now: services.clock.now(), why });
    throw error;
  }
}

/** Many in few transactions: one result for each, in order; undefined for one that is left over for `applyEvent`. */
export async function applyEvents(
  eventIds: readonly string[],
  services: WebhookProcessServices,
  log: Log,
): Promise<(JobResult | undefined)[]> {
  const results = await setAside(eventIds, services);
  const left = eventIds.filter((_, index) => results[index] === undefined);
  const applied = await applyTogether(left, services, log);
  return results.map((result, index) =>
    applied.has(eventIds[index] ?? "") ? { outcome: "done", note: "applied" } : result,
  );
}

async function apply(
  tx: Tx,
  { webhookEffects, clock }: WebhookProcessServices,
  claim: EventClaim,
): Promise<JobResult> {
  const event = await lockClaimed(tx, claim);
  if (!event) return lost(clock.now());
  const meaning = interpret(event);
  const result = await cause(tx, webhookEffects, meaning);
  const now = clock.now();
  if (result === "unknown" && now.getTime() - event.receivedAt.getTime() < OVERTAKING_MS) {
    await endClaim(tx.db, claim, "postpone", { now, why: NOTHING_OF_OURS });
    return { outcome: "again", at: new Date(now.getTime() + ASK_AGAIN_MS), note: NOTHING_OF_OURS };
  }
  if (result === "applied") await endClaim(tx.db, claim, "apply", { now, effect: effectOf(meaning) });
  else await endClaim(tx.db, claim, "ignore", { now, why: whyIgnored(meaning) });
  return { outcome: "done", note: result };
}

/** Somebody else has claimed the event since, or settled it: this try looks once more when that one must have ended. */
const lost = (now: Date): JobResult => ({
  outcome: "again",
  at: new Date(now.getTime() + EVENT_LEASE_MS),
  note: "another took it over",
});

async function cause(
  tx: Tx,
  effects: WebhookEffects<Tx>,
  meaning: Interpretation,
): Promise<EffectResult | "ignored"> {
  switch (meaning.effect) {
    case "settlePublication":
      return effects.settlePublication(tx, meaning.notice);
    case "connectionRevoked":
      return effects.connectionRevoked(tx, meaning.notice);
    case "messageReceived":
      return effects.messageReceived(tx, meaning.notice);
    case "none":
      return "ignored";
  }
}

const NOTHING_OF_OURS = "nothing of ours is meant";
const whyIgnored = (meaning: Interpretation): string =>
  meaning.effect === "none" ? meaning.why : NOTHING_OF_OURS;
