const UNIT_MS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** `10s`, `1d10h30m`, or bare seconds. Undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g))
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? Number.NaN);
  return total;
}

/** A moment in a response header: seconds from now, a duration, or an HTTP date. Milliseconds from now. */
export function parseReset(text: string, nowMs: number): number | undefined {
  const duration = parseDuration(text.trim());
  if (duration !== undefined) return duration;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** QStash's own backoff: min(86400, e^(2.5 n)) seconds before the nth retry. */
export const defaultRetryDelayMs = (retry: number): number => Math.min(86_400, Math.exp(2.5 * retry)) * 1000;

const FUNCTIONS: Record<string, (...values: number[]) => number> = {
  pow: Math.pow,
  sqrt: Math.sqrt,
  abs: Math.abs,
  exp: Math.exp,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  min: Math.min,
  max: Math.max,
};

/** A text being read from left to right. */
interface Reader {
  expression: string;
  tokens: string[];
  at: number;
}

/**
 * `Upstash-Retry-Delay`: an arithmetic expression in milliseconds over `retried` (0 at the first retry), read by
 * recursive descent. Throws on anything outside the documented language.
 */
export function evaluateRetryDelay(expression: string, retried: number): number {
  const tokens = expression.match(/\d+(?:\.\d+)?|[A-Za-z]+|[-+*/%(),]|\S/g) ?? [];
  const reader: Reader = { expression, tokens, at: 0 };
  const value = sum(reader, retried);
  if (reader.at !== tokens.length || !Number.isFinite(value)) throw wrong(reader, "not a number");
  return Math.max(0, value);
}

const wrong = ({ expression }: Reader, why: string) => new Error(`retry delay "${expression}": ${why}`);
const peek = (reader: Reader): string | undefined => reader.tokens[reader.at];

function take(reader: Reader, wanted?: string): string {
  const token = reader.tokens[reader.at++];
  if (token === undefined || (wanted !== undefined && token !== wanted))
    throw wrong(reader, `unexpected ${token ?? "end"}`);
  return token;
}

function sum(reader: Reader, retried: number): number {
  let value = product(reader, retried);
  while (peek(reader) === "+" || peek(reader) === "-")
    value += take(reader) === "+" ? product(reader, retried) : -product(reader, retried);
  return value;
}

function product(reader: Reader, retried: number): number {
  let value = unary(reader, retried);
  while (/^[*/%]$/.test(peek(reader) ?? "")) {
    const operator = take(reader);
    const right = unary(reader, retried);
    value = operator === "*" ? value * right : operator === "/" ? value / right : value % right;
  }
  return value;
}

function unary(reader: Reader, retried: number): number {
  if (peek(reader) !== "-") return atom(reader, retried);
  take(reader, "-");
  return -unary(reader, retried);
}

function atom(reader: Reader, retried: number): number {
  const token = take(reader);
  if (/^\d/.test(token)) return Number(token);
  if (token === "retried") return retried;
  if (token !== "(") return call(reader, token, retried);
  const value = sum(reader, retried);
  take(reader, ")");
  return value;
}

function call(reader: Reader, name: string, retried: number): number {
  const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!run) throw wrong(reader, `unknown ${name}`);
  take(reader, "(");
  const values = [sum(reader, retried)];
  while (peek(reader) === ",") {
    take(reader, ",");
    values.push(sum(reader, retried));
  }
  take(reader, ")");
  return run(...values);
}
