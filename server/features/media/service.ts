import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import type { MediaTools } from "#server/core/media-tools.ts";
import type { Clock, Log, ObjectStore } from "#server/core/ports.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import { countPlannedUses, findMedia, findVisible, listMedia, RESTORABLE_MS, toMediaOutput } from "./repo.ts";
import type { MediaOutput, mediaListInput, mediaListOutput } from "./schema.ts";
import { receiveUpload, type UploadInput } from "./upload.ts";

export type MediaVariant = "original" | "thumbnail";

/** Everything an answer needs to know before the first byte is read. */
export interface ServedObject {
  contentType: string;
  bytes: number;
  /** Strong: the bytes behind a media id never change. */
  etag: string;
  /** The name the file came with. */
  name: string;
  /** Opens the bytes, both ends of the range included. */
  open(range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array>>;
}

export interface MediaService {
  list(actor: Actor, input: z.infer<typeof mediaListInput>): Promise<z.infer<typeof mediaListOutput>>;
  get(actor: Actor, mediaId: string): Promise<MediaOutput>;
  update(actor: Actor, input: { mediaId: string; altText: string }): Promise<MediaOutput>;
  /** Refused with CONFLICT while a scheduled post uses it. The bytes follow a week later. */
  remove(actor: Actor, mediaId: string): Promise<void>;
  /** Takes back `remove` while the bytes are there. Throws NOT_FOUND afterwards. */
  restore(actor: Actor, mediaId: string): Promise<MediaOutput>;
  /** Streams to the store, hashing and measuring on the way; rejects what no network could use. */
  upload(actor: Actor, input: UploadInput): Promise<MediaOutput>;
  serve(actor: Actor, mediaId: string, variant: MediaVariant): Promise<ServedObject>;
}

export interface MediaServiceDeps {
  db: Db;
  uow: UnitOfWork;
  store: ObjectStore;
  tools: MediaTools;
  clock: Clock;
  log: Log;
}

export function createMediaService(deps: MediaServiceDeps): MediaService {
  const { db, uow, clock } = deps;
  return {
    async list(actor, input) {
      const rows = await listMedia(db, actor.workspaceId, input);
      const items = rows.slice(0, input.limit).map(toMediaOutput);
      return { items, nextCursor: rows.length > input.limit ? (items.at(-1)?.id ?? null) : null };
    },
    get: async (actor, mediaId) => toMediaOutput(await findMedia(db, actor.workspaceId, mediaId)),
    async update(actor, { mediaId, altText }) {
      requireRole(actor, "editor");
      return changeMedia(uow, actor, mediaId, { from: { deletedAt: null }, to: { altText: altText.trim() } });
    },
    remove: (actor, mediaId) => removeMedia(deps, actor, mediaId),
    async restore(actor, mediaId) {
      requireRole(actor, "editor");
      const from = { deletedAt: { gt: new Date(clock.now().getTime() - RESTORABLE_MS) } };
      return changeMedia(uow, actor, mediaId, { from, to: { deletedAt: null } });
    },
    upload: (actor, input) => receiveUpload(deps, actor, input),
    serve: (actor, mediaId, variant) => serveMedia(deps, actor, mediaId, variant),
  };
}

interface MediaChange {
  from: { deletedAt: null | { gt: Date } };
  to: { altText: string } | { deletedAt: Date | null };
}

async function changeMedia(
  uow: UnitOfWork,
  actor: Actor,
  id: string,
  change: MediaChange,
): Promise<MediaOutput> {
  const { workspaceId } = actor;
  return uow.run(async (tx) => {
    const where = { workspaceId, id, status: "ready" as const, ...change.from };
    const { count } = await tx.db.mediaAsset.updateMany({ where, data: change.to });
    if (count === 0) throw new AppError("NOT_FOUND", "no such media");
    tx.emit({ workspaceId, type: "media.changed", id });
    return toMediaOutput(await findMedia(tx.db, workspaceId, id));
  });
}

async function removeMedia(deps: MediaServiceDeps, actor: Actor, id: string): Promise<void> {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  await deps.uow.run(async (tx) => {
    await findMedia(tx.db, workspaceId, id);
    const posts = await countPlannedUses(tx.db, workspaceId, id);
    if (posts > 0)
      throw new AppError("CONFLICT", "media is used by a planned post", {
        userMessage: "MEDIA_IN_USE",
        params: { count: posts },
      });
    const where = { workspaceId, id, deletedAt: null };
    await tx.db.mediaAsset.updateMany({ where, data: { deletedAt: deps.clock.now() } });
    tx.emit({ workspaceId, type: "media.changed", id });
  });
}

async function serveMedia(
  { db, store }: MediaServiceDeps,
  actor: Actor,
  mediaId: string,
  variant: MediaVariant,
): Promise<ServedObject> {
  const row = await findVisible(db, actor.workspaceId, mediaId);
  const key = variant === "thumbnail" ? row.thumbnailKey : row.storageKey;
  const found = key === null ? undefined : await store.head(key);
  if (!found) throw new AppError("NOT_FOUND", "no such object");
  return {
    contentType: found.contentType,
    bytes: found.bytes,
    etag: `"${row.checksum}${variant === "thumbnail" ? "-thumbnail" : ""}"`,
    name: row.originalName,
    open: (range) => store.get(found.key, range),
  };
}
