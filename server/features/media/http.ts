import { errorResponse } from "#server/core/error-response.ts";
import { AppError } from "#server/core/errors.ts";
import type { MediaUrlSigner } from "#server/core/media-url.ts";
import type { Clock, Log, ObjectStore } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import { matchesEtag, readRangeHeader } from "./range.ts";
import { UPLOAD_PATH } from "./schema.ts";
import type { MediaService, MediaVariant, ServedObject } from "./service.ts";

export interface MediaRoutes {
  /** `POST /api/media?name=clip.mp4`, the raw bytes as the body: 201 with a mediaOutput. */
  upload(request: Request, actor: Actor): Promise<Response>;
  /** `GET|HEAD /api/media/:id[/thumbnail]` for the members of the workspace. */
  serve(request: Request, actor: Actor, mediaId: string, variant: MediaVariant): Promise<Response>;
  /** `GET|HEAD /media/*` for whoever holds a signed address. */
  servePublic(request: Request): Promise<Response>;
}

export interface MediaRoutesDeps {
  service: MediaService;
  store: ObjectStore;
  signer: MediaUrlSigner;
  clock: Clock;
  log: Log;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DAY_SECONDS = 86_400;

/** What a creator uploaded is shown, never run: no scripts, no sniffing, nothing embedded. */
const HARMLESS = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "accept-ranges": "bytes",
};

/** Media over HTTP. Answers errors too: nothing is thrown. */
export function createMediaRoutes(deps: MediaRoutesDeps): MediaRoutes {
  const answering = async (request: Request, answer: () => Promise<Response>) => {
    try {
      return await answer();
    } catch (error) {
      return failed(deps.log, request, error);
    }
  };
  return {
    upload: (request, actor) =>
      answering(request, async () => {
        const media = await deps.service.upload(actor, readUploadRequest(request));
        return Response.json(media, { status: 201, headers: { location: `${UPLOAD_PATH}/${media.id}` } });
      }),
    serve: (request, actor, mediaId, variant) =>
      answering(request, async () => {
        onlyReading(request);
        if (!UUID.test(mediaId)) throw new AppError("NOT_FOUND", "not a media id");
        const found = await deps.service.serve(actor, mediaId, variant);
        return send(request, found, {
          "cache-control": `private, max-age=${DAY_SECONDS}`,
          "content-disposition": disposition(found.name),
          "cross-origin-resource-policy": "same-origin",
          vary: "cookie",
        });
      }),
    servePublic: (request) => answering(request, () => servePublic(deps, request)),
  };
}

async function servePublic({ store, signer, clock }: MediaRoutesDeps, request: Request): Promise<Response> {
  onlyReading(request);
  const now = clock.now();
  const { key, expiresAt } = await signer.verify(new URL(request.url), now);
  const object = await store.head(key);
  if (!object) throw new AppError("NOT_FOUND", "no such object");
  const open = (range?: { start: number; end: number }) => store.get(key, range);
  const seconds = Math.min(DAY_SECONDS, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
  // The folder of a key is made for one file alone, and its objects are never rewritten with other bytes.
  const etag = `"${key}"`;
  return send(
    request,
    { ...object, etag, open },
    {
      "cache-control": `public, max-age=${seconds}`,
      "cross-origin-resource-policy": "cross-origin",
      "x-robots-tag": "noindex",
    },
  );
}

function readUploadRequest(request: Request) {
  if (request.method !== "POST")
    throw new AppError("METHOD_NOT_ALLOWED", "uploads are POSTed", { params: { allow: "POST" } });
  const { headers, body } = request;
  const name = new URL(request.url).searchParams.get("name") ?? "";
  const declared = headers.get("content-length");
  const contentType = headers.get("content-type") ?? "";
  if (/^multipart\/form-data/i.test(contentType))
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "send the bytes themselves, not a form");
  const empty = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  return {
    name,
    contentType,
    body: body ?? empty(),
    ...(declared !== null && /^\d{1,15}$/.test(declared) && { declaredBytes: Number(declared) }),
  };
}

function onlyReading(request: Request): void {
  if (request.method !== "GET" && request.method !== "HEAD")
    throw new AppError("METHOD_NOT_ALLOWED", "media are read with GET", { params: { allow: "GET, HEAD" } });
}

async function send(
  request: Request,
  found: Omit<ServedObject, "name">,
  extra: Record<string, string>,
): Promise<Response> {
  const { etag, bytes, contentType } = found;
  const headers = { ...HARMLESS, ...extra, etag };
  if (matchesEtag(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers });
  const ifRange = request.headers.get("if-range");
  const asked = ifRange === null || matchesEtag(ifRange, etag) ? request.headers.get("range") : null;
  const range = readRangeHeader(asked, bytes);
  if (range.kind === "unsatisfiable")
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${bytes}` } });
  const part = range.kind === "part" ? { start: range.start, end: range.end } : undefined;
  const body = request.method === "HEAD" ? null : await found.open(part);
  return new Response(body, {
    status: part ? 206 : 200,
    headers: {
      ...headers,
      "content-type": contentType,
      "content-length": String(part ? part.end - part.start + 1 : bytes),
      ...(part && { "content-range": `bytes ${part.start}-${part.end}/${bytes}` }),
    },
  });
}

/** RFC 6266: an ASCII name for old readers, the real one percent-encoded; quotes and control characters never pass. */
function disposition(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, "_");
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `inline; filename="${plain}"; filename*=UTF-8''${exact}`;
}

/** The client may still be sending a body nobody reads: the connection is not used again. */
function failed(log: Log, request: Request, error: unknown): Response {
  const headers: Record<string, string> = { "cache-control": "no-store" };
  if (request.method === "POST") headers.connection = "close";
  const response = errorResponse(error, headers);
  if (response.status >= 500)
    log.error("media request failed", { path: new URL(request.url).pathname, error });
  return response;
}
