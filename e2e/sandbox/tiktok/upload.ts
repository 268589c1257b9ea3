import type { Kit } from "../core/network.ts";
import { type Answer, type Call, Refusal } from "../core/operation.ts";
import { drain, writePart } from "../core/upload-file.ts";
import { findAccount } from "./accounts.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { judgeVideo } from "./media-rules.ts";
import type { Publish, TikTokState } from "./state.ts";

/** An upload address is good for one hour. */
const URL_LIFETIME_MS = 3_600_000;
const CONTENT_TYPES = ["video/mp4", "video/quicktime", "video/webm"];

type Upload = NonNullable<Publish["upload"]>;

const refusal = (status: number, upload?: Upload): Refusal =>
  new Refusal({ status, headers: upload && progress(upload.received, upload.size) });

const progress = (received: number, size: number) => ({ "content-range": `bytes 0-${received}/${size}` });

/** One upload at a time may write to a file; a second writer would tear the bytes. */
export type Writers = Set<string>;

export interface UploadDeps {
  kit: Kit;
  state: TikTokState;
  lifecycle: Lifecycle;
  writers: Writers;
}

/** A refused chunk is read to its end, so that the client gets to see why. */
const MAX_DRAINED_BYTES = 160 * 1024 * 1024;

/**
 * `PUT {upload_url}`: 206 chunk accepted, 201 the last one, 400 headers or length wrong, 403 address expired,
 * 404 no such task, 416 range differs from the progress, which `Content-Range` tells.
 */
export async function receiveChunk(deps: UploadDeps, call: Call): Promise<Answer> {
  try {
    return await takeChunk(deps, call);
  } catch (error) {
    await drain(call.stream?.locked ? null : call.stream, MAX_DRAINED_BYTES);
    throw error;
  }
}

async function takeChunk(deps: UploadDeps, call: Call): Promise<Answer> {
  const { kit, writers } = deps;
  const publish = find(deps, call);
  const { upload } = publish;
  if (kit.clock.now() >= publish.createdAt + URL_LIFETIME_MS) throw refusal(403);
  const range = readRange(call, upload);
  if (range.first !== upload.received || upload.received === upload.size) throw refusal(416, upload);
  if (range.last !== expectedLast(upload)) throw refusal(400, upload);
  if (writers.has(upload.id)) throw refusal(416, upload);
  writers.add(upload.id);
  try {
    await write(kit, range, call, upload);
    return await accept(deps, publish, range.last + 1);
  } finally {
    writers.delete(upload.id);
  }
}

function find({ state }: { state: TikTokState }, call: Call): Publish & { upload: Upload } {
  const id = call.url.searchParams.get("upload_id");
  const token = call.url.searchParams.get("upload_token");
  const publish = state.publishes.values().find((one) => one.upload?.id === id);
  if (!publish?.upload || publish.upload.token !== token) throw refusal(404);
  return { ...publish, upload: publish.upload };
}

function readRange(call: Call, upload: Upload): { first: number; last: number } {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(call.headers.get("content-range") ?? "");
  const type = call.headers.get("content-type")?.split(";")[0]?.trim() ?? "";
  if (!match || !CONTENT_TYPES.includes(type)) throw refusal(400, upload);
  const [first, last, total] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const length = call.headers.get("content-length");
  if (total !== upload.size || last < first || last >= total) throw refusal(400, upload);
  if (length !== null && Number(length) !== last - first + 1) throw refusal(400, upload);
  return { first, last };
}

/** Chunks are of the declared size; the last takes what remains. */
function expectedLast({ received, chunkSize, chunks, size }: Upload): number {
  const index = Math.floor(received / chunkSize);
  return index >= chunks - 1 ? size - 1 : received + chunkSize - 1;
}

async function write(
  kit: Kit,
  range: { first: number; last: number },
  call: Call,
  upload: Upload,
): Promise<void> {
  const end = range.last + 1;
  const part = await writePart(kit.media.uploadPath(upload.id), { first: range.first, end }, call.stream);
  if (part.overflow || part.position !== end) throw refusal(400, upload);
}

async function accept(
  { kit, state, lifecycle }: { kit: Kit; state: TikTokState; lifecycle: Lifecycle },
  publish: Publish & { upload: Upload },
  received: number,
): Promise<Answer> {
  const { upload } = publish;
  const headers = progress(received, upload.size);
  const current = state.publishes.get(publish.id);
  if (current?.stage !== "transferring") throw refusal(404);
  kit.store.commit([state.publishes.put(publish.id, { ...current, upload: { ...upload, received } })]);
  if (received < upload.size) return { status: 206, headers };
  await finishUpload({ kit, lifecycle }, publish);
  return { status: 201, headers };
}

/** After a restart: uploads that were whole but not yet judged. */
export function resumeUploads(deps: Pick<UploadDeps, "kit" | "state" | "lifecycle">): void {
  for (const publish of deps.state.publishes.values()) {
    const { upload } = publish;
    if (publish.stage !== "transferring" || !upload || upload.received !== upload.size) continue;
    finishUpload(deps, { ...publish, upload }).catch(deps.kit.onError);
  }
}

/** The last byte is here: the file is judged and processing begins. May be repeated. */
async function finishUpload(
  { kit, lifecycle }: { kit: Kit; lifecycle: Lifecycle },
  publish: Publish & { upload: Upload },
): Promise<void> {
  const stored = await kit.media.adopt(publish.upload.id);
  const maxSeconds = findAccount(publish.openId)?.maxVideoSeconds ?? 600;
  lifecycle.transferred(publish.id, judgeVideo(kit.media, stored, maxSeconds));
  kit.media.discard(publish.upload.id);
}
