/** `JSON.rawJSON` of ES2026 (Node 24), which TypeScript's library does not declare yet. */
const rawJSON = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** An id written as a bare JSON number with all its digits, as the providers do beyond 2^53. */
export function bareNumber(digits: string): unknown {
  if (!/^\d+$/.test(digits)) throw new Error(`not a number: ${digits}`);
  return rawJSON(digits);
}

/** Parses JSON; integers beyond 2^53 come out as strings with every digit. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source
      ? context.source
      : value,
  );
}

/** Meta escapes everything beyond ASCII, and slashes, in the bytes it signs: receivers must hash raw bytes. */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
