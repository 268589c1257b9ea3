/**
 * One exchange with one server, without any policy: what differs per host (Node's own sockets, `fetch` at the edge).
 * Retries, deadlines, breakers and errors stand above it, in `http.ts`.
 */
export interface Wire {
  /** Throws WireError, or whatever the signal's reason is. Never follows a redirect. */
  send(request: WireRequest): Promise<WireResponse>;
}

type WireBody = string | Uint8Array<ArrayBuffer> | URLSearchParams | FormData | ReadableStream<Uint8Array>;

export interface WireRequest {
  url: URL;
  method: string;
  headers: Headers;
  body: WireBody | undefined;
  signal: AbortSignal;
  /** Only public addresses, each one checked, the checked one connected to. */
  publicOnly: boolean;
  /** Opens a new connection: a kept-alive one may be dying, and nobody could say afterwards whether the bytes arrived. */
  fresh: boolean;
}

export interface WireResponse {
  status: number;
  headers: Headers;
  body: ReadableStream<Uint8Array> | null;
}

/** `connect`: no byte of the request left the house. `sent`: it may have. */
export type WirePhase = "connect" | "sent";
export type WireReason =
  | "refused"
  | "dns"
  | "tls"
  | "timeout"
  | "reset"
  | "blocked"
  | "malformed"
  | "unsupported";

export class WireError extends Error {
  readonly phase: WirePhase;
  readonly reason: WireReason;
  constructor(phase: WirePhase, reason: WireReason, cause?: unknown) {
    super(cause instanceof Error ? `${reason}: ${cause.message}` : reason, { cause });
    this.name = "WireError";
    this.phase = phase;
    this.reason = reason;
  }
}

const REASON_BY_CODE: Record<string, WireReason> = {
  ECONNREFUSED: "refused",
  ENETUNREACH: "refused",
  EHOSTUNREACH: "refused",
  EADDRNOTAVAIL: "refused",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_NODATA: "dns",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
};

/** Reason of a socket's error, from the code it or one of its causes carries. */
export function reasonOf(error: unknown): WireReason {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = String((at as { code?: unknown }).code ?? "");
    const known = REASON_BY_CODE[code];
    if (known) return known;
    if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)) return "tls";
    if (at instanceof AggregateError && at.errors.length > 0) return reasonOf(at.errors[0]);
  }
  return "reset";
}
