import { createHash, createHmac, randomUUID } from "node:crypto";
import { Cron } from "croner";
import { defaultRetryDelayMs, evaluateRetryDelay, parseReset } from "./durations.ts";
import { type Message, newMessageId, type QstashState } from "./state.ts";

export interface Engine {
  /** Sends every due message and ticks every due schedule; what is in flight is not awaited. */
  turn(): void;
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>;
}

interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

const DAY_MS = 86_400_000;

/** Delivers: signed anew at every attempt, retried, called back, given up. */
export function createEngine(deps: {
  state: QstashState;
  save: () => void;
  now: () => number;
  publish: (
    destination: string,
    headers: Record<string, string>,
    body: Buffer,
    scheduleId?: string,
  ) => unknown;
}): Engine {
  const { state, save, now } = deps;
  const inFlight = new Map<string, Promise<void>>();

  function turn(): void {
    for (const schedule of Object.values(state.schedules)) {
      if (schedule.nextAt > now()) continue;
      schedule.nextAt = nextAt(schedule.cron, now());
      if (!schedule.isPaused)
        deps.publish(
          schedule.destination,
          schedule.headers,
          Buffer.from(schedule.body, "base64"),
          schedule.scheduleId,
        );
    }
    for (const message of Object.values(state.messages)) {
      const waiting = message.state === "CREATED" || message.state === "RETRY" || message.state === "ACTIVE";
      if (!waiting || message.dueAt > now() || inFlight.has(message.messageId)) continue;
      const attempt = deliver(message).finally(() => inFlight.delete(message.messageId));
      inFlight.set(message.messageId, attempt);
    }
  }

  async function deliver(message: Message): Promise<void> {
    note(message, "ACTIVE");
    const answer = await send(message, state.keys.current);
    if (message.state === "CANCELLED") return;
    message.lastStatus = answer.status;
    const ok = answer.status >= 200 && answer.status <= 299;
    const final = answer.status === 489 && answer.headers.get("upstash-nonretryable-error") === "true";
    const exhausted = !ok && (final || message.retried >= message.maxRetries);
    if (ok) note(message, "DELIVERED");
    else if (exhausted) giveUp(message);
    else retry(message, answer);
    if (message.callback) callBack(message, message.callback, answer);
    if (exhausted && message.failureCallback) callBack(message, message.failureCallback, answer);
    save();
  }

  function retry(message: Message, answer: Answer): void {
    const asked = [
      "retry-after",
      "x-ratelimit-reset",
      "x-ratelimit-reset-requests",
      "x-ratelimit-reset-tokens",
    ]
      .map((name) => answer.headers.get(name))
      .map((value) => (value ? parseReset(value, now()) : undefined))
      .find((value) => value !== undefined);
    const formula = message.retryDelay
      ? evaluateRetryDelay(message.retryDelay, message.retried)
      : defaultRetryDelayMs(message.retried + 1);
    message.dueAt = now() + Math.min(DAY_MS, asked ?? formula);
    message.retried++;
    note(message, "RETRY");
  }

  function giveUp(message: Message): void {
    message.dlqId = `${now()}-${Object.values(state.messages).filter(({ dlqId }) => dlqId).length}`;
    note(message, "FAILED");
  }

  /** A callback is a message of its own. https://upstash.com/docs/qstash/features/callbacks */
  function callBack(message: Message, url: string, answer: Answer): void {
    const content = {
      status: answer.status,
      header: Object.fromEntries([...answer.headers].map(([name, value]) => [name, [value]])),
      body: Buffer.from(answer.body).toString("base64"),
      retried: message.retried,
      maxRetries: message.maxRetries,
      ...(message.dlqId ? { dlqId: message.dlqId } : {}),
      sourceMessageId: message.messageId,
      topicName: "",
      endpointName: "",
      url: message.url,
      method: message.method,
      sourceHeader: Object.fromEntries(
        Object.entries(message.header).map(([name, value]) => [name, [value]]),
      ),
      sourceBody: message.body,
      notBefore: String(message.dueAt),
      createdAt: String(message.createdAt),
      scheduleId: message.scheduleId ?? "",
      callerIP: "127.0.0.1",
    };
    const messageId = newMessageId();
    state.messages[messageId] = {
      ...message,
      messageId,
      url,
      method: "POST",
      header: { "content-type": "application/json" },
      body: Buffer.from(JSON.stringify(content)).toString("base64"),
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

  function note(message: Message, to: Message["state"]): void {
    message.state = to;
    const { messageId, url, scheduleId } = message;
    state.events.push({ time: now(), messageId, state: to, url, scheduleId });
  }

  return {
    turn,
    idle: async () => {
      await Promise.allSettled(inFlight.values());
    },
  };
}

/** `CRON_TZ=Europe/Paris 0 9 * * *`, UTC when it names no zone. */
export function nextAt(cron: string, afterMs: number): number {
  const [, zone, pattern] = /^(?:CRON_TZ=(\S+)\s+)?(.+)$/.exec(cron) ?? [];
  const next = new Cron(pattern ?? "", { timezone: zone ?? "UTC" }).nextRun(new Date(afterMs));
  if (!next) throw new Error(`schedule "${cron}" never comes`);
  return next.getTime();
}

async function send(message: Message, key: string): Promise<Answer> {
  const body = Buffer.from(message.body, "base64");
  try {
    const response = await fetch(message.url, {
      method: message.method,
      headers: {
        ...message.header,
        "user-agent": "Upstash-QStash",
        "upstash-signature": sign(message.url, body, key),
        "upstash-message-id": message.messageId,
        "upstash-retried": String(message.retried),
        "upstash-caller-ip": "127.0.0.1",
        ...(message.scheduleId ? { "upstash-schedule-id": message.scheduleId } : {}),
      },
      ...(message.method === "GET" ? {} : { body }),
      redirect: "manual",
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    return { status: 0, headers: new Headers(), body: String(error) };
  }
}

/** Signed by the wall clock, whatever the double's calendar says: the receiver checks against its own. */
function sign(url: string, body: Buffer, key: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const iat = Math.floor(Date.now() / 1000);
  const hash = createHash("sha256").update(body).digest("base64").replaceAll("+", "-").replaceAll("/", "_");
  const claims = {
    iss: "Upstash",
    sub: url,
    exp: iat + 300,
    nbf: iat,
    iat,
    jti: `jwt_${randomUUID().replaceAll("-", "")}`,
    body: hash,
  };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}
