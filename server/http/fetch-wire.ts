import { reasonOf, type Wire, WireError, type WireReason, type WireRequest } from "./wire.ts";

export type Fetch = (url: URL, init: RequestInit & { duplex?: "half" }) => Promise<Response>;

/** Reasons that only occur before the first byte of a request. */
const BEFORE_SENDING: readonly WireReason[] = ["refused", "dns", "tls", "timeout"];

/**
 * The wire over Web `fetch`, for the edge and for tests. It cannot see the address it connects to, so it refuses
 * `publicOnly`; and after an abort it cannot say whether bytes were sent, so it says they may have been.
 */
export function fetchWire(fetchOnce: Fetch = (url, init) => fetch(url, init)): Wire {
  return {
    async send(request) {
      if (request.publicOnly) throw new WireError("connect", "unsupported");
      try {
        return await fetchOnce(request.url, initOf(request));
      } catch (error) {
        request.signal.throwIfAborted();
        const reason = reasonOf(error);
        throw new WireError(BEFORE_SENDING.includes(reason) ? "connect" : "sent", reason, error);
      }
    },
  };
}

const initOf = (request: WireRequest): RequestInit & { duplex?: "half" } => ({
  method: request.method,
  headers: request.headers,
  redirect: "manual",
  signal: request.signal,
  ...(request.body === undefined ? {} : { body: request.body }),
  ...(request.body instanceof ReadableStream ? { duplex: "half" } : {}),
});
