import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import zlib from "node:zlib";
import { type HttpBindings, serve } from "@hono/node-server";
import { createRequestHandler, type RequestHandler, type ServerBuild } from "@remix-run/server-runtime";
import { type Context, Hono } from "hono";
import { assertSameOrigin } from "#server/adapters/auth/same-origin.ts";
import { AppError } from "#server/core/errors.ts";
import type { Log } from "#server/core/ports.ts";
import { CLIENT_ADDRESS_HEADER, clientAddress } from "#server/http/client-address.ts";
import { errorResponse } from "#server/http/errors.ts";
import { withSecurityHeaders } from "#server/http/security-headers.ts";
import type { Api } from "./api.ts";
import { withinBodyTime } from "./body-time.ts";

export interface HttpServerOptions {
  api: Api;
  build: ServerBuild;
  statics: (request: Request) => Promise<Response> | undefined;
  host: string;
  port: number;
  appUrl: string;
  trustedProxyHops: number;
  log: Log;
  /** How long a body may take, uploads apart. */
  bodyWithinMs?: number;
}

/** A gigabyte at half a megabit per second takes five hours. */
const LONGEST_UPLOAD_MS = 6 * 3_600_000;

/**
 * Longer than proxies and providers keep an idle connection (a minute, mostly): the side that closes first must not be the
 * one that a request may be on its way to.
 */
const IDLE_CONNECTION_MS = 75_000;

export interface HttpServer {
  port: number;
  close(): Promise<void>;
}

/** The Node host: sockets and static files here, everything else is Remix in Web API terms. */
export function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const pages = createRequestHandler(options.build, "production");
  const resources = resourceHandlers(options.build);
  const app = new Hono<{ Bindings: HttpBindings }>();
  const answer = async (context: NodeContext) => {
    const request = context.req.raw;
    const lastHop = context.env.incoming.socket.remoteAddress ?? "";
    request.headers.set(CLIENT_ADDRESS_HEADER, lastHop);
    // From here on the header is the client's address as far as it can be known, not the last proxy's.
    request.headers.set(CLIENT_ADDRESS_HEADER, clientAddress(request, options.trustedProxyHops) ?? "");
    const { pathname } = new URL(request.url);
    if (!COUNTS_ITS_REFUSALS.test(pathname)) assertMethod(request);
    assertBody(request, pathname);
    // The framework refuses a foreign page too, but calls it a fault of ours.
    if (!isApi(pathname)) assertSameOrigin(request, options);
    const file = options.statics(request);
    if (file) return file;
    const remix = isApi(pathname) ? resources(pathname) : pages;
    const shown = READS_ITS_OWN_BODY.test(pathname) ? withoutBody(request) : request;
    const response = await remix(shown, { api: options.api, incoming: request } as never);
    return compressHtml(request, response);
  };
  const finished = (response: Response, { incoming }: HttpBindings) => {
    const whole = withSecurityHeaders(response, options);
    // Nobody reads the rest of a refused body, so nobody may send the next request behind it.
    if (isUnread(incoming) || whole.status === REQUEST_TIMEOUT) whole.headers.set("connection", "close");
    if (whole.status === REQUEST_TIMEOUT && countsItsRefusals(incoming)) endWithConnection(incoming);
    return whole;
  };
  app.all("*", async (context) => {
    const { incoming } = context.env;
    return finished(await withinBodyTime(incoming, () => answer(context), options.bodyWithinMs), context.env);
  });
  app.onError((error, { env }) => {
    const response = errorResponse(error);
    if (response.status >= 500) options.log.error("request failed", { error });
    return finished(response, env);
  });
  return listen(app, options);
}

type NodeContext = Context<{ Bindings: HttpBindings }>;

/**
 * The framework copies the request it is shown, body and all, twice: a route that reads its own body takes the one that came
 * in. A method the framework does not know goes by the route for what changes things.
 */
function withoutBody({ url, headers, signal, method }: Request): Request {
  return new Request(url, { method: METHODS.includes(method) ? method : "POST", headers, signal });
}

/**
 * Handlers for the same build with its resource routes alone, in parts by the first word behind `/api/`. The framework goes
 * through all the routes it has for every request, and a webhook should not pay for the pages, nor for uploads, nor for the
 * frame around the pages.
 */
function resourceHandlers(build: ServerBuild): (pathname: string) => RequestHandler {
  const handlerOf = (wanted: (path: string) => boolean) => {
    const routes = Object.entries(build.routes).flatMap(([id, route]) =>
      route && wanted(route.path ?? "") ? [[id, { ...route, parentId: undefined }]] : [],
    );
    return createRequestHandler({ ...build, routes: Object.fromEntries(routes) }, "production");
  };
  const all = handlerOf((path) => path.startsWith("api/"));
  const words = new Set(Object.values(build.routes).map((route) => wordOf(`/${route?.path ?? ""}`)));
  words.delete("");
  const parts = new Map(
    [...words].map((word) => [word, handlerOf((path) => path === REST || wordOf(`/${path}`) === word)]),
  );
  // Addresses with a word nobody has, or in another case of letters, are the whole's business.
  return (pathname) => parts.get(wordOf(pathname)) ?? all;
}

/** The route that answers for every address of the API that no other has. */
const REST = "api/*";
const API_WORD = /^\/api\/([a-z-]+)(?:\/|$)/;
const wordOf = (pathname: string): string => API_WORD.exec(pathname)?.[1] ?? "";

/** Forms and calls are small; uploads, webhooks and jobs read their own bodies and have limits of their own. */
const BODY_LIMIT = 1024 * 1024;
const READS_ITS_OWN_BODY =
  /^\/api\/(media|webhooks|jobs|onlyfans\/webhooks|crm\/webhooks|ai\/content-trends\/webhook)(\/|$)/i;
/** Webhooks say no themselves, to any method: what the host refused would be missing from the count. */
const COUNTS_ITS_REFUSALS = /^\/api\/(webhooks|(onlyfans|crm)\/webhooks|ai\/content-trends\/webhook)(\/|$)/i;

/**
 * The API asks for itself where a request comes from: webhooks and jobs come from elsewhere. The framework finds its routes
 * in any case of letters, so it is the API in any case of letters.
 */
const isApi = (pathname: string): boolean => /^\/api\//i.test(pathname);

/** True while more of the body is to come than the socket swallows by the way. */
function isUnread({ complete, headers }: IncomingMessage): boolean {
  const bytes = headers["content-length"] ?? (headers["transfer-encoding"] ? Number.POSITIVE_INFINITY : 0);
  return !complete && Number(bytes) > SWALLOWED;
}
const SWALLOWED = 16 * 1024;
const REQUEST_TIMEOUT = 408;

const countsItsRefusals = ({ url = "" }: IncomingMessage): boolean =>
  COUNTS_ITS_REFUSALS.test(url.split("?")[0] ?? "");

/** Node leaves whoever reads a body waiting for ever once the request is answered. */
function endWithConnection(incoming: IncomingMessage): void {
  incoming.socket.once("close", () => incoming.destroy(new Error("the body did not come in time")));
}

/** What the framework knows; to all others it says no in a form of its own. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

function assertMethod({ method }: Request): void {
  if (!METHODS.includes(method))
    throw new AppError("METHOD_NOT_ALLOWED", method, { params: { allow: METHODS.join(", ") } });
}

/** What pages are sent by their forms; it can be read whatever is in it. */
const FORM = /^application\/x-www-form-urlencoded *(;|$)/i;

/**
 * Throws PAYLOAD_TOO_LARGE for a body beyond the limit, or one whose length nobody says, and UNSUPPORTED_MEDIA_TYPE for
 * what no form of a page sends.
 */
function assertBody(request: Request, pathname: string): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  if (READS_ITS_OWN_BODY.test(pathname)) return;
  const length = request.headers.get("content-length");
  const unbounded = length === null && request.headers.has("transfer-encoding");
  if (unbounded || Number(length ?? 0) > BODY_LIMIT)
    throw new AppError("PAYLOAD_TOO_LARGE", `a body of ${length ?? "unknown"} bytes`);
  const type = request.headers.get("content-type") ?? "";
  if (request.method === "POST" && !isApi(pathname) && !FORM.test(type))
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", `a page takes forms, not ${type || "a body of no type"}`);
}

function listen(app: Hono<{ Bindings: HttpBindings }>, options: HttpServerOptions): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    const { port, host: hostname } = options;
    // Node cuts a request off after five minutes, which a large video over a slow line needs; uploads watch for
    // silence themselves.
    const serverOptions = { requestTimeout: LONGEST_UPLOAD_MS, keepAliveTimeout: IDLE_CONNECTION_MS };
    const server = serve({ fetch: app.fetch, port, hostname, serverOptions }, (info) =>
      resolve({
        port: info.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ("closeIdleConnections" in server) server.closeIdleConnections();
            // Event streams never end by themselves.
            setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), 1_500).unref();
          }),
      }),
    );
    server.once("error", reject);
  });
}

/** Compresses pages while they stream: each chunk is flushed, so the first bytes do not wait for the last. */
function compressHtml(request: Request, response: Response): Response {
  const html = response.headers.get("content-type")?.startsWith("text/html");
  if (!html || !response.body) return response;
  const headers = new Headers(response.headers);
  headers.append("vary", "accept-encoding");
  if (!/\bgzip\b/.test(request.headers.get("accept-encoding") ?? ""))
    return new Response(response.body, { status: response.status, headers });
  const gzip = zlib.createGzip({ level: 4, flush: zlib.constants.Z_SYNC_FLUSH });
  const source = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  source.on("error", (error) => gzip.destroy(error));
  headers.set("content-encoding", "gzip");
  headers.delete("content-length");
  return new Response(Readable.toWeb(source.pipe(gzip)) as ReadableStream<Uint8Array>, {
    status: response.status,
    headers,
  });
}
