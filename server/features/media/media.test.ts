import { PrismaPg } from "@prisma/adapter-pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  bodyOf,
  fixture,
  type MediaLibrary,
  mediaLibrary,
  picture,
  video,
} from "#e2e/support/media-library.ts";
import { PrismaClient } from "#prisma/generated/client.ts";
import { sha256Hex } from "#server/core/hmac.ts";
import type { Actor } from "#server/features/actor.ts";
import { IDLE_MS } from "./body.ts";
import { MAX_IMAGE_BYTES, MAX_UPLOAD_BYTES } from "./schema.ts";
import { createMediaService } from "./service.ts";

let library: MediaLibrary;
let ada: Actor;
beforeAll(async () => {
  library = await mediaLibrary();
});
afterAll(() => library.close());
beforeEach(async () => {
  ada = await library.owner();
});

const rowsOf = (actor: Actor) => library.db.mediaAsset.count({ where: { workspaceId: actor.workspaceId } });
const objectsOf = async (actor: Actor) =>
  (await library.objects()).filter((name) => name.startsWith(actor.workspaceId));

/** Nothing of a refused upload is anywhere. */
async function expectNothingLeft(actor: Actor) {
  expect(await rowsOf(actor)).toBe(0);
  expect(await objectsOf(actor)).toEqual([]);
  expect(await library.drafts()).toEqual([]);
}

describe("uploading", () => {
  it("keeps the bytes of an image as they came, with checksum, size and a thumbnail", async () => {
    const bytes = await picture({ width: 640, height: 480 });
    const media = await library.upload(ada, bytes, "beach.jpg");
    expect(media).toMatchObject({
      status: "ready",
      kind: "image",
      contentType: "image/jpeg",
      bytes: bytes.length,
      checksum: await sha256Hex(bytes),
      width: 640,
      height: 480,
      durationMs: null,
      originalName: "beach.jpg",
      altText: "",
      usedBy: 0,
      rejectReason: null,
    });
    expect(media.thumbnailUrl).toBe(`/api/media/${media.id}/thumbnail`);
    const served = await library.service.serve(ada, media.id, "original");
    expect(new Uint8Array(await new Response(await served.open()).arrayBuffer())).toEqual(bytes);
    expect(await objectsOf(ada)).toHaveLength(2);
  });

  it("measures a video and makes it no thumbnail", async () => {
    const media = await library.upload(ada, await video(), "clip.mp4");
    expect(media).toMatchObject({
      kind: "video",
      contentType: "video/mp4",
      width: 180,
      height: 320,
      codec: "h264",
      frameRate: 25,
      thumbnailUrl: null,
    });
    expect(media.durationMs).toBeGreaterThan(1990);
  });

  it.each([
    ["portrait-1080x1350.jpg", { kind: "image", contentType: "image/jpeg", width: 1080, height: 1350 }],
    ["square-640.png", { kind: "image", contentType: "image/png", width: 640, height: 640 }],
    [
      "reel-1080x1920-3s.mp4",
      { kind: "video", width: 1080, height: 1920, codec: "h264", frameRate: 30, durationMs: 3000 },
    ],
  ])("knows what it has in %s", async (name, facts) => {
    expect(await library.upload(ada, await fixture(name), name)).toMatchObject(facts);
  });

  it.each([
    ["a PNG called a JPEG", "x.jpg", () => picture({ format: "png" }), "image/png"],
    ["a WebP without a name", "", () => picture({ format: "webp" }), "image/webp"],
    ["a WebM called MP4", "x.mp4", () => video("portrait-vp9.webm"), "video/webm"],
    ["a MOV called text", "x.txt", () => video("turned-h264.mov"), "video/quicktime"],
  ])("decides the type from the bytes: %s", async (_what, name, bytes, contentType) => {
    expect((await library.upload(ada, await bytes(), name)).contentType).toBe(contentType);
  });

  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\ada\\beach.jpg", "beach.jpg"],
    ["  été\u202Egpj.exe\u0000 ", "étégpj.exe"],
    ["", "file"],
    ["é".repeat(400), "é".repeat(200)],
  ])("shows %j as %j", async (name, shown) => {
    expect((await library.upload(ada, await picture({ width: 8, height: 8 }), name)).originalName).toBe(
      shown,
    );
  });

  it("keeps the same bytes uploaded twice as two media, each with a life of its own", async () => {
    const bytes = await picture();
    const [first, second] = [await library.upload(ada, bytes), await library.upload(ada, bytes)];
    expect(second.id).not.toBe(first.id);
    expect(second.checksum).toBe(first.checksum);
    await library.service.remove(ada, first.id);
    expect((await library.service.get(ada, second.id)).status).toBe("ready");
  });

  it("tells open pages of the workspace, once it is there", async () => {
    const media = await library.upload(ada, await picture());
    expect(library.events.filter(({ workspaceId }) => workspaceId === ada.workspaceId)).toEqual([
      { workspaceId: ada.workspaceId, type: "media.changed", id: media.id },
    ]);
  });
});

describe("refusing an upload, leaving nothing", () => {
  const cut = async (bytes: Promise<Uint8Array>) => (await bytes).slice(0, -200);
  const text = (words: string) => async () => new TextEncoder().encode(words);
  it.each([
    ["an empty file", text(""), "MEDIA_REJECTED", "empty"],
    ["a text called JPEG", text("hello, I am a picture"), "UNSUPPORTED_MEDIA_TYPE", "unsupported"],
    ["a web page", text("<!doctype html><script>alert(1)</script>"), "UNSUPPORTED_MEDIA_TYPE", "unsupported"],
    ["an SVG", text('<svg xmlns="http://www.w3.org/2000/svg"/>'), "UNSUPPORTED_MEDIA_TYPE", "unsupported"],
    ["a GIF", text("GIF89a..........."), "UNSUPPORTED_MEDIA_TYPE", "gif"],
    ["an iPhone photo", text("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "UNSUPPORTED_MEDIA_TYPE", "heic"],
    ["a Matroska film", () => video("clip.mkv"), "UNSUPPORTED_MEDIA_TYPE", "unsupported"],
    ["a sound", () => video("sound-only.mp4"), "MEDIA_REJECTED", "audioOnly"],
    ["half a JPEG", () => cut(picture()), "MEDIA_REJECTED", "damagedImage"],
    ["half a PNG", () => cut(picture({ format: "png" })), "MEDIA_REJECTED", "damagedImage"],
    ["half a video", () => cut(video()), "MEDIA_REJECTED", "truncatedVideo"],
    [
      "a reel cut off while it was copied",
      () => fixture("truncated.mp4"),
      "MEDIA_REJECTED",
      "truncatedVideo",
    ],
    ["a line of text called JPEG", () => fixture("text.jpg"), "UNSUPPORTED_MEDIA_TYPE", "unsupported"],
    ["a video without length", () => video("no-duration.webm"), "MEDIA_REJECTED", "noDuration"],
  ])("%s", async (_what, bytes, code, reason) => {
    await expect(library.upload(ada, await bytes(), "x.jpg")).rejects.toMatchObject({
      code,
      userMessage: "MEDIA_UNUSABLE",
      params: { problem: reason },
    });
    await expectNothingLeft(ada);
  });

  it("a file announced as too large, without reading a byte of it", async () => {
    let read = 0;
    const body = new ReadableStream<Uint8Array>(
      { pull: (controller) => (read++ > 0 ? controller.close() : controller.enqueue(new Uint8Array(10))) },
      { highWaterMark: 0 },
    );
    const input = { name: "x.mp4", contentType: "", declaredBytes: MAX_UPLOAD_BYTES + 1, body };
    await expect(library.service.upload(ada, input)).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
      params: { problem: "tooLarge", limitMb: 1024 },
    });
    expect(read).toBe(0);
    await expectNothingLeft(ada);
  });

  it("an image that grows beyond its limit, and stops reading it there", async () => {
    let sent = 0;
    let stopped = false;
    const head = (await picture()).subarray(0, 2000);
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const chunk = sent === 0 ? head : new Uint8Array(1_000_000);
          sent += chunk.length;
          controller.enqueue(chunk);
        },
        cancel: () => {
          stopped = true;
        },
      },
      { highWaterMark: 0 },
    );
    await expect(library.service.upload(ada, { name: "x.jpg", contentType: "", body })).rejects.toMatchObject(
      { code: "PAYLOAD_TOO_LARGE", params: { problem: "imageTooLarge", limitMb: 50 } },
    );
    expect(stopped).toBe(true);
    expect(sent).toBeLessThan(MAX_IMAGE_BYTES + 2_000_000);
    await expectNothingLeft(ada);
  });

  it("one whose client hangs up in the middle", async () => {
    const head = (await video()).subarray(0, 6000);
    let sent = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent) return controller.error(new Error("aborted"));
        sent = true;
        controller.enqueue(head);
      },
    });
    await expect(library.service.upload(ada, { name: "x.mp4", contentType: "", body })).rejects.toMatchObject(
      { code: "BAD_REQUEST", userMessage: "UPLOAD_INTERRUPTED" },
    );
    await expectNothingLeft(ada);
  });

  it("one whose client goes silent for a minute", async () => {
    const head = (await video()).subarray(0, 6000);
    let asked = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          asked += 1;
          if (asked === 1) return controller.enqueue(head);
          await new Promise(() => undefined);
        },
      },
      { highWaterMark: 0 },
    );
    const upload = library.service
      .upload(ada, { name: "x.mp4", contentType: "", body })
      .catch((error: unknown) => error);
    await expect.poll(() => asked).toBe(2);
    await library.clock.advance(IDLE_MS + 1);
    expect(await upload).toMatchObject({ code: "BAD_REQUEST", userMessage: "UPLOAD_INTERRUPTED" });
    await expectNothingLeft(ada);
  });

  it("one that brings fewer bytes than it announced", async () => {
    const bytes = await picture();
    const input = { name: "x.jpg", contentType: "", declaredBytes: bytes.length + 1, body: bodyOf(bytes) };
    await expect(library.service.upload(ada, input)).rejects.toMatchObject({
      code: "MEDIA_REJECTED",
      params: { problem: "incomplete" },
    });
    await expectNothingLeft(ada);
  });

  it("one of a person who may only look", async () => {
    const viewer: Actor = { ...ada, role: "viewer" };
    await expect(library.upload(viewer, await picture())).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expectNothingLeft(ada);
  });

  it("any of them when the store fails half way, and says that it is the store", async () => {
    const failing = createMediaService({
      ...library,
      store: {
        ...library.store,
        put: async (_key, body) => {
          await body.cancel();
          throw new Error("disk full");
        },
      },
    });
    const upload = failing.upload(ada, { name: "x.jpg", contentType: "", body: bodyOf(await picture()) });
    await expect(upload).rejects.toThrow("disk full");
    await expectNothingLeft(ada);
  });
});

describe("the library", () => {
  it("lists newest first, page by page, each file once, while others are added", async () => {
    const small = await picture({ width: 16, height: 16 });
    const made: string[] = [];
    for (let i = 0; i < 7; i++) {
      made.unshift((await library.upload(ada, small)).id);
      // Two of them share their millisecond.
      if (i !== 3) await library.clock.advance(10);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await library.service.list(ada, { limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
      await library.clock.advance(10);
      if (seen.length === 3) await library.upload(ada, small);
    } while (cursor);
    expect(seen).toEqual(made);
  });

  it("filters by kind and hides what is removed or not finished", async () => {
    const image = await library.upload(ada, await picture());
    const clip = await library.upload(ada, await video());
    const removed = await library.upload(ada, await picture());
    await library.service.remove(ada, removed.id);
    await library.db.mediaAsset.create({
      data: {
        workspaceId: ada.workspaceId,
        uploadedByUserId: ada.userId,
        storageKey: "x/y/z.jpg",
        originalName: "half",
      },
    });
    const ids = async (kind?: "image" | "video") =>
      (await library.service.list(ada, { limit: 40, ...(kind && { kind }) })).items.map(({ id }) => id);
    expect(await ids("image")).toEqual([image.id]);
    expect(await ids("video")).toEqual([clip.id]);
    expect((await ids()).sort()).toEqual([image.id, clip.id].sort());
  });

  it("counts the posts that use each file in the one query that lists them", async () => {
    const used = await library.upload(ada, await picture());
    await library.upload(ada, await picture());
    await library.post(ada, "draft", [used.id]);
    await library.post(ada, "scheduled", [used.id]);
    const deleted = await library.post(ada, "draft", [used.id]);
    await library.db.post.update({ where: { id: deleted.id }, data: { deletedAt: library.clock.now() } });
    const db = new PrismaClient({
      adapter: new PrismaPg({ connectionString: library.database.url }),
      log: [{ emit: "event", level: "query" }],
    });
    const queries: string[] = [];
    db.$on("query", ({ query }) => queries.push(query));
    const { items } = await createMediaService({ ...library, db }).list(ada, { limit: 40 });
    await db.$disconnect();
    expect(items.map(({ usedBy }) => usedBy)).toEqual([0, 2]);
    expect(queries).toHaveLength(1);
  });

  it("keeps alternative text, trimmed", async () => {
    const { id } = await library.upload(ada, await picture());
    const changed = await library.service.update(ada, { mediaId: id, altText: "  A beach at dusk " });
    expect(changed.altText).toBe("A beach at dusk");
    expect((await library.service.get(ada, id)).altText).toBe("A beach at dusk");
  });

  it("knows nothing of another workspace's files", async () => {
    const { id } = await library.upload(ada, await picture());
    const eve = await library.owner();
    const missing = { code: "NOT_FOUND" };
    const { service } = library;
    await expect(service.get(eve, id)).rejects.toMatchObject(missing);
    await expect(service.update(eve, { mediaId: id, altText: "mine" })).rejects.toMatchObject(missing);
    await expect(service.remove(eve, id)).rejects.toMatchObject(missing);
    await expect(service.restore(eve, id)).rejects.toMatchObject(missing);
    await expect(service.serve(eve, id, "original")).rejects.toMatchObject(missing);
    await expect(service.list(eve, { limit: 3, cursor: id })).rejects.toMatchObject(missing);
    expect((await service.get(ada, id)).altText).toBe("");
  });

  it("lets viewers look and not touch", async () => {
    const { id } = await library.upload(ada, await picture());
    const viewer: Actor = { ...ada, role: "viewer" };
    const forbidden = { code: "FORBIDDEN" };
    expect((await library.service.get(viewer, id)).id).toBe(id);
    await expect(library.service.update(viewer, { mediaId: id, altText: "x" })).rejects.toMatchObject(
      forbidden,
    );
    await expect(library.service.remove(viewer, id)).rejects.toMatchObject(forbidden);
    await expect(library.service.restore(viewer, id)).rejects.toMatchObject(forbidden);
  });
});
