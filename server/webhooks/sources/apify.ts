import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import { asId, asObject, happeningId, type JsonObject, parseBody, readTime } from "../json.ts";
import {
  allHold,
  type Bytes,
  checkHex,
  checkSecret,
  fresh,
  type ParsedEvent,
  prefixed,
  type Verification,
  type WebhookSecret,
  type WebhookSource,
} from "../source.ts";

const SIGNATURE = "x-apify-signature";
const TIMESTAMP = "x-apify-timestamp";
const SECRET = "x-apify-webhook-secret";
const FORM = /^(?:sha256=)?([0-9a-f]{64})$/;
const SECONDS = /^[0-9]{9,10}$/;
const MILLISECONDS = /^[0-9]{12,13}$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const TOLERANCE_S = 300;

/**
 * Apify's webhooks. Apify itself signs nothing, it can only send a header of one's choice: the secret, word for word. A
 * relay of one's own may sign: hex HMAC-SHA256 of "timestamp.body" in `x-apify-signature`, the time (seconds, milliseconds
 * or ISO 8601) in `x-apify-timestamp`. What is shown must hold, both if both are there. Tried again for about 32 hours.
 * https://docs.apify.com/platform/integrations/webhooks/actions
 */
export const apifySource: WebhookSource = {
  id: "apify",
  evidenceHeaders: [SIGNATURE, TIMESTAMP, "x-apify-webhook-dispatch-id"],

  async verify(headers, body, secrets, clock) {
    const secret = headers.get(SECRET);
    return allHold([
      ...(headers.has(SIGNATURE) ? [await verifySigned(headers, body, secrets, clock)] : []),
      ...(secret === null ? [] : [await checkSecret(secret, secrets)]),
    ]);
  },

  parse: async (body) => [await eventOf(parseBody(body))],
};

async function verifySigned(
  headers: Headers,
  body: Bytes,
  secrets: readonly WebhookSecret[],
  clock: Clock,
): Promise<Verification> {
  const timestamp = headers.get(TIMESTAMP);
  if (timestamp === null) return { refused: "no_signature" };
  const signedAt = readTimestamp(timestamp);
  if (signedAt === undefined) return { refused: "malformed_signature" };
  const message = prefixed(`${timestamp}.`, body);
  return fresh(await checkHex(headers.get(SIGNATURE), FORM, message, secrets), signedAt, clock, TOLERANCE_S);
}

function readTimestamp(text: string): number | undefined {
  if (SECONDS.test(text)) return Number(text) * 1000;
  if (MILLISECONDS.test(text)) return Number(text);
  const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/**
 * A run ends once, but may be resurrected and end again: the moment the event was made tells them apart, and stays when a
 * delivery is repeated. A template without it leaves the whole body to tell.
 */
async function eventOf(event: JsonObject): Promise<ParsedEvent> {
  const type = asId(event.eventType);
  const data = asObject(event.eventData);
  const run = asId(data.actorRunId) ?? asId(data.actorBuildId) ?? asId(asObject(event.resource).id);
  if (type === undefined) throw new AppError("BAD_REQUEST", "webhook body: no eventType");
  if (run === undefined && type.startsWith("ACTOR."))
    throw new AppError("BAD_REQUEST", "webhook body: no run");
  const createdAt = asId(event.createdAt);
  return {
    externalId: await happeningId([type, run, createdAt], createdAt === undefined ? event : data),
    type,
    occurredAt: readTime(createdAt),
    accountRef: asId(event.userId),
    payload: event,
  };
}
