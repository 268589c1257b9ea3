import { AppError, isAppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { Clock, Log, Queue } from "#server/core/ports.ts";
import { errorResponse } from "#server/http/errors.ts";
import { readBody } from "#server/http/request.ts";
import { withinBounds } from "./bounds.ts";
import { createGroupCommit } from "./group-commit.ts";
import { type RefusalCounter, type RefusalReason, reasonOf } from "./refusals.ts";
import type { ConfiguredSource, WebhookRegistry } from "./registry.ts";
import type { Bytes, ParsedEvent, WebhookSource } from "./source.ts";
import {
  isDataError,
  type ProcessJob,
  type Sql,
  type StoredDelivery,
  storeAndEnqueue,
  storeDeliveries,
} from "./store.ts";

export interface ReceiverDeps {
  sql: Sql;
  queue: Pick<Queue, "arm">;
  registry: WebhookRegistry;
  /** The job that applies an event; its payload is `{ eventId }`, its key the event's id. */
  job: ProcessJob;
  /** Takes new events instead of their jobs, where this process applies what it receives. Takes no time, never fails. */
  atOnce?: { take(eventIds: readonly string[]): void };
  /** What is not taken in is counted there. */
  refusals: RefusalCounter;
  clock: Clock;
  log: Log;
}

export interface Receiver {
  /** `/api/webhooks/:source`: POST deliveries, GET challenges. */
  receive(sourceId: string, request: Request): Promise<Response>;
  /** Counts a delivery that was turned away before it came here. */
  turnedAway(sourceId: string, reason: RefusalReason): void;
  /**
   * Resolves when no alarm is on its way to the queue and all refusals are counted: before a shutdown, or for a host that
   * ends with the answer.
   */
  drain(): Promise<void>;
}

const MIB = 1024 * 1024;
const BODY_LIMIT = MIB;
/** When a provider that listens should come again. */
const AGAIN_MS = 5_000;
/** Kept with every delivery, whatever the source. */
const COMMON_HEADERS = ["content-type", "user-agent", "x-request-id"];

/**
 * Takes in what providers send: size, exact bytes, signature, freshness, then one commit of deliveries and events, shared
 * with the requests that come at the same time; 200 only after it. A duplicate is 200 too. 401 and nothing stored
 * for a bad signature; 400, kept as evidence, for a signed body that is not the provider's or that the database cannot
 * hold; 503 when it could not be stored (the provider tries again) and when no secret is configured.
 */
export function createReceiver(deps: ReceiverDeps): Receiver {
  const arming = new Set<Promise<void>>();
  const group = createGroupCommit<StoredDelivery>({
    commit: (deliveries) => keep(deps, arm, deliveries),
    isItemsFault: isDataError,
    sizeOf: ({ rawBody }) => rawBody.length,
    maxItems: 200,
    maxSize: 4 * MIB,
    maxInFlight: 2,
    maxWaitingSize: 64 * MIB,
  });

  /** The events are safe; an alarm that cannot be armed now is armed by the queue's own sweep. */
  function arm(jobIds: string[]): void {
    if (jobIds.length === 0) return;
    const runAt = deps.clock.now();
    const call = deps.queue
      .arm(jobIds.map((jobId) => ({ jobId, name: deps.job.name, runAt })))
      .catch((error: unknown) => deps.log.warn("alarms not armed; the sweep will", { error }))
      .finally(() => arming.delete(call));
    arming.add(call);
  }

  /** Whoever calls chooses the name of a source that does not exist: it is none of ours to count by. */
  const nameOf = (sourceId: string) => (deps.registry.find(sourceId) ? sourceId : "unknown");
  return {
    async receive(sourceId, request) {
      try {
        const configured = deps.registry.find(sourceId);
        if (!configured) throw new AppError("NOT_FOUND", "no webhook source of this name");
        return await answer(deps, group.add, configured, request);
      } catch (error) {
        deps.refusals.count(nameOf(sourceId), reasonOf(error));
        return refusal(deps.log, sourceId, error);
      }
    },
    turnedAway: (sourceId, reason) => deps.refusals.count(nameOf(sourceId), reason),
    async drain() {
      await Promise.all(arming);
      await deps.refusals.flush();
    },
  };
}

/** Commits them, and hands on what is new. */
async function keep(
  { sql, job, atOnce }: ReceiverDeps,
  arm: (jobIds: string[]) => void,
  deliveries: StoredDelivery[],
): Promise<void> {
  if (atOnce) atOnce.take(await storeDeliveries(sql, deliveries));
  else arm(await storeAndEnqueue(sql, job, deliveries));
}

type Keep = (delivery: StoredDelivery) => Promise<void>;

async function answer(
  deps: ReceiverDeps,
  store: Keep,
  configured: ConfiguredSource,
  request: Request,
): Promise<Response> {
  const { source } = configured;
  if (request.method === "GET" && source.challenge) return challenge(configured, request);
  if (request.method !== "POST")
    throw new AppError("METHOD_NOT_ALLOWED", request.method, {
      params: { allow: source.challenge ? "GET, POST" : "POST" },
    });
  return take(deps, store, configured, request);
}

async function take(
  { clock, log }: ReceiverDeps,
  store: Keep,
  { source, secrets }: ConfiguredSource,
  request: Request,
): Promise<Response> {
  if (secrets.length === 0) throw new AppError("CONFIG_MISSING", `no webhook secret for ${source.id}`);
  const rawBody = await readBody(request, BODY_LIMIT);
  const verified = await source.verify(request.headers, rawBody, secrets, clock);
  if ("refused" in verified) {
    log.warn("webhook refused", { source: source.id, reason: verified.refused });
    throw new AppError("UNAUTHORIZED", "delivery refused", { providerCode: verified.refused });
  }
  const parsed = await parse(source, rawBody, request.headers);
  const problem = await storeOrKeep(store, log, {
    id: newId(),
    source: source.id,
    rawBody,
    headers: evidenceHeaders(source, request.headers),
    signatureKeyId: verified.keyId,
    receivedAt: clock.now(),
    events: parsed.events.map((event) => ({ ...event, id: newId() })),
    evidence: parsed.problem !== undefined,
  });
  if (parsed.problem ?? problem) throw parsed.problem ?? problem;
  return Response.json({ received: parsed.events.length });
}

/**
 * Stores it; or, where the database cannot hold what it says, what was sent alone: sent again it would fail again, for
 * ever. Throws when not even that can be stored.
 */
async function storeOrKeep(store: Keep, log: Log, delivery: StoredDelivery): Promise<AppError | undefined> {
  try {
    await store(delivery);
    return undefined;
  } catch (error) {
    if (!isDataError(error)) throw error;
    const { id: deliveryId, source } = delivery;
    log.error("events of a webhook cannot be stored, its delivery is kept", { source, deliveryId, error });
    await store({ ...delivery, events: [], evidence: true });
    return notUnderstood("events that the database cannot hold", error);
  }
}

const notUnderstood = (why: string, cause: unknown) =>
  new AppError("BAD_REQUEST", why, { providerCode: "not_understood", cause });

/** What is signed and not understood is kept, so that it can be looked at; the provider is told that it was no use. */
async function parse(
  source: WebhookSource,
  rawBody: Bytes,
  headers: Headers,
): Promise<{ events: ParsedEvent[]; problem?: AppError }> {
  try {
    const events = await source.parse(rawBody, headers);
    return { events: await Promise.all(events.map(withinBounds)) };
  } catch (error) {
    if (!isAppError(error) || error.code !== "BAD_REQUEST") throw error;
    return { events: [], problem: notUnderstood(error.message, error) };
  }
}

function evidenceHeaders(source: WebhookSource, headers: Headers): Record<string, string> {
  const names = [...COMMON_HEADERS, ...source.evidenceHeaders];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value.slice(0, 500)]];
    }),
  );
}

async function challenge(
  { source, verifyToken, secrets }: ConfiguredSource,
  request: Request,
): Promise<Response> {
  const answer = await source.challenge?.(new URL(request.url).searchParams, verifyToken, secrets);
  if (answer?.status !== 200) {
    const code = { 400: "BAD_REQUEST", 403: "FORBIDDEN", 503: "CONFIG_MISSING" } as const;
    throw new AppError(code[answer?.status ?? 400], "challenge refused", { providerCode: "challenge" });
  }
  // Verbatim, and never as a page: the text is whatever the caller sent.
  return new Response(answer.text, {
    headers: {
      "content-type": `${answer.type ?? "text/plain"}; charset=utf-8`,
      "x-content-type-options": "nosniff",
    },
  });
}

/** What is not ours to refuse failed on our side: the provider tries again. */
function refusal(log: Log, source: string, error: unknown): Response {
  if (isAppError(error)) return errorResponse(error);
  log.error("webhook could not be stored", { source, error });
  return errorResponse(
    new AppError("UNAVAILABLE", "the delivery could not be stored", {
      retryable: true,
      retryAfterMs: AGAIN_MS,
      cause: error,
    }),
  );
}
