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

/**
 * `Upstash-Retry-Delay`: an arithmetic expression in milliseconds over `retried` (0 at the first retry), read by
 * recursive descent. Throws on anything outside the documented language.
 */
export function evaluateRetryDelay(expression: string, retried: number): number {
  const tokens = expression.match(/\d+(?:\.\d+)?|[A-Za-z]+|[-+*/%(),]|\S/g) ?? [];
  let at = 0;
  const peek = () => tokens[at];
  const take = (wanted?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`retry delay "${expression}": unexpected ${token ?? "end"}`);
    return token;
  };
  const sum = (): number => {
    let value = product();
    while (peek() === "+" || peek() === "-") value += take() === "+" ? product() : -product();
    return value;
  };
  const product = (): number => {
    let value = unary();
    while (peek() === "*" || peek() === "/" || peek() === "%") {
      const operator = take();
      const right = unary();
      value = operator === "*" ? value * right : operator === "/" ? value / right : value % right;
    }
    return value;
  };
  const unary = (): number => {
    if (peek() !== "-") return atom();
    take("-");
    return -unary();
  };
  const atom = (): number => {
    const token = take();
    if (/^\d/.test(token)) return Number(token);
    if (token === "retried") return retried;
    if (token === "(") {
      const value = sum();
      take(")");
      return value;
    }
    return call(token);
  };
  const call = (name: string): number => {
    const run = FUNCTIONS[name];
    if (!run) throw new Error(`retry delay "${expression}": unknown ${name}`);
    take("(");
    const values = [sum()];
    while (peek() === ",") {
      take(",");
      values.push(sum());
    }
    take(")");
    return run(...values);
  };
  const value = sum();
  if (at !== tokens.length || !Number.isFinite(value))
    throw new Error(`retry delay "${expression}": not a number`);
  return Math.max(0, value);
}
