import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { bodyOf, type MediaLibrary, mediaLibrary, picture, video } from "#e2e/support/media-library.ts";
import type { Actor } from "#server/features/actor.ts";
import { createMediaService } from "./service.ts";
import { createMediaSweeper } from "./sweep.ts";

const DAY_MS = 86_400_000;
const never = new AbortController().signal;
let library: MediaLibrary;
let ada: Actor;

beforeAll(async () => {
  // Files on the disk carry the time of the day.
  library = await mediaLibrary(testClock(new Date()));
  ada = await library.owner();
});
afterAll(() => library.close());

const sweep = () => createMediaSweeper(library).sweep(never);
const exists = async (id: string) => (await library.db.mediaAsset.count({ where: { id } })) === 1;

/** What a process leaves that was killed while a file came in: a row, and perhaps its object. */
async function abandonedUpload(): Promise<string> {
  const { workspaceId, userId: uploadedByUserId } = ada;
  const storageKey = `${workspaceId}/${crypto.randomUUID()}/original.jpg`;
  const createdAt = library.clock.now();
  const data = { workspaceId, uploadedByUserId, storageKey, originalName: "half.jpg", createdAt };
  const row = await library.db.mediaAsset.create({ data });
  await library.store.put(storageKey, bodyOf(await picture()), { contentType: "image/jpeg" });
  return row.id;
}

describe("the media sweep", () => {
  it("removes what an upload left that died a day ago, and leaves one that still runs", async () => {
    const kept = await library.upload(ada, await picture());
    const objects = await library.objects();
    const dead = await abandonedUpload();
    await library.clock.advance(DAY_MS - 1000);
    const running = await abandonedUpload();
    expect((await sweep()).abandoned).toBe(0);
    await library.clock.advance(2000);
    expect((await sweep()).abandoned).toBe(1);
    expect([await exists(dead), await exists(running), await exists(kept.id)]).toEqual([false, true, true]);
    expect(await library.objects()).toHaveLength(objects.length + 1);
  });

  it("lets an upload that ends after it was swept end in words, not half there", async () => {
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const bytes = await video();
    let at = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (at >= bytes.length) return controller.close();
          if (at > 0) await gate;
          const piece = at === 0 ? 1000 : bytes.length;
          controller.enqueue(bytes.subarray(at, at + piece));
          at += piece;
        },
      },
      { highWaterMark: 0 },
    );
    // Its client is never silent for long; only the sweep looks at the day that has passed.
    const clock = { now: library.clock.now, sleep: () => new Promise<void>(() => undefined) };
    const upload = createMediaService({ ...library, clock })
      .upload(ada, { name: "slow.mp4", contentType: "", body })
      .catch((error: unknown) => error);
    const uploading = () =>
      library.db.mediaAsset.count({ where: { status: "uploading", originalName: "slow.mp4" } });
    await expect.poll(uploading).toBe(1);
    await library.clock.advance(DAY_MS + 1000);
    // The sweep has claimed the row and got no further.
    const deleteFolder = () => Promise.reject(new Error("the store is down"));
    const store = { ...library.store, deleteFolder, sweepUnfinished: async () => 0 };
    await createMediaSweeper({ ...library, store }).sweep(never);
    const before = await library.objects();
    finish();
    expect(await upload).toMatchObject({ code: "UNAVAILABLE", retryable: true });
    expect(await library.objects()).toEqual(before);
    expect(await library.db.mediaAsset.count({ where: { originalName: "slow.mp4" } })).toBe(0);
  });

  it("removes bytes and row of a file removed over a week ago, derived images included", async () => {
    const { id } = await library.upload(ada, await picture());
    const { storageKey } = await library.db.mediaAsset.findUniqueOrThrow({ where: { id } });
    const derived = storageKey.replace("original", "jpeg-100-any-any");
    await library.store.put(derived, bodyOf(await picture()), { contentType: "image/jpeg" });
    await library.service.remove(ada, id);
    await library.clock.advance(7 * DAY_MS);
    expect((await sweep()).removed).toBe(0);
    await library.clock.advance(3_700_000);
    expect((await sweep()).removed).toBe(1);
    expect(await exists(id)).toBe(false);
    const folder = storageKey.slice(0, storageKey.lastIndexOf("/"));
    expect((await library.objects()).filter((name) => name.startsWith(folder))).toEqual([]);
  });

  it("keeps the bytes of a removed file as long as a post shows it, and no longer", async () => {
    const { id } = await library.upload(ada, await picture());
    const post = await library.post(ada, "canceled", [id]);
    await library.service.remove(ada, id);
    await library.clock.advance(8 * DAY_MS);
    expect((await sweep()).removed).toBe(0);
    expect(await exists(id)).toBe(true);
    expect((await library.service.serve(ada, id, "original")).bytes).toBeGreaterThan(0);
    await library.db.post.update({ where: { id: post.id }, data: { deletedAt: library.clock.now() } });
    expect((await sweep()).removed).toBe(1);
    expect(await exists(id)).toBe(false);
  });

  it("goes on behind a file that cannot be removed, and tries that one again next time", async () => {
    const ids = [await abandonedUpload(), await abandonedUpload()];
    await library.clock.advance(DAY_MS + 1000);
    let failures = 1;
    const store = {
      ...library.store,
      deleteFolder: async (folder: string) => {
        if (failures-- > 0) throw new Error("the store is down");
        return library.store.deleteFolder(folder);
      },
    };
    expect((await createMediaSweeper({ ...library, store }).sweep(never)).abandoned).toBeGreaterThan(0);
    expect(await library.db.mediaAsset.count({ where: { id: { in: ids } } })).toBe(1);
    await sweep();
    expect(await library.db.mediaAsset.count({ where: { id: { in: ids } } })).toBe(0);
  });

  it("stops when its time is up", async () => {
    await abandonedUpload();
    await library.clock.advance(DAY_MS + 1000);
    await expect(createMediaSweeper(library).sweep(AbortSignal.abort())).rejects.toThrow();
  });
});
