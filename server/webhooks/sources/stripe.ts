import { AppError } from "#server/core/errors.ts";
import { asId, asObject, type JsonObject, parseBody, readTime } from "../json.ts";
import { type Bytes, fresh, type ParsedEvent, prefixed, signingKey, type WebhookSource } from "../source.ts";

const HEADER = "stripe-signature";
const PARTS = /^[a-z0-9]+=[0-9a-zA-Z]*(,[a-z0-9]+=[0-9a-zA-Z]*)*$/;
const TIME = /^[0-9]{1,12}$/;
const HEX = /^[0-9a-f]{64}$/;
/** More than any rotation needs; each costs an HMAC per secret of ours. */
const MOST_SIGNATURES = 10;
const TOLERANCE_S = 300;

/**
 * Stripe's webhooks: `Stripe-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`, with a `v1` for each secret while
 * one is rolled over to the next; other schemes are passed over. At least once, in any order, for three days.
 * https://docs.stripe.com/webhooks#verify-manually
 */
export const stripeSource: WebhookSource = {
  id: "stripe",
  evidenceHeaders: [HEADER],

  async verify(headers, body, secrets, clock) {
    const header = headers.get(HEADER);
    if (header === null) return { refused: "no_signature" };
    const shown = read(header);
    if (!shown) return { refused: "malformed_signature" };
    const message = prefixed(`${shown.time}.`, body);
    const keys = await Promise.all(shown.signatures.map((hex) => signingKey(secrets, message, hex)));
    const keyId = keys.find((key) => key !== undefined);
    if (keyId === undefined) return { refused: "wrong_signature" };
    return fresh({ keyId }, Number(shown.time) * 1000, clock, TOLERANCE_S);
  },

  parse: async (body: Bytes) => [stripeEvent(parseBody(body))],
};

/**
 * One time and at least one `v1`. Two headers arrive as one with a space behind the comma, which Stripe never writes: they
 * are nobody's.
 */
function read(header: string): { time: string; signatures: string[] } | undefined {
  if (!PARTS.test(header)) return undefined;
  const parts = header.split(",").map((part) => part.split("="));
  const of = (name: string) => parts.flatMap(([key, value = ""]) => (key === name ? [value] : []));
  const [time, ...otherTimes] = of("t");
  const signatures = of("v1");
  if (time === undefined || otherTimes.length > 0 || !TIME.test(time)) return undefined;
  if (signatures.length === 0 || signatures.length > MOST_SIGNATURES) return undefined;
  return signatures.every((signature) => HEX.test(signature)) ? { time, signatures } : undefined;
}

/**
 * Stripe's event object, old or thin. Its own id is the occurrence: a renewal and a second failure of the same object
 * are new events with ids of their own, and the same event sent again, by whichever way, keeps its id.
 */
export function stripeEvent(event: JsonObject): ParsedEvent {
  const id = asId(event.id);
  const type = asId(event.type);
  if (id === undefined || !/^evt_[A-Za-z0-9_]{1,250}$/.test(id) || type === undefined)
    throw new AppError("BAD_REQUEST", "webhook body: no event of Stripe");
  return {
    externalId: id,
    source: "stripe",
    type,
    occurredAt: readTime(event.created),
    accountRef: accountOf(event),
    payload: event,
  };
}

/** The customer it is about, else the connected account it comes from. */
function accountOf(event: JsonObject): string | undefined {
  const about = asObject(asObject(event.data).object);
  const customer = about.object === "customer" ? about.id : about.customer;
  return asId(customer) ?? asId(asObject(customer).id) ?? asId(event.account) ?? asId(event.context);
}
