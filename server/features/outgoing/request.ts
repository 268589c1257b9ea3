import { retryAfterMs } from "#server/core/backoff.ts";
import { type ExternalServiceError, isAppError } from "#server/core/errors.ts";
import type { HttpResponse } from "#server/core/ports.ts";
import { redactText } from "#server/core/redact.ts";
import { type OutgoingDeps, secretPlace } from "./deps.ts";
import type { DeliveryRow, EndpointRow } from "./repo.ts";
import { signatureHeader } from "./signature.ts";

const DEADLINE_MS = 15_000;
const MOST_RESPONSE_BYTES = 64 * 1024;
const EXCERPT_BYTES = 1024;
/** After the door refused to let it out: a breaker is open, or too many wait for the same host. */
const POSTPONED_MS = 30_000;

/** What came of one request to an address of a workspace's own. */
export interface Answer {
  ok: boolean;
  /** Null when no answer came. */
  statusCode: number | null;
  errorCode: string | null;
  excerpt: string | null;
  /** The rest it asks for, with 429 and 503. */
  retryAfterMs?: number;
}

export type Sent = { answer: Answer } | { postponedMs: number };

export interface Parcel {
  /** Names breaker and log; one per address, so that nobody pays for a neighbour on the same host. */
  service: string;
  operation: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  signal?: AbortSignal;
  /** False for addresses of the installation's own configuration. */
  untrusted?: boolean;
}

/**
 * One POST, never repeated: 2xx alone is success, a redirect is not followed and no success, 15 s. An address that may
 * not be dialled is an answer like any other, `ADDRESS_NOT_ALLOWED`. Throws only when `signal` ended it.
 */
export async function post(
  { http, clock }: Pick<OutgoingDeps, "http" | "clock">,
  parcel: Parcel,
): Promise<Sent> {
  const { service, operation, url, headers, body, signal, untrusted = true } = parcel;
  try {
    const response = await http.fetch({
      ...{ service, operation, url, body, untrusted, method: "POST", deadlineMs: DEADLINE_MS },
      headers: { "content-type": "application/json", ...headers },
      maxResponseBytes: MOST_RESPONSE_BYTES,
      accept: () => true,
      ...(signal ? { signal } : {}),
    });
    return { answer: answerOf(response, clock.now()) };
  } catch (error) {
    if (!isAppError(error) || signal?.aborted) throw error;
    return whyNot(error as ExternalServiceError);
  }
}

function answerOf(response: HttpResponse, now: Date): Answer {
  const { status, headers } = response;
  const rest = status === 429 || status === 503 ? retryAfterMs(headers.get("retry-after"), now) : undefined;
  return {
    ok: isSuccess(status),
    statusCode: status,
    errorCode: null,
    excerpt: excerptOf(response.text()),
    ...(rest === undefined ? {} : { retryAfterMs: rest }),
  };
}

function whyNot(error: ExternalServiceError): Sent {
  const { status = null } = error;
  if (error.code === "UNAVAILABLE" && status === null)
    return { postponedMs: Math.max(error.retryAfterMs ?? 0, POSTPONED_MS) };
  // An answer longer than we read is an answer all the same.
  if (status !== null)
    return { answer: { ok: isSuccess(status), statusCode: status, errorCode: null, excerpt: null } };
  const errorCode = error.userMessage === "ADDRESS_NOT_ALLOWED" ? "ADDRESS_NOT_ALLOWED" : error.code;
  return { answer: { ok: false, statusCode: null, errorCode, excerpt: null } };
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** The beginning of an answer, without secrets, in at most a kilobyte; what the database cannot hold is left out. */
export function excerptOf(text: string): string | null {
  const clean = redactText(text.slice(0, 8 * EXCERPT_BYTES).replaceAll("\0", ""));
  let kept = "";
  let bytes = 0;
  for (const character of clean) {
    bytes += new TextEncoder().encode(character).byteLength;
    if (bytes > EXCERPT_BYTES) break;
    kept += character;
  }
  return kept === "" ? null : kept;
}

// A message by the Standard Webhooks specification ---------------------------------------------------------------------

/** The body, the same at every attempt. */
export const bodyOf = (message: { type: string; occurredAt: Date; data: unknown }): string =>
  JSON.stringify({ type: message.type, timestamp: message.occurredAt.toISOString(), data: message.data });

/** Throws CRYPTO_ERROR when the secret cannot be opened. */
export async function send(deps: OutgoingDeps, row: DeliveryRow, signal: AbortSignal): Promise<Sent> {
  const now = deps.clock.now();
  const { endpoint, message } = row;
  const body = bodyOf(message);
  const timestamp = Math.floor(now.getTime() / 1000);
  const secrets = await activeSecrets(deps, endpoint, now);
  return post(deps, {
    service: `outgoing:${endpoint.id}`,
    operation: "deliver",
    url: endpoint.url,
    headers: {
      "webhook-id": message.id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": await signatureHeader(secrets, { id: message.id, timestamp, body }),
    },
    body,
    signal,
  });
}

/** The newest first; the one before the last rotation signs beside it while receivers change over. */
async function activeSecrets(deps: OutgoingDeps, endpoint: EndpointRow, now: Date): Promise<string[]> {
  const { secret, previousSecret, previousSecretUntil } = endpoint;
  const old = previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > now;
  const sealed = old ? [secret, previousSecret] : [secret];
  return Promise.all(sealed.map((each) => deps.secretBox.open(each, secretPlace(endpoint))));
}
