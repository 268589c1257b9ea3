/** What stands in place of a secret. */
const REDACTED = "[redacted]";
const EMAIL = "[email]";

const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
const MAX_TEXT = 16_384;

/** Parts of a normalised key (lower case, letters and digits only) that make its value a secret. */
const SECRET_PART =
  /password|passwd|passphrase|secret|token|apikey|privatekey|encryptionkey|signingkey|accesskey|authorization|cookie|credential|signature|appsecretproof|codeverifier|recoverycode|backupcode|assertion|sealed/;
/** Whole normalised keys; too short or too common to be looked for inside others. */
const SECRET_NAME = /^(sig|pin|otp|totp|auth|jwt|pwd|sessionid|nonce)$|dsn$|databaseurl$/;
/** Endings that say the value is about a secret, not the secret itself: `tokenVersion`, `tokenExpiresAt`, `keyId`. */
const ABOUT_A_SECRET = /(version|expiresat|expiresin|type|count|status|lifetimes?|ms|at|keyid|name)$/;
/** Names that mean a word of ours in one place and a one-time secret of OAuth in another: their value decides. */
const CODE_NAME = /^(code|state)$/;
/** `ECONNREFUSED`, `P2002`, `23505`, `invalid_grant`, `published`: words, not one-time secrets. */
const WORD = /^(?:[A-Z]+(?:_[A-Z0-9]+)*|[A-Z]\d{3,4}|[0-9A-Z]{5}|[a-z]+(?:[_-][a-z]+)*)$/;

const QUERY_PAIR = /([?&#;]|^|[\s"'(])([A-Za-z0-9_.%[\]-]{1,64})=([^&#\s"'<>()]*)/g;
const JSON_PAIR = /(["'])([A-Za-z0-9_.-]{1,64})\1(\s*:\s*)(["'])((?:[^"'\\]|\\.){0,8192})\4/g;

/** Secrets that are recognised by their own shape, wherever they stand. */
const SHAPES: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [/\b(Bearer|Basic|OAuth)\s+[A-Za-z0-9._~+/=!*-]{6,}/gi, `$1 ${REDACTED}`],
  [/\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, REDACTED],
  [/\bEA[A-Z][A-Za-z0-9]{20,}/g, REDACTED],
  [/\bIG[A-Z]{1,4}[A-Za-z0-9_-]{20,}/g, REDACTED],
  [/\b(?:act|rft|clt)\.[A-Za-z0-9!*._-]{10,}/g, REDACTED],
  [/\b(?:sk|rk|pk|whsec|xox[abprs]|gh[pousr]|github_pat|re)[_-][A-Za-z0-9_-]{16,}/g, REDACTED],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, REDACTED],
  [/\bAIza[A-Za-z0-9_-]{30,}/g, REDACTED],
  [/\bv1\.[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{20,}/g, REDACTED],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers))\/[A-Za-z0-9/_-]+/g, `$1/${REDACTED}`],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"'<>]{1,512}@/gi, `$1${REDACTED}@`],
  [/[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}/g, EMAIL],
];

const normalise = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, "");

/** True when a value under this key must not be seen. `code` and `state` are judged by their values. */
export function isSecretKey(key: string): boolean {
  const name = normalise(key);
  return SECRET_NAME.test(name) || (SECRET_PART.test(name) && !ABOUT_A_SECRET.test(name));
}

/**
 * A copy fit for a log: values under secret names are replaced, secrets and e-mail addresses inside texts too, errors
 * become plain objects with their chain of causes, bytes become their length. Cycles, depth and length are bounded.
 */
export function redact(value: unknown): unknown {
  return scrub(value, 0, new Set());
}

/** A text without the secrets and e-mail addresses in it. Understands queries, form bodies and JSON inside the text. */
export function redactText(text: string): string {
  const kept = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  const pairs = kept
    .replace(QUERY_PAIR, (all, before: string, key: string, value: string) =>
      isSecretPair(decode(key), decode(value)) ? `${before}${key}=${REDACTED}` : all,
    )
    .replace(
      JSON_PAIR,
      (all, quote: string, key: string, colon: string, valueQuote: string, value: string) =>
        isSecretPair(key, value)
          ? `${quote}${key}${quote}${colon}${valueQuote}${REDACTED}${valueQuote}`
          : all,
    );
  return SHAPES.reduce((result, [shape, replacement]) => result.replace(shape, replacement), pairs);
}

/** An address without credentials, and without the values of secret query keys; everything else stays readable. */
export const redactUrl = (url: string | URL): string => redactText(String(url));

function isSecretPair(key: string, value: string): boolean {
  if (value === "" || value === REDACTED) return false;
  return CODE_NAME.test(normalise(key)) ? !WORD.test(value) : isSecretKey(key);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function scrub(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (above.has(value)) return "[circular]";
  if (depth >= MAX_DEPTH) return "[deeper]";
  above.add(value);
  const result = scrubObject(value, (inner) => scrub(inner, depth + 1, above));
  above.delete(value);
  return result;
}

type Scrub = (value: unknown) => unknown;

function scrubObject(value: object, inner: Scrub): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return redactText(String(value));
  if (value instanceof Error) return scrubError(value, inner);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return scrubItems(value, inner);
  if (value instanceof Set) return scrubItems([...value], inner);
  if (value instanceof Map)
    return scrubEntries(
      [...value].map(([key, item]) => [String(key), item]),
      inner,
    );
  if (value instanceof Headers || value instanceof URLSearchParams)
    return scrubEntries([...value.entries()], inner);
  return scrubEntries(Object.entries(value), inner);
}

function scrubItems(items: unknown[], inner: Scrub): unknown[] {
  const kept = items.slice(0, MAX_ITEMS).map(inner);
  return items.length > MAX_ITEMS ? [...kept, `… ${items.length - MAX_ITEMS} more`] : kept;
}

function scrubEntries(entries: [string, unknown][], inner: Scrub): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, value] of entries.slice(0, MAX_ITEMS)) result[key] = scrubEntry(key, value, inner);
  if (entries.length > MAX_ITEMS) result["…"] = `${entries.length - MAX_ITEMS} more`;
  return { ...result };
}

function scrubEntry(key: string, value: unknown, inner: Scrub): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (CODE_NAME.test(normalise(key)) && typeof value === "string") return WORD.test(value) ? value : REDACTED;
  if (!isSecretKey(key)) return inner(value);
  return countsTokens(key, value) ? value : REDACTED;
}

/** `tokens: 1200` counts; `password: 1234` does not. */
const countsTokens = (key: string, value: unknown): boolean =>
  typeof value === "number" && /tokens?$|signatures$/.test(normalise(key));

/** Own properties (code, service, status…) beside name, message, stack and the causes, all redacted. */
function scrubError(error: Error, inner: Scrub): Record<string, unknown> {
  const own = Object.entries(error).filter(([key]) => key !== "name" && key !== "message" && key !== "stack");
  const causes = error instanceof AggregateError ? { errors: inner(error.errors) } : {};
  return {
    name: error.name,
    message: redactText(error.message),
    ...scrubEntries(own, inner),
    ...causes,
    ...(error.cause === undefined ? {} : { cause: inner(error.cause) }),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
  };
}
