import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "#server/core/hmac.ts";
import type { ObjectStore } from "#server/core/ports.ts";

export interface ObjectStoreUnderTest {
  store: ObjectStore;
  /** Moves the time by which addresses expire. */
  clock: { advance(ms: number): Promise<void> };
  /** GETs a signed address as a platform would: no cookies, no credentials. */
  get(url: string): Promise<Response>;
  close(): Promise<void>;
}

const PART = 5 * 1024 * 1024;

/** What every object store promises. `open` gives a fresh, empty store whose clock may be moved. */
export function objectStoreContract(name: string, open: () => Promise<ObjectStoreUnderTest>): void {
  describe(`${name} is an object store`, () => {
    let subject: ObjectStoreUnderTest;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    const put = (key: string, bytes: Uint8Array, contentType = "image/jpeg") =>
      subject.store.put(key, streamOf(bytes), { contentType });
    const read = async (key: string, range?: { start: number; end: number }) =>
      new Uint8Array(await new Response(await subject.store.get(key, range)).arrayBuffer());

    it.each([
      ["nothing", 0],
      ["one byte", 1],
      ["an odd number of bytes", 70_001],
      ["more than two parts of a multipart upload", 2 * PART + 7],
    ])("gives back %s, byte for byte, with size and type", async (_what, size) => {
      const bytes = pattern(size);
      const key = `w1/size-${size}/original.jpg`;
      expect(await put(key, bytes)).toEqual({ key, bytes: size, contentType: "image/jpeg" });
      expect(await subject.store.head(key)).toEqual({ key, bytes: size, contentType: "image/jpeg" });
      expect(await digest(await read(key))).toBe(await digest(bytes));
    });

    it("replaces what was there, type included", async () => {
      await put("w1/replaced.bin", pattern(100), "image/png");
      await put("w1/replaced.bin", pattern(50, 9), "image/webp");
      expect(await subject.store.head("w1/replaced.bin")).toMatchObject({
        bytes: 50,
        contentType: "image/webp",
      });
      expect(await read("w1/replaced.bin")).toEqual(pattern(50, 9));
    });

    it("reads a range with both ends included, and stops at the end of the object", async () => {
      const bytes = pattern(300_000);
      await put("w1/ranged.bin", bytes);
      expect(await read("w1/ranged.bin", { start: 0, end: 1 })).toEqual(bytes.slice(0, 2));
      expect(await read("w1/ranged.bin", { start: 5, end: 5 })).toEqual(bytes.slice(5, 6));
      expect(await read("w1/ranged.bin", { start: 65_535, end: 200_000 })).toEqual(
        bytes.slice(65_535, 200_001),
      );
      expect(await read("w1/ranged.bin", { start: 299_998, end: 900_000 })).toEqual(bytes.slice(299_998));
    });

    it("refuses a range that begins behind the end", async () => {
      await put("w1/short.bin", pattern(10));
      await expect(subject.store.get("w1/short.bin", { start: 10, end: 20 })).rejects.toMatchObject({
        code: "BAD_REQUEST",
      });
    });

    it("knows what it does not have", async () => {
      expect(await subject.store.head("w1/absent.bin")).toBeUndefined();
      await expect(subject.store.get("w1/absent.bin")).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(subject.store.delete("w1/absent.bin")).resolves.toBeUndefined();
    });

    it("forgets what was deleted", async () => {
      await put("w1/gone/original.jpg", pattern(10));
      await subject.store.delete("w1/gone/original.jpg");
      expect(await subject.store.head("w1/gone/original.jpg")).toBeUndefined();
      await expect(subject.store.get("w1/gone/original.jpg")).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("removes a folder with all that is in it, and nothing beside it", async () => {
      const inside = ["w1/folder/original.jpg", "w1/folder/thumbnail.jpg", "w1/folder/deep/er.jpg"];
      const beside = ["w1/folder-2/original.jpg", "w1/other/original.jpg"];
      for (const key of [...inside, ...beside]) await put(key, pattern(10));
      await subject.store.deleteFolder("w1/folder");
      const left = await Promise.all([...inside, ...beside].map((key) => subject.store.head(key)));
      expect(left.map((object) => object?.key)).toEqual([undefined, undefined, undefined, ...beside]);
      await expect(subject.store.deleteFolder("w1/absent")).resolves.toBeUndefined();
    });

    it.each([1000, 2 * PART])("keeps nothing of a body that breaks after %i bytes", async (size) => {
      const key = `w1/broken-${size}/original.bin`;
      const broken = subject.store.put(key, breakingAfter(size), { contentType: "video/mp4" });
      await expect(broken).rejects.toThrow();
      expect(await subject.store.head(key)).toBeUndefined();
    });

    it("keeps the old object whole when its replacement breaks", async () => {
      await put("w1/kept.bin", pattern(1000), "image/png");
      await expect(
        subject.store.put("w1/kept.bin", breakingAfter(500), { contentType: "video/mp4" }),
      ).rejects.toThrow();
      expect(await subject.store.head("w1/kept.bin")).toMatchObject({
        bytes: 1000,
        contentType: "image/png",
      });
      expect(await read("w1/kept.bin")).toEqual(pattern(1000));
    });

    it("ends with one whole object when many write the same name at once", async () => {
      const versions = Array.from({ length: 8 }, (_, i) => pattern(200_000 + i, i));
      await Promise.all(versions.map((bytes) => put("w1/raced.bin", bytes)));
      const left = await digest(await read("w1/raced.bin"));
      expect(await Promise.all(versions.map(digest))).toContain(left);
    });

    it("lets a reader walk away in the middle", async () => {
      await put("w1/left.bin", pattern(1_000_000));
      const reader = (await subject.store.get("w1/left.bin")).getReader();
      expect((await reader.read()).done).toBe(false);
      await reader.cancel();
      expect(await digest(await read("w1/left.bin"))).toBe(await digest(pattern(1_000_000)));
    });

    it.each([
      "../outside",
      "w1/../../outside",
      "/etc/passwd",
      "w1//x",
      "w1/.hidden",
      "w1/..",
      "",
      "w1/a\\b",
      "w1/a\0b",
      "w1/%2e%2e/x",
      "é",
      `w1/${"a".repeat(600)}`,
    ])("refuses the name %j everywhere", async (key) => {
      const refused = { code: "BAD_REQUEST" };
      await expect(put(key, pattern(1))).rejects.toMatchObject(refused);
      await expect(subject.store.get(key)).rejects.toMatchObject(refused);
      await expect(subject.store.head(key)).rejects.toMatchObject(refused);
      await expect(subject.store.delete(key)).rejects.toMatchObject(refused);
      await expect(subject.store.deleteFolder(key)).rejects.toMatchObject(refused);
      await expect(subject.store.signedGetUrl(key, 1000)).rejects.toMatchObject(refused);
    });

    it("gives an address that anyone may read until it expires", async () => {
      await put("w1/public.jpg", pattern(5000));
      const url = await subject.store.signedGetUrl("w1/public.jpg", 60_000);
      const answer = await subject.get(url);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("image/jpeg");
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(pattern(5000));
      await subject.clock.advance(61_000);
      expect((await subject.get(url)).status).toBe(403);
    });

    it("refuses an address that was altered: another object, a later expiry, another signature", async () => {
      await put("w1/mine.jpg", pattern(10));
      await put("w1/other.jpg", pattern(10));
      const url = await subject.store.signedGetUrl("w1/mine.jpg", 60_000);
      expect((await subject.get(url)).status).toBe(200);
      for (const altered of alterations(url)) expect((await subject.get(altered)).status, altered).toBe(403);
    });

    it("sweeps nothing that is finished", async () => {
      await put("w1/finished.bin", pattern(10));
      await subject.store.sweepUnfinished(new Date(Date.now() + 86_400_000));
      expect(await subject.store.head("w1/finished.bin")).toBeDefined();
    });
  });
}

/** The same address with one thing changed: each must be refused. */
function alterations(url: string): string[] {
  const change = (edit: (address: URL) => void) => {
    const address = new URL(url);
    edit(address);
    return address.href;
  };
  const expiry = new URL(url).searchParams.has("exp") ? "exp" : "X-Amz-Expires";
  const signature = new URL(url).searchParams.has("sig") ? "sig" : "X-Amz-Signature";
  const flipped = (text: string) => (text.startsWith("a") ? "b" : "a") + text.slice(1);
  return [
    change((address) => {
      address.pathname = address.pathname.replace("mine", "other");
    }),
    change(({ searchParams }) => searchParams.set(expiry, String(Number(searchParams.get(expiry)) + 3600))),
    change(({ searchParams }) => searchParams.set(signature, flipped(searchParams.get(signature) ?? ""))),
    change(({ searchParams }) => searchParams.delete(signature)),
  ];
}

/** Bytes that differ from place to place, so that a shifted or repeated piece is noticed. */
export function pattern(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + seed * 97) & 0xff;
  return bytes;
}

export function streamOf(bytes: Uint8Array, chunk = 50_000): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + chunk));
      at += chunk;
    },
  });
}

/** A client whose connection breaks after so many bytes. */
export function breakingAfter(size: number): ReadableStream<Uint8Array> {
  let left = size;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.error(new Error("connection reset"));
      controller.enqueue(pattern(Math.min(left, 64_000)));
      left -= 64_000;
    },
  });
}

const digest = (bytes: Uint8Array<ArrayBuffer>) => sha256Hex(bytes);
