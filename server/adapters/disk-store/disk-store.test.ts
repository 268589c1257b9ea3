import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import {
  breakingAfter,
  objectStoreContract,
  pattern,
  streamOf,
} from "#server/core/contracts/object-store.contract.ts";
import { httpStatusOf, toAppError } from "#server/core/errors.ts";
import { createMediaUrlSigner } from "#server/core/media-url.ts";
import { createDiskStore } from "./disk-store.ts";

async function openStore() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "disk-store-"));
  const clock = testClock();
  const signer = createMediaUrlSigner({ appUrl: "http://localhost:3000", secret: "a secret of the house" });
  const root = path.join(folder, "media");
  const store = createDiskStore({ root, signer, clock });
  const get = async (url: string) => {
    try {
      const { key } = await signer.verify(new URL(url), clock.now());
      const type = (await store.head(key))?.contentType ?? "";
      return new Response(await store.get(key), { headers: { "content-type": type } });
    } catch (error) {
      return new Response(null, { status: httpStatusOf(toAppError(error).code) });
    }
  };
  return { folder, root, store, clock, get, close: () => rm(folder, { recursive: true }) };
}

objectStoreContract("the disk store", openStore);

describe("the disk store on the disk", () => {
  it("leaves no file outside of its folder and no draft behind", async () => {
    const { folder, root, store, close } = await openStore();
    await store.put("w1/a/original.jpg", streamOf(pattern(10)), { contentType: "image/jpeg" });
    await store.put("w1/b.jpg", breakingAfter(10), { contentType: "image/jpeg" }).catch(() => undefined);
    await store
      .put("../../stolen", streamOf(pattern(10)), { contentType: "image/jpeg" })
      .catch(() => undefined);
    expect(await readdir(folder)).toEqual(["media"]);
    expect(await readdir(path.join(root, "tmp"))).toEqual([]);
    await close();
  });

  it("sweeps the drafts of a process that died, and leaves those still growing", async () => {
    const { root, store, close } = await openStore();
    const tmp = path.join(root, "tmp");
    await mkdir(tmp, { recursive: true });
    await writeFile(path.join(tmp, "abandoned"), "half");
    await utimes(path.join(tmp, "abandoned"), new Date(0), new Date(0));
    await writeFile(path.join(tmp, "growing"), "half");
    expect(await store.sweepUnfinished(new Date(Date.now() - 3_600_000))).toBe(1);
    expect(await readdir(tmp)).toEqual(["growing"]);
    await close();
  });

  it("takes the emptied folder away with the last object in it", async () => {
    const { root, store, close } = await openStore();
    await store.put("w1/one/original.jpg", streamOf(pattern(10)), { contentType: "image/jpeg" });
    await store.delete("w1/one/original.jpg");
    await expect(stat(path.join(root, "objects/w1/one"))).rejects.toThrow();
    await close();
  });

  it("survives deletes of a neighbour while a folder is being filled", async () => {
    const { store, close } = await openStore();
    const writes = Array.from({ length: 60 }, async (_, i) => {
      await store.put(`w1/shared/${i}.jpg`, streamOf(pattern(10)), { contentType: "image/jpeg" });
      await store.delete(`w1/shared/${i}.jpg`);
    });
    await expect(Promise.all(writes)).resolves.toHaveLength(60);
    await close();
  });

  it("reads no more than its reader takes", async () => {
    const { store, close } = await openStore();
    await store.put("w1/big.bin", streamOf(pattern(4_000_000)), { contentType: "video/mp4" });
    const reader = (await store.get("w1/big.bin")).getReader();
    const first = await reader.read();
    expect(first.value?.length).toBeLessThanOrEqual(128 * 1024);
    await reader.cancel();
    await close();
  });
});
