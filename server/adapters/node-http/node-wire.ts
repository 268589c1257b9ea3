import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { Readable } from "node:stream";
import {
  isLoopbackAddress,
  isLoopbackUrl,
  isPublicAddress,
  PUBLIC_PORTS,
} from "#server/http/public-address.ts";
import { reasonOf, type Wire, WireError, type WireRequest, type WireResponse } from "#server/http/wire.ts";
import { guardedLookup, isAllowedHost, type Resolve, systemResolve } from "./guarded-lookup.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** Shorter than the idle limit of common servers, so that a kept connection is rarely a dead one. */
const KEEP_ALIVE_MS = 4_000;

export interface NodeWireOptions {
  connectTimeoutMs?: number;
  /** Name resolution for addresses that users supply. */
  resolve?: Resolve;
  /** Which addresses such a request may reach. */
  isAllowed?: (address: string) => boolean;
  /** Ports such a request may reach; the empty text is https's own. */
  allowedPorts?: readonly string[];
  /** Outside production: such a request may also go to this machine, when its address says so outright. */
  loopbackToo?: boolean;
  /** Certificate authority in addition to the system's; for tests with a local one. */
  ca?: string;
}

export interface NodeWire extends Wire {
  /** Ends kept connections. */
  close(): void;
}

/**
 * The wire over node:http(s). It knows when a connection stood, so it can say for certain whether a byte of the
 * request may have left; and it connects to the very address it checked.
 */
export function createNodeWire(options: NodeWireOptions = {}): NodeWire {
  const tls = options.ca === undefined ? {} : { ca: options.ca };
  const kept = { keepAlive: true, timeout: KEEP_ALIVE_MS };
  const agents = { http: new HttpAgent(kept), https: new HttpsAgent({ ...kept, ...tls }) };
  const isAllowed = options.isAllowed ?? isPublicAddress;
  const resolve = options.resolve ?? systemResolve;
  const lookup = guardedLookup(resolve, isAllowed);
  const toThisMachine = guardedLookup(resolve, isLoopbackAddress);
  const ports = options.allowedPorts ?? PUBLIC_PORTS;

  const mayStayHere = (url: URL) => options.loopbackToo === true && isLoopbackUrl(url);

  const socketOptions = ({ url, publicOnly, fresh }: WireRequest) => {
    const secure = url.protocol === "https:";
    if (publicOnly && !mayStayHere(url)) return { agent: new HttpsAgent({ ...tls, lookup }) };
    if (publicOnly) {
      const here = { lookup: toThisMachine };
      return { agent: secure ? new HttpsAgent({ ...tls, ...here }) : new HttpAgent(here) };
    }
    if (fresh) return { agent: secure ? new HttpsAgent(tls) : new HttpAgent() };
    return { agent: secure ? agents.https : agents.http };
  };

  return {
    async send(request) {
      const { url } = request;
      const reachable =
        mayStayHere(url) ||
        (url.protocol === "https:" && ports.includes(url.port) && isAllowedHost(url, isAllowed));
      if (request.publicOnly && !reachable) throw new WireError("connect", "blocked");
      return sendOnce(request, socketOptions(request), options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

async function sendOnce(
  request: WireRequest,
  socket: { agent: HttpAgent },
  connectTimeoutMs: number,
): Promise<WireResponse> {
  const { headers, body } = await encodeBody(request);
  headers.set("accept-encoding", "gzip");
  request.signal.throwIfAborted();
  const open = request.url.protocol === "https:" ? requestHttps : requestHttp;
  const outgoing = open(request.url, {
    ...socket,
    method: request.method,
    headers: Object.fromEntries(headers),
  });
  const incoming = await exchange(outgoing, body, request.signal, connectTimeoutMs);
  return toWireResponse(incoming, request.method);
}

function exchange(
  outgoing: ClientRequest,
  body: Uint8Array | Readable | undefined,
  signal: AbortSignal,
  connectTimeoutMs: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const tooSlow = setTimeout(() => outgoing.destroy(new WireError("connect", "timeout")), connectTimeoutMs);
    const abort = () =>
      outgoing.destroy(
        connected ? asError(signal.reason) : new WireError("connect", "timeout", signal.reason),
      );
    signal.addEventListener("abort", abort, { once: true });
    whenConnected(outgoing, () => {
      connected = true;
      clearTimeout(tooSlow);
    });
    outgoing.once("response", (incoming) => {
      incoming.once("close", () => signal.removeEventListener("abort", abort));
      resolve(incoming);
    });
    outgoing.on("error", (error) => {
      clearTimeout(tooSlow);
      signal.removeEventListener("abort", abort);
      if (connected && signal.aborted) reject(signal.reason);
      else
        reject(
          error instanceof WireError
            ? error
            : new WireError(connected ? "sent" : "connect", reasonOf(error), error),
        );
    });
    writeBody(outgoing, body);
  });
}

/** Calls back as soon as bytes of the request may flow: for https, once the certificate was accepted. */
function whenConnected(outgoing: ClientRequest, connected: () => void): void {
  outgoing.once("socket", (socket) => {
    if (outgoing.reusedSocket) connected();
    else socket.once("secureConnecting" in socket ? "secureConnect" : "connect", connected);
  });
}

function writeBody(outgoing: ClientRequest, body: Uint8Array | Readable | undefined): void {
  if (!(body instanceof Readable)) {
    outgoing.end(body);
    return;
  }
  body.once("error", (error) => outgoing.destroy(error));
  outgoing.once("close", () => body.destroy());
  body.pipe(outgoing);
}

/** Everything but a stream is sent with its length: several networks refuse chunked bodies. */
async function encodeBody(
  request: WireRequest,
): Promise<{ headers: Headers; body: Uint8Array | Readable | undefined }> {
  const headers = new Headers(request.headers);
  if (request.body === undefined) {
    if (request.method !== "GET" && request.method !== "HEAD") headers.set("content-length", "0");
    return { headers, body: undefined };
  }
  if (request.body instanceof ReadableStream)
    return { headers, body: Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]) };
  const encoded = new Response(request.body);
  const bytes = new Uint8Array(await encoded.arrayBuffer());
  const type = encoded.headers.get("content-type");
  if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  headers.set("content-length", String(bytes.byteLength));
  return { headers, body: bytes };
}

function toWireResponse(incoming: IncomingMessage, method: string): WireResponse {
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2)
    headers.append(incoming.rawHeaders[at] ?? "", incoming.rawHeaders[at + 1] ?? "");
  const status = incoming.statusCode ?? 0;
  const raw = Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>;
  const empty = method === "HEAD" || status === 204 || status === 304;
  if (empty || headers.get("content-encoding") !== "gzip") return { status, headers, body: raw };
  headers.delete("content-length");
  headers.delete("content-encoding");
  return { status, headers, body: raw.pipeThrough(new DecompressionStream("gzip")) };
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
