type SourceReviver = (key: string, value: unknown, context?: { source?: string }) => unknown;
const parseWithSource: (text: string, reviver?: SourceReviver) => unknown = JSON.parse;

const INTEGER = /^-?\d+$/;

/**
 * JSON in which integers beyond 2^53 arrive as strings, digit for digit: the networks' ids are longer than a double
 * holds. Everything else is as in JSON.parse, including the SyntaxError.
 */
export function parseJson<T = unknown>(text: string): T {
  return (/\d{16}/.test(text) ? parseWithSource(text, keepDigits) : parseWithSource(text)) as T;
}

/** The digits come from the source text: by the time a reviver sees the number they are already rounded. */
const keepDigits: SourceReviver = (_key, value, context) => {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return INTEGER.test(source) ? source : value;
};
