import { Cron } from "croner";
import { defaultRetryDelayMs, evaluateRetryDelay, parseReset } from "./durations.ts";
import { type Calendar, publish } from "./publish.ts";
import { type Answer, send } from "./send.ts";
import { type Message, type MessageState, newMessageId } from "./state.ts";

export interface Engine {
  /** Sends every due message and ticks every due schedule; what is in flight is not awaited. */
  turn(): void;
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>;
}

const DAY_MS = 86_400_000;
const WAITING: readonly MessageState[] = ["CREATED", "ACTIVE", "RETRY"];

/** Delivers: signed anew at every attempt, retried, called back, given up. */
export function createEngine(calendar: Calendar, save: () => void): Engine {
  const { state, now } = calendar;
  const inFlight = new Map<string, Promise<void>>();
  return {
    turn() {
      tickSchedules(calendar);
      for (const message of Object.values(state.messages)) {
        const due = WAITING.includes(message.state) && message.dueAt <= now();
        if (!due || inFlight.has(message.messageId)) continue;
        const attempt = deliver(calendar, message)
          .then(save)
          .finally(() => inFlight.delete(message.messageId));
        inFlight.set(message.messageId, attempt);
      }
    },
    async idle() {
      await Promise.allSettled(inFlight.values());
    },
  };
}

function tickSchedules(calendar: Calendar): void {
  for (const schedule of Object.values(calendar.state.schedules)) {
    if (schedule.nextAt > calendar.now()) continue;
    schedule.nextAt = nextAt(schedule.cron, calendar.now());
    if (schedule.isPaused) continue;
    const { destination, headers, scheduleId } = schedule;
    publish(calendar, { destination, headers, body: Buffer.from(schedule.body, "base64"), scheduleId });
  }
}

/** `CRON_TZ=Europe/Paris 0 9 * * *`, UTC when it names no zone. */
export function nextAt(cron: string, afterMs: number): number {
  const [, zone, pattern] = /^(?:CRON_TZ=(\S+)\s+)?(.+)$/.exec(cron) ?? [];
  const next = new Cron(pattern ?? "", { timezone: zone ?? "UTC" }).nextRun(new Date(afterMs));
  if (!next) throw new Error(`schedule "${cron}" never comes`);
  return next.getTime();
}

async function deliver(calendar: Calendar, message: Message): Promise<void> {
  note(calendar, message, "ACTIVE");
  const answer = await send(message, calendar.state.keys.current);
  // A cancellation may have come while it was on its way.
  if ((message.state as MessageState) === "CANCELLED") return;
  message.lastStatus = answer.status;
  const delivered = answer.status >= 200 && answer.status <= 299;
  const hopeless = answer.status === 489 && answer.headers.get("upstash-nonretryable-error") === "true";
  const exhausted = !delivered && (hopeless || message.retried >= message.maxRetries);
  if (delivered) note(calendar, message, "DELIVERED");
  else if (exhausted) giveUp(calendar, message);
  else retry(calendar, message, answer);
  if (message.callback) callBack(calendar, message, message.callback, answer);
  if (exhausted && message.failureCallback) callBack(calendar, message, message.failureCallback, answer);
}

const RESET_HEADERS = [
  "retry-after",
  "x-ratelimit-reset",
  "x-ratelimit-reset-requests",
  "x-ratelimit-reset-tokens",
];

/** The destination's wish first, then the message's own expression, then QStash's backoff. */
function retry(calendar: Calendar, message: Message, answer: Answer): void {
  const now = calendar.now();
  const asked = RESET_HEADERS.map((name) => parseReset(answer.headers.get(name) ?? "", now)).find(
    (ms) => ms !== undefined,
  );
  const formula = message.retryDelay
    ? evaluateRetryDelay(message.retryDelay, message.retried)
    : defaultRetryDelayMs(message.retried + 1);
  message.dueAt = now + Math.min(DAY_MS, asked ?? formula);
  message.retried++;
  note(calendar, message, "RETRY");
}

function giveUp(calendar: Calendar, message: Message): void {
  const dead = Object.values(calendar.state.messages).filter(({ dlqId }) => dlqId !== null).length;
  message.dlqId = `${calendar.now()}-${dead}`;
  note(calendar, message, "FAILED");
}

/** A callback is a message of its own. https://upstash.com/docs/qstash/features/callbacks */
function callBack({ state, now }: Calendar, message: Message, url: string, answer: Answer): void {
  const messageId = newMessageId();
  state.messages[messageId] = {
    ...message,
    messageId,
    url,
    method: "POST",
    header: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(callbackBody(message, answer))).toString("base64"),
    createdAt: now(),
    dueAt: now(),
    retried: 0,
    callback: null,
    failureCallback: null,
    state: "CREATED",
    dlqId: null,
    lastStatus: null,
  };
}

const listed = (headers: Iterable<[string, string]>) =>
  Object.fromEntries([...headers].map(([name, value]) => [name, [value]]));

const callbackBody = (message: Message, answer: Answer) => ({
  status: answer.status,
  header: listed(answer.headers),
  body: Buffer.from(answer.body).toString("base64"),
  retried: message.retried,
  maxRetries: message.maxRetries,
  ...(message.dlqId ? { dlqId: message.dlqId } : {}),
  sourceMessageId: message.messageId,
  topicName: "",
  endpointName: "",
  url: message.url,
  method: message.method,
  sourceHeader: listed(Object.entries(message.header)),
  sourceBody: message.body,
  notBefore: String(message.dueAt),
  createdAt: String(message.createdAt),
  scheduleId: message.scheduleId ?? "",
  callerIP: "127.0.0.1",
});

function note({ state, now }: Calendar, message: Message, to: MessageState): void {
  message.state = to;
  const { messageId, url, scheduleId } = message;
  state.events.push({ time: now(), messageId, state: to, url, scheduleId });
}
