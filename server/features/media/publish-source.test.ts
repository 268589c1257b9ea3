import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MediaLibrary, mediaLibrary, picture, video } from "#e2e/support/media-library.ts";
import type { Actor } from "#server/features/actor.ts";
import type { MediaSource } from "#server/features/publishing/service.ts";
import type { ImageRule, PlatformRules } from "#server/platforms/rules.ts";
import { createMediaRoutes } from "./http.ts";
import { createMediaSource } from "./publish-source.ts";

let library: MediaLibrary;
let source: MediaSource;
let ada: Actor;

beforeAll(async () => {
  library = await mediaLibrary();
  source = createMediaSource(library);
  ada = await library.owner();
});
afterAll(() => library.close());

const media = { min: 1, max: 10, kinds: ["image", "video"] as const, mixed: true };
const network = (image: Partial<ImageRule>): PlatformRules => ({
  text: { max: 100, unit: "utf16" },
  kinds: [
    {
      id: "photo",
      media,
      image: { contentTypes: ["image/jpeg"], maxBytes: 8_000_000, ...image },
      text: "optional",
    },
  ],
  options: [],
});
const load = (ids: string[], image: Partial<ImageRule> = {}, workspaceId = ada.workspaceId) =>
  source.loadMedia(workspaceId, ids, { forPlatform: network(image), kind: "photo" });
const one = async (id: string, image: Partial<ImageRule> = {}) => {
  const [item] = await load([id], image);
  if (!item) throw new Error("nothing loaded");
  return item;
};

describe("media for publishing", () => {
  it("come in the order asked for, as they are where the network takes them", async () => {
    const jpeg = await library.upload(ada, await picture());
    const clip = await library.upload(ada, await video());
    await library.service.update(ada, { mediaId: jpeg.id, altText: "A beach" });
    const [first, second] = await load([clip.id, jpeg.id]);
    expect(first).toMatchObject({ id: clip.id, kind: "video", contentType: "video/mp4", width: 180 });
    expect(first?.durationMs).toBeGreaterThan(1990);
    expect(first).not.toHaveProperty("altText");
    expect(second).toMatchObject({ id: jpeg.id, kind: "image", bytes: jpeg.bytes, altText: "A beach" });
  });

  it("are read by ranges with both ends included", async () => {
    const bytes = await video();
    const item = await one((await library.upload(ada, bytes)).id);
    expect(await item.read(0, item.bytes - 1)).toEqual(bytes);
    expect(await item.read(100, 100)).toEqual(bytes.slice(100, 101));
    expect(await item.read(5000, 9999)).toEqual(bytes.slice(5000, 10_000));
  });

  it("can be fetched by anyone for a day", async () => {
    const bytes = await picture();
    const item = await one((await library.upload(ada, bytes)).id);
    const url = await item.url();
    const { servePublic } = createMediaRoutes(library);
    await library.clock.advance(24 * 3_600_000 - 1000);
    const response = await servePublic(new Request(url));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    await library.clock.advance(1001);
    expect((await servePublic(new Request(url))).status).toBe(403);
  });

  it.each(["png", "webp"] as const)("become JPEG where a network takes nothing else: %s", async (format) => {
    const { id } = await library.upload(ada, await picture({ format, width: 800, height: 600 }));
    const item = await one(id, { maxWidth: 400, maxHeight: 400, maxBytes: 30_000 });
    const bytes = await item.read(0, item.bytes - 1);
    const meta = await sharp(bytes).metadata();
    expect(meta).toMatchObject({ format: "jpeg", width: item.width, height: item.height });
    expect(item).toMatchObject({ contentType: "image/jpeg", width: 400, height: 300 });
    expect(item.bytes).toBeLessThanOrEqual(30_000);
    expect(await item.url()).toContain("/jpeg-30000-400-400.jpg?");
  });

  it("are converted once, and then found with the same size", async () => {
    const { id } = await library.upload(ada, await picture({ format: "png" }));
    const first = await one(id);
    const tools = {
      ...library.tools,
      toJpeg: async () => {
        throw new Error("converted twice");
      },
    };
    const again = createMediaSource({ ...library, tools });
    const [second] = await again.loadMedia(ada.workspaceId, [id], {
      forPlatform: network({}),
      kind: "photo",
    });
    expect(second).toMatchObject({
      bytes: first.bytes,
      width: first.width,
      height: first.height,
      contentType: "image/jpeg",
    });
  });

  it("stay what they are where the network takes the format", async () => {
    const { id } = await library.upload(ada, await picture({ format: "webp" }));
    expect(await one(id, { contentTypes: ["image/jpeg", "image/webp"] })).toMatchObject({
      contentType: "image/webp",
    });
  });

  it("are refused for good when missing, removed, a stranger's, not ready, or without bytes", async () => {
    const refused = { code: "MEDIA_REJECTED", retryable: false, params: { problem: "missing" } };
    const { id } = await library.upload(ada, await picture());
    const eve = await library.owner();
    await expect(load([crypto.randomUUID()])).rejects.toMatchObject(refused);
    await expect(load([id], {}, eve.workspaceId)).rejects.toMatchObject(refused);
    await library.db.mediaAsset.update({ where: { id }, data: { status: "uploading" } });
    await expect(load([id])).rejects.toMatchObject(refused);
    await library.db.mediaAsset.update({ where: { id }, data: { status: "ready" } });
    await library.service.remove(ada, id);
    await expect(load([id])).rejects.toMatchObject(refused);
    await library.service.restore(ada, id);
    const { storageKey } = await library.db.mediaAsset.findUniqueOrThrow({ where: { id } });
    await library.store.delete(storageKey);
    await expect(load([id])).rejects.toMatchObject(refused);
  });
});
