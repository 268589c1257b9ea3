import { type AppError, ExternalServiceError } from "#server/core/errors.ts";
import type { HttpResponse } from "#server/core/ports.ts";
import type { CommitResult, Handles, PlatformDeps, PublishContext } from "../platform.ts";
import { irreversible, providerError } from "../provider-error.ts";
import { type ByteRange, type ChunkPlan, nextRange, uploadedBytes } from "./chunks.ts";
import { tiktokErrorRow } from "./errors.ts";
import { videoOf } from "./init.ts";
import { MAX_ROUNDS } from "./status.ts";

/** Everything that dies with an upload address. Zero is "not there" to the plan. */
export const FORGOTTEN_UPLOAD: Handles = { publishId: 0, uploadUrl: 0, uploaded: 0, sent: 0 };

const BASE_DEADLINE_MS = 30_000;
/** A creator's upstream at its slowest, in bytes per ms. */
const SLOWEST_RATE = 100;

const planOf = (handles: Readonly<Handles>): ChunkPlan => ({
  chunkSize: Number(handles.chunkSize),
  chunkCount: Number(handles.chunkCount),
});

export function nextChunk({ content, handles }: PublishContext): ByteRange & { last: boolean } {
  const size = videoOf(content).bytes;
  const range = nextRange(size, planOf(handles), Number(handles.uploaded ?? 0));
  return { ...range, last: range.end === size - 1 };
}

/** A chunk that is not the last: repeating it is harmless, TikTok says 416 and how far it is. */
export async function uploadChunk(deps: PlatformDeps, context: PublishContext): Promise<Handles> {
  const range = nextChunk(context);
  const bytes = await videoOf(context.content).read(range.start, range.end);
  const response = await put(deps, context, range, bytes, true);
  return response.status === 206 ? progress(context, range.end + 1) : standing(context, range, response);
}

/**
 * The last chunk: with its last byte TikTok starts to publish. An answer that says the bytes were not taken leads back
 * to where the upload stands.
 */
export async function uploadLastChunk(deps: PlatformDeps, context: PublishContext): Promise<CommitResult> {
  const range = nextChunk(context);
  const bytes = await videoOf(context.content).read(range.start, range.end);
  return irreversible(async () => {
    const handles = standing(context, range, await put(deps, context, range, bytes, false));
    return handles.sent ? { handles } : { applied: false, handles };
  });
}

const progress = ({ content }: PublishContext, held: number): Handles => ({
  uploaded: held,
  ...(held === videoOf(content).bytes ? { sent: 1 } : {}),
});

/** Where the upload stands after this answer. Throws when the answer leads nowhere. */
function standing(context: PublishContext, range: ByteRange, response: HttpResponse): Handles {
  const size = videoOf(context.content).bytes;
  const held = uploadedBytes(response.headers.get("content-range"), size, planOf(context.handles));
  const expired = response.status === 403 || response.status === 404;
  if (response.status === 201) return progress(context, size);
  if (response.status === 206 && held === undefined) return progress(context, range.end + 1);
  if ((response.status === 206 || response.status === 416) && held !== undefined && held !== range.start)
    return progress(context, held);
  if (expired && Number(context.handles.round ?? 0) < MAX_ROUNDS) return FORGOTTEN_UPLOAD;
  throw refused(response);
}

/** PUT {upload_url}: 206 taken, 201 last one taken, 400 bad headers, 403 expired, 404 unknown, 416 not where you are. */
async function put(
  deps: PlatformDeps,
  { content, handles }: PublishContext,
  range: ByteRange,
  bytes: Uint8Array<ArrayBuffer>,
  repeatable: boolean,
): Promise<HttpResponse> {
  const video = videoOf(content);
  return deps.http.fetch({
    service: "tiktok",
    operation: "upload_chunk",
    method: "PUT",
    url: String(handles.uploadUrl),
    headers: {
      "content-type": video.contentType,
      "content-range": `bytes ${range.start}-${range.end}/${video.bytes}`,
    },
    body: bytes,
    idempotent: repeatable,
    deadlineMs: BASE_DEADLINE_MS + Math.ceil(bytes.length / SLOWEST_RATE),
    accept: (status) => [201, 206, 400, 403, 404, 416].includes(status),
  });
}

/** 416 at the place TikTok itself named leads nowhere: only the status can tell, so it is no proof of anything. */
function refused(response: HttpResponse): AppError {
  const { status } = response;
  const context = { service: "tiktok", operation: "upload_chunk", status };
  return status === 416 || status === 206
    ? new ExternalServiceError("INVALID_RESPONSE", `tiktok upload_chunk: answered ${status}`, {
        ...context,
        retryable: true,
      })
    : providerError(tiktokErrorRow("invalid_file_upload"), context);
}
