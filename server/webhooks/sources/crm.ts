import { asId, asObject, happeningId, type JsonObject, parseBody, readTime } from "../json.ts";
import { allHold, checkHex, checkSecret, type ParsedEvent, type WebhookSource } from "../source.ts";

const SECRET = "x-crm-webhook-secret";
const SIGNATURES = ["x-crm-signature", "x-crm-signature-256"];
const FORM = /^(?:sha256=)?([0-9a-f]{64})$/;

const PREFIX = "crm:";
/** The id of a CRM's source is `crm:inflow`. */
export const isCrm = (sourceId: string): boolean => sourceId.startsWith(PREFIX);

/**
 * A CRM's webhooks, whichever CRM: the secret itself in `x-crm-webhook-secret`, or the hex HMAC-SHA256 of the body in
 * `x-crm-signature` or `x-crm-signature-256`; whatever is shown must hold. No form is promised but JSON.
 */
export const crmSource = (sourceId: string): WebhookSource => ({
  id: sourceId,
  evidenceHeaders: SIGNATURES,

  async verify(headers, body, secrets) {
    const signatures = SIGNATURES.map((name) => headers.get(name)).filter((value) => value !== null);
    const secret = headers.get(SECRET);
    return allHold([
      ...(await Promise.all(signatures.map((value) => checkHex(value, FORM, body, secrets)))),
      ...(secret === null ? [] : [await checkSecret(secret, secrets)]),
    ]);
  },

  parse: async (body) => [await eventOf(parseBody(body))],
});

/** What a sender changes when it sends the same again. */
const OF_THE_DELIVERY = new Set([
  "attempt",
  "attempts",
  "retry",
  "retries",
  "retryCount",
  "retry_count",
  "deliveryId",
  "delivery_id",
  "sentAt",
  "sent_at",
  "deliveredAt",
  "delivered_at",
]);

/**
 * A CRM's `id` may be the event's or the fan's, nobody promises which: so all that is said is part of the event's id, and
 * an edit of the same fan is a new event. Only what speaks of the delivery is left out.
 */
async function eventOf(event: JsonObject): Promise<ParsedEvent> {
  const data = asObject(event.data);
  const type =
    asId(event.eventType) ?? asId(event.event) ?? asId(event.type) ?? asId(event.action) ?? "unknown";
  const about =
    asId(event.eventId) ?? asId(event.event_id) ?? asId(event.id) ?? asId(data.id) ?? asId(data.eventId);
  const said = Object.fromEntries(Object.entries(event).filter(([key]) => !OF_THE_DELIVERY.has(key)));
  return {
    externalId: await happeningId([type, about], said),
    type,
    occurredAt: readTime(
      event.timestamp ?? event.occurredAt ?? event.occurred_at ?? event.createdAt ?? event.created_at,
    ),
    accountRef:
      asId(event.accountId) ?? asId(event.account_id) ?? asId(event.creatorId) ?? asId(event.creator_id),
    payload: event,
  };
}
