import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { mediaRejected, type VideoFacts } from "#server/core/media-tools.ts";
import type { StoredObject } from "#server/core/ports.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { UploadBody } from "./body.ts";
import { bytesStream, readAll, readRange } from "./bytes.ts";
import { findMedia, toMediaOutput } from "./repo.ts";
import { MAX_IMAGE_BYTES, MAX_UPLOAD_BYTES, type MediaOutput } from "./schema.ts";
import type { MediaServiceDeps } from "./service.ts";
import { SNIFF_BYTES, type Sniffed, sniffMedia } from "./sniff.ts";

export interface UploadInput {
  name: string;
  contentType: string;
  /** What the client announced, where it did. */
  declaredBytes?: number;
  body: ReadableStream<Uint8Array>;
}

type Accepted = Exclude<Sniffed, { refused: unknown }>;
type Facts = Pick<VideoFacts, "width" | "height"> & Partial<VideoFacts> & { thumbnailKey?: string };

const EXTENSIONS: Record<Accepted["contentType"], string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
  "video/webm": "webm",
};

/**
 * Takes one file in: type from the first bytes, then straight into the store while it is hashed and counted, then looked
 * into. The row is written first, so that whatever a dying process leaves behind has a name `media.sweep` can find;
 * every refusal removes object and row before it is answered. The same bytes twice are two media: each has its own
 * alternative text and its own fate.
 */
export async function receiveUpload(
  deps: MediaServiceDeps,
  actor: Actor,
  input: UploadInput,
): Promise<MediaOutput> {
  const body = new UploadBody(input.body, deps.clock);
  try {
    requireRole(actor, "editor");
    if ((input.declaredBytes ?? 0) > MAX_UPLOAD_BYTES) throw tooLarge();
    const sniffed = sniffMedia(await body.peek(SNIFF_BYTES));
    if ("refused" in sniffed) throw mediaRejected(sniffed.refused);
    const row = await reserve(deps, actor, input.name, sniffed);
    return await fill(deps, row, sniffed, body, input.declaredBytes).catch(async (error) => {
      await forget(deps, row);
      throw error;
    });
  } finally {
    await body.stop();
  }
}

interface Reserved {
  id: string;
  workspaceId: string;
  folder: string;
  storageKey: string;
}

/** The row that names the object before there is one. The folder cannot be guessed: a CDN may serve it unsigned. */
async function reserve(
  { db, clock }: MediaServiceDeps,
  { workspaceId, userId }: Actor,
  name: string,
  { contentType }: Accepted,
): Promise<Reserved> {
  const id = newId(clock.now().getTime());
  const folder = `${workspaceId}/${id}-${crypto.randomUUID()}`;
  const storageKey = `${folder}/original.${EXTENSIONS[contentType]}`;
  const createdAt = clock.now();
  await db.mediaAsset.create({
    data: { id, workspaceId, uploadedByUserId: userId, storageKey, originalName: cleanName(name), createdAt },
  });
  return { id, workspaceId, folder, storageKey };
}

async function fill(
  deps: MediaServiceDeps,
  row: Reserved,
  { kind, contentType }: Accepted,
  body: UploadBody,
  declaredBytes: number | undefined,
): Promise<MediaOutput> {
  const limit =
    kind === "image"
      ? { bytes: MAX_IMAGE_BYTES, reason: "imageTooLarge" as const }
      : { bytes: MAX_UPLOAD_BYTES, reason: "tooLarge" as const };
  const stored = await deps.store.put(row.storageKey, body.stream(limit), { contentType }).catch((error) => {
    throw body.failure ?? error;
  });
  const { bytes, checksum } = body.summary();
  if (declaredBytes !== undefined && declaredBytes !== bytes) throw mediaRejected("incomplete");
  const facts =
    kind === "image" ? await lookAtImage(deps, row, stored) : await lookAtVideo(deps, row, stored);
  const { id, workspaceId } = row;
  return deps.uow.run(async (tx) => {
    const { count } = await tx.db.mediaAsset.updateMany({
      where: { id, workspaceId, status: "uploading" },
      data: { ...facts, status: "ready", kind, contentType, bytes, checksum },
    });
    if (count === 0) throw new AppError("UNAVAILABLE", "swept while it was uploaded", { retryable: true });
    tx.emit({ workspaceId, type: "media.changed", id });
    return toMediaOutput(await findMedia(tx.db, workspaceId, id));
  });
}

async function lookAtImage({ store, tools }: MediaServiceDeps, row: Reserved, stored: StoredObject) {
  const image = await readAll(await store.get(stored.key), stored.bytes);
  const { width, height, thumbnail } = await tools.inspectImage(image);
  const thumbnailKey = `${row.folder}/thumbnail.jpg`;
  await store.put(thumbnailKey, bytesStream(thumbnail), { contentType: "image/jpeg" });
  return { width, height, thumbnailKey } satisfies Facts;
}

async function lookAtVideo({ store, tools }: MediaServiceDeps, row: Reserved, stored: StoredObject) {
  const read = (start: number, length: number) => readRange(store, row.storageKey, start, start + length - 1);
  return (await tools.inspectVideo(stored.bytes, read)) satisfies Facts;
}

/** What cannot be removed now is found by the sweep: the row still says `uploading`. */
async function forget({ db, store, log }: MediaServiceDeps, row: Reserved): Promise<void> {
  try {
    await store.deleteFolder(row.folder);
    await db.mediaAsset.deleteMany({ where: { id: row.id, workspaceId: row.workspaceId } });
  } catch (error) {
    log.warn("refused upload not removed; the sweep will", { mediaId: row.id, error });
  }
}

const tooLarge = () => mediaRejected("tooLarge", { limitMb: MAX_UPLOAD_BYTES / 1_048_576 });

const LONGEST_NAME = 200;

/** A name to show: the last part of a path, one line, without characters that turn text around. */
function cleanName(name: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? "";
  const shown = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").trim();
  return [...shown].slice(0, LONGEST_NAME).join("") || "file";
}
