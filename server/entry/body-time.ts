import type { IncomingMessage } from "node:http";
import { AppError } from "#server/core/errors.ts";
import { UPLOAD_PATH } from "#server/features/media/schema.ts";

/** A megabyte, the most that anything but an upload may bring, at 0.8 Mbit/s. */
const BODY_WITHIN_MS = 10_000;

/**
 * The answer; or REQUEST_TIMEOUT once the body is not whole within this time and none of it waits for us to be read. Whoever
 * reads the rest is told by the end of the connection. Uploads take as long as they take: they watch for silence themselves.
 */
export async function withinBodyTime<T>(
  incoming: IncomingMessage,
  answer: () => Promise<T>,
  withinMs = BODY_WITHIN_MS,
): Promise<T> {
  if (!bringsBody(incoming)) return answer();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setInterval(() => {
    if (!incoming.complete && incoming.readableLength === 0)
      reject(new AppError("REQUEST_TIMEOUT", `no whole body within ${withinMs} ms`));
  }, withinMs);
  try {
    return await Promise.race([answer(), late]);
  } finally {
    clearInterval(timer);
  }
}

const bringsBody = ({ headers, url = "" }: IncomingMessage): boolean =>
  (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0) &&
  url.split("?")[0] !== UPLOAD_PATH;
