import { isRecord, parseJson } from "./json.ts";
import type { Call } from "./operation.ts";

/** Parameters of a call, wherever they were put: query, form, multipart or JSON. Nested JSON stays text. */
export async function readParams(call: Call, malformed: () => Error): Promise<Map<string, string>> {
  const params = new Map<string, string>(call.url.searchParams);
  if (call.method === "GET" || call.method === "HEAD") return params;
  const bytes = await call.bytes();
  if (bytes.length === 0) return params;
  const type = call.headers.get("content-type") ?? "";
  if (type.includes("multipart/form-data")) await addMultipart(params, bytes, type, malformed);
  else if (type.includes("application/json")) addJson(params, bytes, malformed);
  else for (const [key, value] of new URLSearchParams(Buffer.from(bytes).toString())) params.set(key, value);
  return params;
}

async function addMultipart(
  params: Map<string, string>,
  bytes: Uint8Array,
  type: string,
  malformed: () => Error,
): Promise<void> {
  try {
    const form = await new Response(Buffer.from(bytes), { headers: { "content-type": type } }).formData();
    for (const [key, value] of form) if (typeof value === "string") params.set(key, value);
  } catch {
    throw malformed();
  }
}

function addJson(params: Map<string, string>, bytes: Uint8Array, malformed: () => Error): void {
  const body = jsonObject(bytes, malformed);
  for (const [key, value] of Object.entries(body)) {
    if (value === null || value === undefined) continue;
    params.set(key, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
}

/** A JSON object; integers beyond 2^53 arrive as strings. */
export function jsonObject(bytes: Uint8Array, malformed: () => Error): Record<string, unknown> {
  try {
    const value = parseJson(Buffer.from(bytes).toString());
    if (isRecord(value)) return value;
  } catch {
    // Not JSON: the same answer as JSON that is not an object.
  }
  throw malformed();
}
