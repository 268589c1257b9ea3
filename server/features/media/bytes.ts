import { AppError } from "#server/core/errors.ts";
import type { ObjectStore } from "#server/core/ports.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A stream's bytes in one piece. Throws INVALID_RESPONSE when they are not as many as announced. */
export async function readAll(stream: ReadableStream<Uint8Array>, size: number): Promise<Bytes> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const chunk of stream) {
    if (at + chunk.byteLength > size) throw changed();
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  if (at < size) throw changed();
  return bytes;
}

/** The bytes from `start` to `end`, both included. */
export async function readRange(store: ObjectStore, key: string, start: number, end: number): Promise<Bytes> {
  return readAll(await store.get(key, { start, end }), end - start + 1);
}

export const bytesStream = (bytes: Bytes): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      controller.close();
    },
  });

const changed = () =>
  new AppError("INVALID_RESPONSE", "the object is not as long as the store says", { retryable: true });
