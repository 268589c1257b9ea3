import { AppError } from "#server/core/errors.ts";
import { asId, asObject, happeningId, isObject, type JsonObject, parseBody, readTime } from "../json.ts";
import { checkSecret, type ParsedEvent, type WebhookSource } from "../source.ts";
import { stripeEvent } from "./stripe.ts";

const KEY = "x-api-key";
const STRIPE = "aws.partner/stripe.com/";

/**
 * Amazon EventBridge calling by API destination, with the key that stands in its connection. Nothing is signed and the
 * key never changes, so a copy of a delivery cannot be told by its look: the id of the event is what makes it count once.
 * Tried again for a day. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
export const eventbridgeSource: WebhookSource = {
  id: "eventbridge",
  // The key itself is never kept.
  evidenceHeaders: [],
  verify: (headers, _body, secrets) => checkSecret(headers.get(KEY), secrets),
  parse: async (body) => [await eventOf(parseBody(body))],
};

/** What Stripe sends this way is Stripe's event, the same as on Stripe's own address. */
async function eventOf(envelope: JsonObject): Promise<ParsedEvent> {
  const from = asId(envelope.source);
  const type = asId(envelope["detail-type"]);
  const id = asId(envelope.id);
  if (from === undefined || type === undefined || id === undefined || !isObject(envelope.detail))
    throw new AppError("BAD_REQUEST", "webhook body: no event of EventBridge");
  if (from.startsWith(STRIPE)) return stripeEvent(asObject(envelope.detail));
  return {
    externalId: await happeningId([from, type, id], envelope.detail),
    type: `${from}: ${type}`,
    occurredAt: readTime(envelope.time),
    accountRef: asId(envelope.account),
    payload: envelope,
  };
}
