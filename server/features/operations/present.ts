import type { JobName } from "#jobs/contracts.ts";
import type { WebhookEvent } from "#prisma/generated/client.ts";
import { parseJson } from "#server/core/json.ts";
import { redact, redactText } from "#server/core/redact.ts";
import type { WebhookAttempt } from "#server/webhooks/attempt.ts";
import type { RunOutput } from "./schema.ts";

/** What an operator is shown of what came from outside: the form of it, without secrets and without people. */

const PERSONAL = "[personal]";
/** Parts of a normalised key whose value is about a person or was written by one. */
const PERSONAL_PART =
  /(first|last|full|user|display|screen|nick|real|sender|recipient|fan|customer)name|phone|address|birth|email|avatar|picture|photo|biography/;
/** Whole normalised keys that are. */
const PERSONAL_NAME =
  /^(name|text|message|body|caption|comment|about|bio|to|mail|ip|location|city|note|title|description)$/;

const normalise = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, "");
const isPersonal = (key: string): boolean =>
  PERSONAL_NAME.test(normalise(key)) || PERSONAL_PART.test(normalise(key));

/** Texts under the names of personal things are replaced; numbers, ids and everything else stay. */
function withoutPeople(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPeople);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === "string" && inner !== "" && isPersonal(key) ? PERSONAL : withoutPeople(inner),
    ]),
  );
}

/** A text that is JSON inside JSON (TikTok's `content`) is looked into like the rest. */
function unfolded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unfolded);
  if (typeof value === "string") return /^\s*[[{]/.test(value) ? (parsed(value) ?? value) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unfolded(inner)]));
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Pairs of JSON, also where it breaks off; and those of JSON inside a text of it. */
const PAIRS = [
  /(")([^"\\]{1,64})"\s*:\s*"(?:[^"\\]|\\.)*"?/gs,
  /(\\")([^"\\]{1,64})\\"\s*:\s*\\"(?:[^"\\]|\\{2,}"?|\\[^"\\])*(?:\\")?/g,
];

/** The same for what looks like JSON and cannot be read as it. */
const textWithoutPeople = (text: string): string =>
  PAIRS.reduce(
    (result, pair) =>
      result.replace(pair, (all, quote: string, key: string) =>
        isPersonal(key) ? `${quote}${key}${quote}:${quote}${PERSONAL}${quote}` : all,
      ),
    text,
  );

/** A value as JSON for reading. */
export const presentValue = (value: unknown): string =>
  JSON.stringify(redact(withoutPeople(unfolded(value))), null, 2);

/** A request's body for reading: JSON or a form where it is one, else its text, else how long it is. */
export function presentBody(bytes: Uint8Array): string {
  if (bytes.length === 0) return "";
  const text = new TextDecoder().decode(bytes);
  const json = parsed(text);
  if (typeof json === "object" && json !== null) return presentValue(json);
  if (/^[\w.%[\]-]+=[^\s{}]*$/.test(text)) return presentValue(Object.fromEntries(new URLSearchParams(text)));
  return text.includes("�") || text.includes("\0")
    ? `${bytes.length} bytes`
    : redactText(textWithoutPeople(text));
}

export const presentHeaders = (headers: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(redact(headers) as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
  );

const timeOf = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));

/** The history of an event, latest first. */
export const presentHistory = (history: unknown): RunOutput[] =>
  (history as WebhookAttempt[])
    .map(({ startedAt, endedAt, outcome, why, effect }) => ({
      startedAt: timeOf(startedAt),
      endedAt: timeOf(endedAt),
      outcome: outcome ?? null,
      note: why ?? (effect ? Object.values(effect).join(" · ") : null),
      jobId: null,
    }))
    .reverse();

/** What the event caused, as its latest try that caused something says. */
export function presentEffect({ history }: Pick<WebhookEvent, "history">): Record<string, string> | null {
  const effects = (history as unknown as WebhookAttempt[]).flatMap(({ effect }) => effect ?? []);
  const latest = effects.at(-1);
  return latest ? { ...latest } : null;
}

/**
 * Kinds that may be called off by hand. The others have a row of their own that waits for them (a post, an event, a
 * delivery): they are called off where that row is.
 */
export const CANCELABLE: readonly JobName[] = [
  "mail.send",
  "alert.send",
  "alert.operator",
  "tokens.sweep",
  "series.sweep",
  "media.sweep",
  "jobs.prune",
];
