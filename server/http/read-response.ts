import { parseJson } from "#server/core/json.ts";
import type { HttpRequest, HttpResponse } from "#server/core/ports.ts";
import { invalidAnswer } from "./failures.ts";
import type { WireResponse } from "./wire.ts";

const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;

/** Reads the whole answer, giving up as soon as it is larger than allowed. */
export async function readResponse(request: HttpRequest, response: WireResponse): Promise<HttpResponse> {
  const maxBytes = request.maxResponseBytes ?? DEFAULT_MAX_BYTES;
  const { status, headers } = response;
  const tooLarge = () => invalidAnswer(request, `answer larger than ${maxBytes} bytes`, status);
  if (Number(headers.get("content-length") ?? 0) > maxBytes && request.method !== "HEAD") {
    await response.body?.cancel();
    throw tooLarge();
  }
  const bytes = await readCapped(response.body, maxBytes, tooLarge);
  const text = () => new TextDecoder().decode(bytes);
  return {
    status,
    headers,
    bytes,
    text,
    json: <T>() => {
      try {
        return parseJson<T>(text());
      } catch (error) {
        throw invalidAnswer(request, "answer is not JSON", status, error);
      }
    },
  };
}

/** All bytes of a stream; throws `tooLarge()` and cancels the stream at the first byte beyond the limit. */
export async function readCapped(
  stream: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  tooLarge: () => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.byteLength;
    parts.push(part.value);
    if (length <= maxBytes) continue;
    await reader?.cancel().catch(() => undefined);
    throw tooLarge();
  }
  return concat(parts, length);
}

function concat(parts: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
