import { createHash } from "node:crypto";
import { AppError, isAppError } from "#server/core/errors.ts";
import { mediaRejected, type RejectReason } from "#server/core/media-tools.ts";
import type { Clock } from "#server/core/ports.ts";

/** A client that sends nothing for so long has gone. */
export const IDLE_MS = 60_000;

export interface UploadLimit {
  bytes: number;
  reason: RejectReason;
}

export interface UploadBody {
  /** The first bytes, at most so many; they are part of `stream` again. */
  peek(bytes: number): Promise<Uint8Array>;
  /** The whole body, hashed and counted as it passes. Errors as soon as it is larger than the limit. */
  stream(limit: UploadLimit): ReadableStream<Uint8Array>;
  /** After the end: what passed. */
  bytes(): number;
  sha256(): string;
  /** Why the body broke, when it did: the client's doing, whatever the store made of it. */
  failure(): AppError | undefined;
  /** Stops reading; the client is told by the answer. */
  stop(): Promise<void>;
}

/** Reads an upload once, never faster than it is taken, and gives up on a client that has gone silent. */
export function readUpload(body: ReadableStream<Uint8Array>, clock: Clock): UploadBody {
  const reader = body.getReader();
  const hash = createHash("sha256");
  const held: Uint8Array[] = [];
  let bytes = 0;
  let failure: AppError | undefined;

  const fail = (error: unknown): AppError => {
    failure ??= isAppError(error) ? error : interrupted(error);
    return failure;
  };
  const next = async (): Promise<Uint8Array | undefined> => {
    const { done, value } = await withinIdleTime(reader.read(), clock).catch((error) => {
      throw fail(error);
    });
    return done ? undefined : value;
  };
  const stop = async () => {
    await reader.cancel().catch(() => undefined);
  };
  return {
    async peek(wanted) {
      let size = 0;
      while (size < wanted) {
        const chunk = await next();
        if (!chunk) break;
        held.push(chunk);
        size += chunk.byteLength;
      }
      return Buffer.concat(held).subarray(0, wanted);
    },
    stream: (limit) =>
      new ReadableStream(
        {
          async pull(controller) {
            const chunk = held.shift() ?? (await next());
            if (!chunk) return controller.close();
            bytes += chunk.byteLength;
            if (bytes > limit.bytes) {
              await stop();
              throw fail(mediaRejected(limit.reason, { limitMb: Math.floor(limit.bytes / 1_048_576) }));
            }
            hash.update(chunk);
            controller.enqueue(chunk);
          },
          cancel: stop,
        },
        { highWaterMark: 0 },
      ),
    bytes: () => bytes,
    sha256: () => hash.digest("hex"),
    failure: () => failure,
    stop,
  };
}

async function withinIdleTime<T>(read: Promise<T>, clock: Clock): Promise<T> {
  const timer = new AbortController();
  const silence = clock.sleep(IDLE_MS, timer.signal).then(() => {
    throw interrupted(new Error(`no bytes for ${IDLE_MS} ms`));
  });
  silence.catch(() => undefined);
  try {
    return await Promise.race([read, silence]);
  } finally {
    timer.abort();
  }
}

const interrupted = (cause: unknown): AppError =>
  new AppError("BAD_REQUEST", "the upload broke off", { userMessage: "UPLOAD_INTERRUPTED", cause });
