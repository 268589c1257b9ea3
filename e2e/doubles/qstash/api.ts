import { nextAt } from "./engine.ts";
import { type ApiAnswer, type Calendar, fail, lowerCase, publish } from "./publish.ts";
import { type Message, newKey, newMessageId, type StoredSchedule } from "./state.ts";

export interface ApiCall {
  method: string;
  /** As it came over the wire: `//` and `?` in a destination are part of it. */
  rawUrl: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

type Resource = (calendar: Calendar, call: ApiCall, rest: string) => ApiAnswer;

/** QStash's HTTP API, as far as this product speaks it. https://upstash.com/docs/qstash/api */
const RESOURCES: Record<string, Resource> = {
  publish: (calendar, { headers, body }, destination) => publish(calendar, { destination, headers, body }),
  batch,
  schedules,
  messages,
  dlq,
  keys,
  events: ({ state }) => ({ status: 200, body: { cursor: "", events: state.events } }),
  logs: ({ state }) => ({ status: 200, body: { cursor: "", logs: state.events } }),
};

export function answerCall(calendar: Calendar, call: ApiCall): ApiAnswer {
  const [, name = "", rest = ""] = /^\/v2\/([a-z]+)(?:\/(.*))?$/i.exec(beforeQuery(call.rawUrl)) ?? [];
  const resource = Object.hasOwn(RESOURCES, name) ? RESOURCES[name] : undefined;
  return resource
    ? resource(calendar, call, rest)
    : fail(404, `${call.method} ${call.rawUrl}: not spoken by this double`);
}

/** A destination keeps its query (a `#fragment` never reaches a server); every other resource loses it. */
const beforeQuery = (rawUrl: string): string =>
  /^\/v2\/(publish|schedules)\/https?:/.test(rawUrl) ? rawUrl : (rawUrl.split("?")[0] ?? "");

function batch(calendar: Calendar, call: ApiCall): ApiAnswer {
  const items: { destination: string; headers?: Record<string, string>; body?: string }[] = JSON.parse(
    call.body.toString(),
  );
  const answers = items.map(({ destination, headers = {}, body = "" }) =>
    publish(calendar, { destination, headers: lowerCase(headers), body: Buffer.from(body) }),
  );
  return (
    answers.find(({ status }) => status >= 400) ?? { status: 200, body: answers.map(({ body }) => body) }
  );
}

function schedules(calendar: Calendar, call: ApiCall, rest: string): ApiAnswer {
  const { state } = calendar;
  if (/^https?:\/\//.test(rest)) return createSchedule(calendar, rest, call);
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

/** Creating under a known id overwrites; a pause stays. */
function createSchedule(
  { state, now }: Calendar,
  destination: string,
  { headers, body }: ApiCall,
): ApiAnswer {
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

function messages({ state }: Calendar, call: ApiCall, id: string): ApiAnswer {
  const message = state.messages[id];
  if (!message) return fail(404, `message ${id} not found`);
  if (call.method !== "DELETE") return { status: 200, body: messageView(message) };
  message.state = "CANCELLED";
  return { status: 202 };
}

function dlq(calendar: Calendar, call: ApiCall, rest: string): ApiAnswer {
  const dead = Object.values(calendar.state.messages).filter(({ dlqId }) => dlqId !== null);
  if (rest === "" && call.method === "GET") return { status: 200, body: { messages: dead.map(dlqView) } };
  const query = new URLSearchParams(call.rawUrl.split("?").slice(1).join("?"));
  const many = rest === "retry";
  const ids = many ? query.getAll("dlqIds") : [rest.replace(/^retry\//, "")];
  const chosen = dead.filter(({ dlqId }) => ids.includes(dlqId ?? ""));
  if (chosen.length === 0) return fail(404, "dlq message not found");
  if (call.method === "GET" && chosen[0]) return { status: 200, body: dlqView(chosen[0]) };
  if (!rest.startsWith("retry")) return { status: 200, body: { deleted: chosen.map(bury).length } };
  const responses = chosen.map((message) => revive(calendar, message));
  return { status: 201, body: many ? { cursor: "", responses } : responses[0] };
}

function revive({ state, now }: Calendar, message: Message): { messageId: string } {
  const messageId = newMessageId();
  state.messages[messageId] = {
    ...message,
    messageId,
    state: "CREATED",
    retried: 0,
    dueAt: now(),
    dlqId: null,
  };
  bury(message);
  return { messageId };
}

function bury(message: Message): void {
  message.dlqId = null;
}

function keys({ state }: Calendar, call: ApiCall, rest: string): ApiAnswer {
  if (call.method === "POST" && rest === "rotate") state.keys = { current: state.keys.next, next: newKey() };
  return { status: 200, body: state.keys };
}

const scheduleView = (schedule: StoredSchedule) => ({
  scheduleId: schedule.scheduleId,
  cron: schedule.cron,
  destination: schedule.destination,
  createdAt: schedule.createdAt,
  isPaused: schedule.isPaused,
  method: schedule.headers["upstash-method"] ?? "POST",
  retries: Number(schedule.headers["upstash-retries"] ?? 3),
  failureCallback: schedule.headers["upstash-failure-callback"],
  bodyBase64: schedule.body,
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
