import path from "node:path";
import type { MediaAsset } from "#prisma/generated/client.ts";
import { type Jpeg, type JpegLimits, type MediaTools, mediaRejected } from "#server/core/media-tools.ts";
import type { ObjectStore, StoredObject } from "#server/core/ports.ts";
import type { MediaDemand, MediaSource } from "#server/features/publishing/service.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import type { PublishMedia } from "#server/platforms/platform.ts";
import type { ImageRule, MediaKind } from "#server/platforms/rules.ts";
import { bytesStream, readAll, readRange } from "./bytes.ts";

/** How long a platform may take to fetch a file from its address; TikTok allows itself an hour, queues take longer. */
const PUBLIC_URL_MS = 24 * 3_600_000;
/** A JPEG of our own making says its size long before this. */
const JPEG_HEAD_BYTES = 16 * 1024;

export interface MediaSourceDeps {
  db: Db;
  store: ObjectStore;
  tools: MediaTools;
}

type ReadyRow = MediaAsset & { kind: string; contentType: string; width: number; height: number };
type Shape = Pick<PublishMedia, "contentType" | "bytes" | "width" | "height"> & { key: string };

/** Hands the library's files to the platforms, converting what a network does not take. */
export function createMediaSource(deps: MediaSourceDeps): MediaSource {
  return {
    async loadMedia(workspaceId, mediaIds, demand) {
      const rows = await deps.db.mediaAsset.findMany({
        where: { workspaceId, id: { in: [...mediaIds] }, deletedAt: null, status: "ready" },
      });
      const byId = new Map(rows.map((row) => [row.id, row]));
      return Promise.all(mediaIds.map((id) => prepare(deps, byId.get(id), demand)));
    },
  };
}

async function prepare(
  deps: MediaSourceDeps,
  row: MediaAsset | undefined,
  demand: MediaDemand,
): Promise<PublishMedia> {
  if (!row || !isReady(row)) throw mediaRejected("missing");
  const stored = await deps.store.head(row.storageKey);
  if (!stored) throw mediaRejected("missing");
  const shape = await shapeFor(deps, row, stored, imageRuleOf(demand));
  return {
    id: row.id,
    kind: row.kind as MediaKind,
    contentType: shape.contentType,
    bytes: shape.bytes,
    width: shape.width,
    height: shape.height,
    ...(row.durationMs !== null && { durationMs: row.durationMs }),
    ...(row.altText !== "" && { altText: row.altText }),
    url: () => deps.store.signedGetUrl(shape.key, PUBLIC_URL_MS),
    read: (start, end) => readRange(deps.store, shape.key, start, end),
  };
}

const isReady = (row: MediaAsset): row is ReadyRow =>
  row.kind !== null && row.contentType !== null && row.width !== null && row.height !== null;

const imageRuleOf = ({ forPlatform, kind }: MediaDemand): ImageRule | undefined =>
  forPlatform.kinds.find((rule) => rule.id === kind)?.image;

async function shapeFor(
  deps: MediaSourceDeps,
  row: ReadyRow,
  stored: StoredObject,
  rule: ImageRule | undefined,
): Promise<Shape> {
  const { contentType, width, height } = row;
  const asItIs = { key: row.storageKey, contentType, bytes: stored.bytes, width, height };
  if (row.kind !== "image" || !rule || rule.contentTypes.includes(contentType)) return asItIs;
  if (!rule.contentTypes.includes("image/jpeg")) throw mediaRejected("notConvertible");
  return asJpeg(deps, stored, limitsOf(rule));
}

const limitsOf = ({ maxBytes, maxWidth, maxHeight }: ImageRule): JpegLimits => ({
  maxBytes,
  ...(maxWidth !== undefined && { maxWidth }),
  ...(maxHeight !== undefined && { maxHeight }),
});

/** Converted once per set of limits: the result lies beside the original, under a name made of the limits. */
async function asJpeg(deps: MediaSourceDeps, original: StoredObject, limits: JpegLimits): Promise<Shape> {
  const { store, tools } = deps;
  const name = ["jpeg", limits.maxBytes, limits.maxWidth ?? "any", limits.maxHeight ?? "any"].join("-");
  const key = `${path.posix.dirname(original.key)}/${name}.jpg`;
  const made = await store.head(key);
  if (made) {
    const head = await readRange(store, key, 0, Math.min(made.bytes, JPEG_HEAD_BYTES) - 1);
    return { key, contentType: "image/jpeg", bytes: made.bytes, ...tools.jpegSize(head) };
  }
  const jpeg: Jpeg = await tools.toJpeg(await readAll(await store.get(original.key), original.bytes), limits);
  await store.put(key, bytesStream(jpeg.bytes), { contentType: "image/jpeg" });
  const { width, height } = jpeg;
  return { key, contentType: "image/jpeg", bytes: jpeg.bytes.byteLength, width, height };
}
