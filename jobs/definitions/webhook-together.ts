import type { Log } from "#server/core/ports.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { effectOf, transitions, type WebhookEffect } from "#server/webhooks/attempt.ts";
import type { PublicationNotice } from "#server/webhooks/effects.ts";
import { interpret } from "#server/webhooks/interpret.ts";
import type { WebhookProcessServices } from "./webhook-apply.ts";
import { lockOpen } from "./webhook-batch.ts";
import { historySoFar } from "./webhook-ledger.ts";

/** So many share a transaction, and the fate of one among them that cannot be applied. */
const GROUP = 128;

/**
 * Applies events of the kinds of which many can be applied in few statements: effects and new states of a group are one
 * transaction. Returns the ids it applied; the rest is left over, each for a run of its own, a group with one that fails
 * included.
 */
export async function applyTogether(
  eventIds: readonly string[],
  services: WebhookProcessServices,
  log: Log,
): Promise<Set<string>> {
  const applied = new Set<string>();
  if (!services.webhookEffectsTogether) return applied;
  for (let first = 0; first < eventIds.length; first += GROUP) {
    const group = eventIds.slice(first, first + GROUP);
    const ids = await applyGroup(group, services).catch((error: unknown) => {
      log.warn("events could not be applied together, each is tried by itself", { error });
      return [];
    });
    for (const id of ids) applied.add(id);
  }
  return applied;
}

async function applyGroup(
  eventIds: readonly string[],
  { unitOfWork, webhookEffectsTogether, clock }: WebhookProcessServices,
): Promise<string[]> {
  return unitOfWork.run(async (tx) => {
    const now = clock.now();
    const meant = (await lockOpen(tx, eventIds, now)).flatMap((event) => {
      const meaning = interpret(event);
      return !event.held && meaning.effect === "settlePublication" ? [{ id: event.id, meaning }] : [];
    });
    const notices: PublicationNotice[] = meant.map(({ meaning }) => meaning.notice);
    const results = (await webhookEffectsTogether?.settlePublications(tx, notices)) ?? [];
    const applied = meant.filter((_, index) => results[index] === "applied");
    await end(
      tx,
      applied.map(({ id, meaning }) => ({ id, effect: effectOf(meaning) })),
      now,
    );
    return applied.map(({ id }) => id);
  });
}

/** Claim and end in one: under the lock nobody comes between. */
async function end(
  tx: Tx,
  applied: readonly { id: string; effect: WebhookEffect | undefined }[],
  now: Date,
): Promise<void> {
  if (applied.length === 0) return;
  const at = now.toISOString();
  await tx.db.$executeRaw`
    UPDATE webhook_events SET status = ${transitions.apply.to}::"WebhookEventStatus", attempts = attempts + 1,
           fence = fence + 1, "leaseUntil" = NULL, "lastError" = NULL, "processedAt" = ${now},
           history = ${historySoFar} || jsonb_build_object('fence', fence + 1, 'startedAt', ${at}::text, 'endedAt', ${at}::text,
                  'outcome', 'done', 'effect', mine.effect)
    FROM unnest(${applied.map(({ id }) => id)}::uuid[], ${applied.map(({ effect }) => JSON.stringify(effect))}::jsonb[])
           AS mine (id, effect)
    WHERE webhook_events.id = mine.id`;
}
