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

/** Reads an upload once, never faster than it is taken, and gives up on a client that has gone silent. */
export class UploadBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #clock: Clock;
  readonly #hash = createHash("sha256");
  readonly #held: Uint8Array[] = [];
  #bytes = 0;
  #failure: AppError | undefined;

  constructor(body: ReadableStream<Uint8Array>, clock: Clock) {
    this.#reader = body.getReader();
    this.#clock = clock;
  }

  /** The first bytes, at most so many; they are part of `stream` again. */
  async peek(wanted: number): Promise<Uint8Array> {
    for (let size = 0; size < wanted; ) {
      const chunk = await this.#next();
      if (!chunk) break;
      this.#held.push(chunk);
      size += chunk.byteLength;
    }
    return Buffer.concat(this.#held).subarray(0, wanted);
  }

  /** The whole body, hashed and counted as it passes. Errors as soon as it is larger than the limit. */
  stream(limit: UploadLimit): ReadableStream<Uint8Array> {
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const chunk = this.#held.shift() ?? (await this.#next());
      if (!chunk) return controller.close();
      this.#bytes += chunk.byteLength;
      if (this.#bytes > limit.bytes) {
        await this.stop();
        throw this.#fail(mediaRejected(limit.reason, { limitMb: Math.floor(limit.bytes / 1_048_576) }));
      }
      this.#hash.update(chunk);
      controller.enqueue(chunk);
    };
    return new ReadableStream({ pull, cancel: () => this.stop() }, { highWaterMark: 0 });
  }

  /** After the end: how much passed, and its hash in hex. */
  summary(): { bytes: number; checksum: string } {
    return { bytes: this.#bytes, checksum: this.#hash.digest("hex") };
  }

  /** Why the body broke, when it did: the client's doing, whatever the store made of it. */
  get failure(): AppError | undefined {
    return this.#failure;
  }

  /** Stops reading; the client is told by the answer. */
  async stop(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await withinIdleTime(this.#reader.read(), this.#clock);
      return done ? undefined : value;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #fail(error: unknown): AppError {
    this.#failure ??= isAppError(error) ? error : interrupted(error);
    return this.#failure;
  }
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
