import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { randomHex } from "../core/ids.ts";
import { DownloadError, type StoredMedia } from "../core/media-store.ts";
import type { Answer, Call } from "../core/operation.ts";
import { writePart } from "../core/upload-file.ts";
import { invalid, refuse } from "./errors.ts";
import { type Deps, uploadCredits } from "./gate.ts";
import type { Upload } from "./state.ts";

const MB = 1_000_000;
const MAX_BYTES = 100 * MB;
/** Boundaries and headers of the form around the file. */
const FORM_BYTES = 1 * MB;

/** `POST /api/{account}/media/upload`: `file`, or a `file_url` the partner fetches. The answer has no envelope. */
export async function uploadMedia(deps: Deps, call: Call): Promise<Answer> {
  const { key, creator } = deps.gate.account("media_upload", call);
  const stored = await storedFile(deps, call);
  if (stored.format === "unknown")
    throw invalid("media_upload", "file", "The file must be a photo or a video.");
  const upload: Upload = {
    id: `ofapi_media_${randomHex(12)}`,
    accountId: creator.id,
    at: deps.kit.clock.now(),
    sha256: stored.sha256,
    bytes: stored.bytes,
    contentType: stored.contentType,
  };
  deps.kit.store.commit([deps.state.uploads.put(upload.id, upload)]);
  deps.gate.spend(key, uploadCredits(stored.bytes));
  return {
    status: 200,
    json: {
      prefixed_id: upload.id,
      file_name: "media",
      processId: randomHex(10),
      host: "convert1.onlyfans.com",
      extra: randomHex(20),
      additional: { user: String(creator.onlyfansId) },
      thumbs: [{ id: 1, url: `${deps.kit.url()}/media/${stored.sha256}` }],
      note: "This id can be used once.",
    },
  };
}

async function storedFile(deps: Deps, call: Call): Promise<StoredMedia> {
  const { media } = deps.kit;
  const type = call.headers.get("content-type") ?? "";
  if (type.includes("application/json")) return fetched(deps, call);
  if (!type.includes("multipart/form-data"))
    throw invalid("media_upload", "file", "The file field is required.");
  const raw = randomUUID();
  const part = await writePart(media.uploadPath(raw), { first: 0, end: MAX_BYTES + FORM_BYTES }, call.stream);
  try {
    if (part.overflow) throw refuse("media_upload", 413, { message: "The file is larger than 100 MB." });
    if (part.aborted) throw refuse("media_upload", 422, { message: "The upload ended early." });
    const file = await fileOf(media.uploadPath(raw), type);
    if (file.size > MAX_BYTES)
      throw refuse("media_upload", 413, { message: "The file is larger than 100 MB." });
    const id = randomUUID();
    writeFileSync(media.uploadPath(id), new Uint8Array(await file.arrayBuffer()));
    const stored = await media.adopt(id);
    media.discard(id);
    return stored;
  } finally {
    media.discard(raw);
  }
}

async function fileOf(path: string, type: string): Promise<Blob> {
  const { openAsBlob } = await import("node:fs");
  const body = await openAsBlob(path);
  try {
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    const file = form.get("file");
    if (file instanceof Blob && file.size > 0) return file;
  } catch {
    // Not a form: the same answer as a form without a file.
  }
  throw invalid("media_upload", "file", "The file field is required.");
}

async function fetched({ kit }: Deps, call: Call): Promise<StoredMedia> {
  const body: unknown = JSON.parse(Buffer.from(await call.bytes()).toString() || "{}");
  const url = typeof body === "object" && body !== null && "file_url" in body ? String(body.file_url) : "";
  try {
    return await kit.media.download(url, { maxBytes: MAX_BYTES, timeoutMs: 60_000, userAgent: "OFAPI/1.0" });
  } catch (error) {
    if (error instanceof DownloadError)
      throw invalid("media_upload", "file_url", `The file could not be fetched: ${error.problem}.`);
    throw error;
  }
}
