import path from "node:path";
import type { Prisma } from "#prisma/generated/client.ts";
import type { Clock, Log, ObjectStore } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { inLivingPosts, RESTORABLE_MS } from "./repo.ts";

const HOUR_MS = 3_600_000;
/** No upload takes this long: whoever sends nothing for a minute is cut off. */
const UPLOAD_ABANDONED_MS = 24 * HOUR_MS;
const BATCH = 200;

export interface MediaSweeper {
  /** Removes what dead uploads and old removals left. Repeatable; stops between files when the signal aborts. */
  sweep(signal: AbortSignal): Promise<{ abandoned: number; removed: number; drafts: number }>;
}

export interface MediaSweeperDeps {
  db: Db;
  store: ObjectStore;
  clock: Clock;
  log: Log;
}

/** A removed file that a post still shows keeps its bytes as long as the post is there. */
export function createMediaSweeper(deps: MediaSweeperDeps): MediaSweeper {
  const ago = (ms: number) => new Date(deps.clock.now().getTime() - ms);
  return {
    async sweep(signal) {
      // Claimed first: an upload that ends at this very moment finds itself swept and says so.
      await deps.db.mediaAsset.updateMany({
        where: { status: "uploading", createdAt: { lt: ago(UPLOAD_ABANDONED_MS) } },
        data: { status: "rejected", rejectReason: "incomplete" },
      });
      const abandoned = await forgetAll(deps, signal, { status: "rejected" });
      // An hour after nobody may bring it back any more.
      const removed = await forgetAll(deps, signal, {
        deletedAt: { lt: ago(RESTORABLE_MS + HOUR_MS) },
        posts: { none: inLivingPosts },
      });
      const drafts = await deps.store.sweepUnfinished(ago(UPLOAD_ABANDONED_MS));
      return { abandoned, removed, drafts };
    },
  };
}

/** Objects first, row last: what fails in between is found again by its row. */
async function forgetAll(
  deps: MediaSweeperDeps,
  signal: AbortSignal,
  where: Prisma.MediaAssetWhereInput,
): Promise<number> {
  let forgotten = 0;
  for (let after: string | undefined; ; ) {
    const rows = await deps.db.mediaAsset.findMany({
      where: { ...where, ...(after && { id: { gt: after } }) },
      orderBy: { id: "asc" },
      select: { id: true, storageKey: true },
      take: BATCH,
    });
    for (const row of rows) {
      signal.throwIfAborted();
      if (await forget(deps, row)) forgotten += 1;
    }
    after = rows.at(-1)?.id;
    if (rows.length < BATCH) return forgotten;
  }
}

async function forget(
  { db, store, log }: MediaSweeperDeps,
  { id, storageKey }: { id: string; storageKey: string },
): Promise<boolean> {
  try {
    await store.deleteFolder(path.posix.dirname(storageKey));
    await db.postMedia.deleteMany({ where: { mediaId: id, post: { deletedAt: { not: null } } } });
    await db.mediaAsset.delete({ where: { id } });
    return true;
  } catch (error) {
    log.warn("media not swept; the next sweep will", { mediaId: id, error });
    return false;
  }
}
