import { evaluateRetryDelay, parseDuration } from "./durations.ts";
import { nextAt } from "./engine.ts";
import { type Message, newKey, newMessageId, type QstashState } from "./state.ts";

export interface ApiAnswer {
  status: number;
  body?: unknown;
}

export interface ApiCall {
  method: string;
  /** As it came over the wire: `//` and `?` in a destination are part of it. */
  rawUrl: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

const DEDUPLICATION_MS = 10 * 60_000;

/** QStash's HTTP API, as far as this product speaks it. https://upstash.com/docs/qstash/api */
export function createApi(deps: {
  state: QstashState;
  now: () => number;
  /** Longest delay of the plan. */
  maxDelayMs: number;
}): {
  handle(call: ApiCall): ApiAnswer;
  publish(destination: string, headers: Record<string, string>, body: Buffer, scheduleId?: string): ApiAnswer;
} {
  const { state, now } = deps;

  function publish(
    destination: string,
    headers: Record<string, string>,
    body: Buffer,
    scheduleId?: string,
  ): ApiAnswer {
    if (!/^https?:\/\//.test(destination)) return fail(404, `url group ${destination} does not exist`);
    const dueAt = dueOf(headers, now());
    if (dueAt === undefined) return fail(400, "delay or not-before is malformed");
    if (dueAt - now() > deps.maxDelayMs) return fail(412, "delay is longer than the plan allows");
    const retryDelay = headers["upstash-retry-delay"] ?? null;
    if (retryDelay !== null && !isExpression(retryDelay)) return fail(400, "retry delay is malformed");
    const dedupId = headers["upstash-deduplication-id"];
    const earlier = dedupId === undefined ? undefined : state.seen[dedupId];
    if (earlier && now() - earlier.at < DEDUPLICATION_MS)
      return { status: 202, body: { messageId: earlier.messageId, url: destination, deduplicated: true } };
    const messageId = newMessageId();
    if (dedupId !== undefined) state.seen[dedupId] = { messageId, at: now() };
    state.messages[messageId] = {
      messageId,
      url: destination,
      method: headers["upstash-method"] ?? "POST",
      header: forwarded(headers),
      body: body.toString("base64"),
      createdAt: now(),
      dueAt,
      maxRetries: Number(headers["upstash-retries"] ?? 3),
      retryDelay,
      retried: 0,
      callback: headers["upstash-callback"] ?? null,
      failureCallback: headers["upstash-failure-callback"] ?? null,
      scheduleId: scheduleId ?? null,
      state: "CREATED",
      dlqId: null,
      lastStatus: null,
    };
    return { status: 201, body: { messageId, url: destination } };
  }

  function batch(call: ApiCall): ApiAnswer {
    const items: { destination: string; headers?: Record<string, string>; body?: string }[] = JSON.parse(
      call.body.toString(),
    );
    const answers = items.map(({ destination, headers = {}, body = "" }) =>
      publish(destination, lowerCase(headers), Buffer.from(body)),
    );
    return (
      answers.find(({ status }) => status >= 400) ?? { status: 200, body: answers.map(({ body }) => body) }
    );
  }

  function createSchedule(destination: string, { headers, body }: ApiCall): ApiAnswer {
    const cron = headers["upstash-cron"] ?? "";
    const scheduleId = headers["upstash-schedule-id"] ?? `scd_${newMessageId().slice(4)}`;
    if (!/^[A-Za-z0-9._-]+$/.test(scheduleId)) return fail(412, `schedule id ${scheduleId} is not allowed`);
    try {
      state.schedules[scheduleId] = {
        scheduleId,
        cron,
        destination,
        createdAt: now(),
        isPaused: state.schedules[scheduleId]?.isPaused ?? false,
        headers,
        body: body.toString("base64"),
        nextAt: nextAt(cron, now()),
      };
    } catch {
      return fail(400, `cron "${cron}" is malformed`);
    }
    return { status: 201, body: { scheduleId } };
  }

  function schedules(call: ApiCall, rest: string): ApiAnswer {
    if (/^https?:\/\//.test(rest)) return createSchedule(rest, call);
    if (rest === "") return { status: 200, body: Object.values(state.schedules).map(scheduleView) };
    const [id = "", action] = rest.split("/");
    const schedule = state.schedules[id];
    if (!schedule) return fail(404, `schedule ${id} not found`);
    if (call.method === "GET") return { status: 200, body: scheduleView(schedule) };
    if (call.method === "DELETE") delete state.schedules[id];
    else if (action === "pause" || action === "resume") schedule.isPaused = action === "pause";
    else return fail(405, "method not allowed");
    return { status: 200 };
  }

  function messages(call: ApiCall, id: string): ApiAnswer {
    const message = state.messages[id];
    if (!message) return fail(404, `message ${id} not found`);
    if (call.method === "DELETE") {
      message.state = "CANCELLED";
      return { status: 202 };
    }
    return { status: 200, body: messageView(message) };
  }

  function dlq(call: ApiCall, rest: string, query: URLSearchParams): ApiAnswer {
    const dead = Object.values(state.messages).filter(({ dlqId }) => dlqId !== null);
    if (rest === "" && call.method === "GET") return { status: 200, body: { messages: dead.map(dlqView) } };
    const retrying = rest.startsWith("retry");
    const ids = retrying && rest === "retry" ? query.getAll("dlqIds") : [rest.replace(/^retry\//, "")];
    const chosen = dead.filter(({ dlqId }) => ids.includes(dlqId ?? ""));
    if (chosen.length === 0) return fail(404, "dlq message not found");
    if (call.method === "GET" && chosen[0]) return { status: 200, body: dlqView(chosen[0]) };
    const responses = chosen.map((message) => (retrying ? retry(message) : remove(message)));
    if (!retrying) return { status: 200, body: { deleted: responses.length } };
    return { status: 201, body: rest === "retry" ? { cursor: "", responses } : responses[0] };
  }

  function retry(message: Message): { messageId: string } {
    const messageId = newMessageId();
    state.messages[messageId] = {
      ...message,
      messageId,
      state: "CREATED",
      retried: 0,
      dueAt: now(),
      dlqId: null,
    };
    remove(message);
    return { messageId };
  }

  function remove(message: Message): { messageId: string } {
    message.dlqId = null;
    return { messageId: message.messageId };
  }

  function keys(call: ApiCall, rest: string): ApiAnswer {
    if (call.method === "POST" && rest === "rotate")
      state.keys = { current: state.keys.next, next: newKey() };
    return { status: 200, body: state.keys };
  }

  return {
    publish,
    handle(call) {
      const [, resource, rest = ""] = /^\/v2\/([a-z]+)(?:\/(.*))?$/is.exec(beforeQuery(call.rawUrl)) ?? [];
      const query = new URLSearchParams(call.rawUrl.split("?").slice(1).join("?"));
      switch (resource) {
        case "publish":
          return publish(rest, call.headers, call.body);
        case "batch":
          return batch(call);
        case "schedules":
          return schedules(call, rest);
        case "messages":
          return messages(call, rest);
        case "dlq":
          return dlq(call, rest, query);
        case "keys":
          return keys(call, rest);
        case "events":
          return { status: 200, body: { cursor: "", events: state.events } };
        case "logs":
          return { status: 200, body: { cursor: "", logs: state.events } };
        default:
          return fail(404, `${call.method} ${call.rawUrl}: not spoken by this double`);
      }
    },
  };
}

const fail = (status: number, error: string): ApiAnswer => ({ status, body: { error } });

/** A destination keeps its query (a `#fragment` never reaches a server); every other resource loses it. */
const beforeQuery = (rawUrl: string): string =>
  /^\/v2\/(publish|schedules)\/https?:/.test(rawUrl) ? rawUrl : (rawUrl.split("?")[0] ?? "");

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

const scheduleView = ({
  scheduleId,
  cron,
  destination,
  createdAt,
  isPaused,
  headers,
  body,
}: QstashState["schedules"][string]) => ({
  scheduleId,
  cron,
  destination,
  createdAt,
  isPaused,
  method: headers["upstash-method"] ?? "POST",
  retries: Number(headers["upstash-retries"] ?? 3),
  failureCallback: headers["upstash-failure-callback"],
  bodyBase64: body,
});

const messageView = (message: Message) => ({
  messageId: message.messageId,
  url: message.url,
  method: message.method,
  header: Object.fromEntries(Object.entries(message.header).map(([name, value]) => [name, [value]])),
  body: Buffer.from(message.body, "base64").toString(),
  createdAt: message.createdAt,
  notBefore: message.dueAt,
  maxRetries: message.maxRetries,
  scheduleId: message.scheduleId ?? undefined,
  failureCallback: message.failureCallback ?? undefined,
});

const dlqView = (message: Message) => ({
  ...messageView(message),
  dlqId: message.dlqId,
  responseStatus: message.lastStatus,
});
