import type { WebhookEventStatus } from "#prisma/generated/client.ts";
import type { Clock } from "#server/core/ports.ts";
import { redactText } from "#server/core/redact.ts";
import type { Db, Tx, UnitOfWork } from "#server/features/unit-of-work.ts";
import type { EffectResult, WebhookEffects } from "#server/webhooks/effects.ts";
import { interpret } from "#server/webhooks/interpret.ts";
import type { EventToApply, Interpretation } from "#server/webhooks/meaning.ts";
import { defineJob, type JobResult } from "../job.ts";
import { setAside } from "./webhook-batch.ts";

export interface WebhookProcessServices {
  db: Db;
  unitOfWork: UnitOfWork;
  webhookEffects: WebhookEffects<Tx>;
  clock: Clock;
}

/** An event may overtake the answer that tells us the id it speaks of: so long it may still turn out to be ours. */
const OVERTAKING_MS = 2 * 60_000;
const ASK_AGAIN_MS = 15_000;

/** Events that may be applied: `dead` too, because a replay begins there. */
const OPEN: WebhookEventStatus[] = ["received", "processing", "failed", "dead"];

/**
 * Applies one webhook event: received → processing → done | ignored, or failed and tried again, or dead with its reason.
 * Its effects and its new state are one transaction, so however often the job runs they happen once.
 */
export const webhookProcess = defineJob<WebhookProcessServices>()({
  name: "webhook.process",
  async run({ eventId }, services) {
    const begun = await services.db.webhookEvent.updateMany({
      where: { id: eventId, status: { in: OPEN } },
      data: { status: "processing", attempts: { increment: 1 } },
    });
    if (begun.count === 0) return { outcome: "done", note: "applied before, or pruned" };
    try {
      return await services.unitOfWork.run((tx) => apply(tx, services, eventId));
    } catch (error) {
      await note(services.db, eventId, "failed", error instanceof Error ? error.message : String(error));
      throw error;
    }
  },
  runMany: (payloads, services) =>
    setAside(
      payloads.map(({ eventId }) => eventId),
      services,
    ),
  async dead({ eventId }, { db }, { message }) {
    await note(db, eventId, "dead", message);
  },
});

async function apply(
  tx: Tx,
  { webhookEffects, clock }: WebhookProcessServices,
  eventId: string,
): Promise<JobResult> {
  const event = await lock(tx, eventId);
  if (event?.status !== "processing") return { outcome: "done", note: "applied meanwhile" };
  const meaning = interpret(event);
  const result = await cause(tx, webhookEffects, meaning);
  const now = clock.now();
  if (result === "unknown" && now.getTime() - event.receivedAt.getTime() < OVERTAKING_MS) {
    await tx.db.webhookEvent.update({ where: { id: eventId }, data: { status: "received" } });
    return { outcome: "again", at: new Date(now.getTime() + ASK_AGAIN_MS), note: "nothing of ours yet" };
  }
  await tx.db.webhookEvent.update({
    where: { id: eventId },
    data: {
      status: result === "applied" ? "done" : "ignored",
      lastError: result === "applied" ? null : whyIgnored(meaning),
      processedAt: now,
    },
  });
  return { outcome: "done", note: result };
}

type LockedEvent = EventToApply & { status: WebhookEventStatus; receivedAt: Date };

/** Two runs of the same job (a lease was lost) take turns here, and the second finds the event settled. */
async function lock(tx: Tx, eventId: string): Promise<LockedEvent | undefined> {
  const [event] = await tx.db.$queryRaw<LockedEvent[]>`
    SELECT id, source, type, "accountRef", payload, "occurredAt", "receivedAt", status::text
    FROM webhook_events WHERE id = ${eventId}::uuid FOR UPDATE`;
  return event;
}

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
    case "none":
      return "ignored";
  }
}

const whyIgnored = (meaning: Interpretation): string =>
  meaning.effect === "none" ? meaning.why : "nothing of ours is meant";

/** Never over a settled event: another run may have applied it while this one failed. */
async function note(db: Db, eventId: string, status: "failed" | "dead", why: string): Promise<void> {
  await db.webhookEvent.updateMany({
    where: { id: eventId, status: { in: OPEN } },
    data: { status, lastError: redactText(why).slice(0, 1000) },
  });
}
