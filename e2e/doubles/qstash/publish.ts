import { evaluateRetryDelay, parseDuration } from "./durations.ts";
import { newMessageId, type QstashState } from "./state.ts";

export interface Calendar {
  state: QstashState;
  now: () => number;
  /** Longest delay of the plan. */
  maxDelayMs: number;
}

export interface ApiAnswer {
  status: number;
  body?: unknown;
}

export interface Publication {
  destination: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
  scheduleId?: string;
}

const DEDUPLICATION_MS = 10 * 60_000;

export const fail = (status: number, error: string): ApiAnswer => ({ status, body: { error } });

/** Takes one message in, or names the one it repeats. */
export function publish(calendar: Calendar, publication: Publication): ApiAnswer {
  const { state, now } = calendar;
  const { destination, headers } = publication;
  const problem = problemOf(calendar, publication);
  if (problem) return problem;
  const dedupId = headers["upstash-deduplication-id"];
  const earlier = dedupId === undefined ? undefined : state.seen[dedupId];
  if (earlier && now() - earlier.at < DEDUPLICATION_MS)
    return { status: 202, body: { messageId: earlier.messageId, url: destination, deduplicated: true } };
  const messageId = newMessageId();
  if (dedupId !== undefined) state.seen[dedupId] = { messageId, at: now() };
  enter(calendar, messageId, publication);
  return { status: 201, body: { messageId, url: destination } };
}

function problemOf(
  { now, maxDelayMs }: Calendar,
  { destination, headers }: Publication,
): ApiAnswer | undefined {
  if (!/^https?:\/\//.test(destination)) return fail(404, `url group ${destination} does not exist`);
  const dueAt = dueOf(headers, now());
  if (dueAt === undefined) return fail(400, "delay or not-before is malformed");
  if (dueAt - now() > maxDelayMs) return fail(412, "delay is longer than the plan allows");
  const retryDelay = headers["upstash-retry-delay"];
  if (retryDelay !== undefined && !isExpression(retryDelay)) return fail(400, "retry delay is malformed");
  return undefined;
}

function enter({ state, now }: Calendar, messageId: string, publication: Publication): void {
  const { destination, headers, body, scheduleId } = publication;
  state.messages[messageId] = {
    messageId,
    url: destination,
    method: headers["upstash-method"] ?? "POST",
    header: forwarded(headers),
    body: body.toString("base64"),
    createdAt: now(),
    dueAt: dueOf(headers, now()) ?? now(),
    maxRetries: Number(headers["upstash-retries"] ?? 3),
    retryDelay: headers["upstash-retry-delay"] ?? null,
    retried: 0,
    callback: headers["upstash-callback"] ?? null,
    failureCallback: headers["upstash-failure-callback"] ?? null,
    scheduleId: scheduleId ?? null,
    state: "CREATED",
    dlqId: null,
    lastStatus: null,
  };
}

export const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function forwarded(headers: Record<string, string>): Record<string, string> {
  const prefix = "upstash-forward-";
  const own = Object.entries(headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]): [string, string] => [name.slice(prefix.length), value]);
  const type = headers["content-type"];
  return { ...Object.fromEntries(own), ...(type ? { "content-type": type } : {}) };
}

/** Absolute time wins over delay. */
function dueOf(headers: Record<string, string>, nowMs: number): number | undefined {
  const notBefore = headers["upstash-not-before"];
  if (notBefore !== undefined) return /^\d+$/.test(notBefore) ? Number(notBefore) * 1000 : undefined;
  const delay = headers["upstash-delay"];
  if (delay === undefined) return nowMs;
  const ms = parseDuration(delay);
  return ms === undefined ? undefined : nowMs + ms;
}

function isExpression(text: string): boolean {
  try {
    return Number.isFinite(evaluateRetryDelay(text, 0));
  } catch {
    return false;
  }
}
