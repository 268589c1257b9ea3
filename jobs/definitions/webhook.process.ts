import { defineJob } from "../job.ts";
import { applyEvent, applyEvents, type WebhookProcessServices } from "./webhook-apply.ts";
import { buryEvent } from "./webhook-ledger.ts";

/**
 * Applies one webhook event, and again with backoff when it fails; dead with its reason when no tries are left. Most events
 * never come here: they are applied as they come in (`jobs/at-once.ts`).
 */
export const webhookProcess = defineJob<WebhookProcessServices>()({
  name: "webhook.process",
  run: ({ eventId }, services) => applyEvent(eventId, services),
  runMany: (payloads, services, log) =>
    applyEvents(
      payloads.map(({ eventId }) => eventId),
      services,
      log,
    ),
  async dead({ eventId }, { db, clock }, { message }) {
    await buryEvent(db, eventId, message, clock.now());
  },
});
