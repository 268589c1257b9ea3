import { readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { AppError } from "#server/core/errors.ts";
import { createGate } from "./gate.ts";
import { createMediaTools } from "./media-tools.ts";

const tools = createMediaTools();

const video = async (name: string) =>
  new Uint8Array(await readFile(new URL(`fixtures/${name}`, import.meta.url)));
const inspect = (bytes: Uint8Array) =>
  tools.inspectVideo(bytes.length, async (start, length) => bytes.slice(start, start + length));
const rejected = (reason: string) => ({ params: { problem: reason } });

/** A picture with something in it, so that cutting it hurts. */
function picture(width: number, height: number) {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
  return sharp({ create: { width, height, channels: 3, background: "#808080", noise } });
}
const bytesOf = async (image: Sharp) => new Uint8Array(await image.toBuffer());

describe("inspecting videos", () => {
  it.each([
    ["portrait-h264.mp4", { codec: "h264", width: 180, height: 320, frameRate: 25 }],
    ["faststart-h264.mp4", { codec: "h264", width: 180, height: 320, frameRate: 25 }],
    ["portrait-hevc.mp4", { codec: "hevc", width: 180, height: 320, frameRate: 25 }],
    ["portrait-vp9.webm", { codec: "vp9", width: 180, height: 320, frameRate: 25 }],
  ])("reads length, codec, frame rate and size of %s", async (name, facts) => {
    const found = await inspect(await video(name));
    expect(found).toMatchObject(facts);
    expect(found.durationMs).toBeGreaterThanOrEqual(1990);
    expect(found.durationMs).toBeLessThanOrEqual(2050);
  });

  it("gives the size as people see it when the camera was turned", async () => {
    expect(await inspect(await video("turned-h264.mov"))).toMatchObject({ width: 320, height: 180 });
  });

  it.each(["portrait-h264.mp4", "faststart-h264.mp4", "portrait-vp9.webm"])(
    "finds %s cut short",
    async (name) => {
      const whole = await video(name);
      for (const part of [0.4, 0.7, 0.95])
        await expect(inspect(whole.slice(0, Math.floor(whole.length * part)))).rejects.toMatchObject(
          rejected("truncatedVideo"),
        );
    },
  );

  it("tells a recording that was never finished from one that is cut", async () => {
    const whole = await video("portrait-h264.mp4");
    const end = Buffer.from(whole).indexOf("moov") - 4;
    await expect(inspect(whole.slice(0, end))).rejects.toMatchObject(rejected("unfinishedVideo"));
  });

  it("finds a film without pictures, and one without a length", async () => {
    await expect(inspect(await video("sound-only.mp4"))).rejects.toMatchObject(rejected("audioOnly"));
    await expect(inspect(await video("no-duration.webm"))).rejects.toMatchObject(rejected("noDuration"));
  });

  it("refuses noise behind a video's first bytes", async () => {
    const noise = crypto.getRandomValues(new Uint8Array(40_000));
    noise.set((await video("portrait-h264.mp4")).subarray(0, 28));
    await expect(inspect(noise)).rejects.toMatchObject({ userMessage: "MEDIA_UNUSABLE" });
  });

  it("reads a long video's tables without reading the video", async () => {
    const head = await video("portrait-h264.mp4");
    const moov = Buffer.from(head).indexOf("moov") - 4;
    // The same tables behind 900 MB of pictures: a 64-bit mdat box that says how long it is.
    const hole = 900 * 1024 * 1024;
    const mdat = Buffer.alloc(16);
    mdat.writeUInt32BE(1, 0);
    mdat.write("mdat", 4);
    mdat.writeBigUInt64BE(BigInt(hole), 8);
    const ftyp = Buffer.from(head).readUInt32BE(0);
    const [before, after] = [Buffer.concat([head.subarray(0, ftyp), mdat]), head.subarray(moov)];
    const size = ftyp + hole + after.length;
    let read = 0;
    const facts = await tools.inspectVideo(size, async (start, length) => {
      read += length;
      const chunk = new Uint8Array(length);
      for (let i = 0; i < length; i++) {
        const at = start + i;
        chunk[i] = (at < before.length ? before[at] : after[at - ftyp - hole]) ?? 0;
      }
      return chunk;
    });
    expect(facts.durationMs).toBeGreaterThanOrEqual(1990);
    expect(read).toBeLessThan(4 * 1024 * 1024);
  });

  it("lets a store's own trouble through as it is", async () => {
    const down = new AppError("UNAVAILABLE", "the store is down", { retryable: true });
    await expect(
      tools.inspectVideo(10_000, async () => {
        throw down;
      }),
    ).rejects.toBe(down);
  });
});

describe("inspecting images", () => {
  const encoders = {
    jpeg: (image: Sharp) => image.jpeg(),
    "progressive JPEG": (image: Sharp) => image.jpeg({ progressive: true }),
    png: (image: Sharp) => image.png(),
    "interlaced PNG": (image: Sharp) => image.png({ progressive: true }),
    webp: (image: Sharp) => image.webp(),
  };

  it.each(Object.entries(encoders))("reads a %s and makes its thumbnail", async (_name, encode) => {
    const { width, height, thumbnail } = await tools.inspectImage(await bytesOf(encode(picture(900, 600))));
    expect({ width, height }).toEqual({ width: 900, height: 600 });
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: "jpeg", width: 512, height: 341 });
  });

  it.each(Object.entries(encoders))("finds a %s cut short", async (_name, encode) => {
    const whole = await bytesOf(encode(picture(900, 600)));
    for (const part of [0.1, 0.5, 0.97])
      await expect(tools.inspectImage(whole.slice(0, Math.floor(whole.length * part)))).rejects.toMatchObject(
        {
          code: "MEDIA_REJECTED",
          ...rejected("damagedImage"),
        },
      );
  });

  // Not WebP: its pictures carry no checks, any bytes decode to something.
  it.each(Object.entries(encoders).filter(([name]) => name !== "webp"))(
    "finds a %s with damage in the middle",
    async (_name, encode) => {
      const whole = await bytesOf(encode(picture(900, 600)));
      const middle = Math.floor(whole.length / 2);
      for (let i = 0; i < 2000; i++) whole[middle + i] = (i * 7) & 0xff;
      await expect(tools.inspectImage(whole)).rejects.toMatchObject(rejected("damagedImage"));
    },
  );

  it("forgives what harms no pixel: stray bytes between a JPEG's parts", async () => {
    const whole = await bytesOf(picture(90, 60).jpeg());
    const stray = new Uint8Array([...whole.subarray(0, 2), 0x00, 0x00, 0x00, ...whole.subarray(2)]);
    expect(await tools.inspectImage(stray)).toMatchObject({ width: 90, height: 60 });
  });

  it("gives the size as people see it when the camera was turned", async () => {
    const turned = await bytesOf(picture(900, 600).withMetadata({ orientation: 6 }).jpeg());
    const { width, height, thumbnail } = await tools.inspectImage(turned);
    expect({ width, height }).toEqual({ width: 600, height: 900 });
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 341, height: 512 });
  });

  it("puts what is transparent on white", async () => {
    const clear = sharp({ create: { width: 10, height: 10, channels: 4, background: "#00000000" } });
    const { thumbnail } = await tools.inspectImage(await bytesOf(clear.png()));
    const { dominant } = await sharp(thumbnail).stats();
    expect(dominant.r).toBeGreaterThan(240);
  });

  it("refuses moving pictures and more pixels than any camera has", async () => {
    const frames = await Promise.all([1, 2].map(() => bytesOf(picture(20, 20).png())));
    const moving = await bytesOf(sharp(frames, { join: { animated: true } }).webp());
    await expect(tools.inspectImage(moving)).rejects.toMatchObject(rejected("animated"));
    const flat = sharp({ create: { width: 9000, height: 9000, channels: 3, background: "#000" } });
    await expect(tools.inspectImage(await bytesOf(flat.png()))).rejects.toMatchObject({
      params: { problem: "tooManyPixels", megapixels: 64 },
    });
  });
});

describe("converting to JPEG", () => {
  it("keeps the picture within every limit", async () => {
    const png = await bytesOf(picture(1600, 900).png());
    const jpeg = await tools.toJpeg(png, { maxBytes: 150_000, maxWidth: 1200, maxHeight: 1080 });
    expect(jpeg.bytes.byteLength).toBeLessThanOrEqual(150_000);
    expect(jpeg.width).toBeLessThanOrEqual(1200);
    expect(jpeg.width / jpeg.height).toBeCloseTo(16 / 9, 1);
    expect(tools.jpegSize(jpeg.bytes.slice(0, 4096))).toEqual({ width: jpeg.width, height: jpeg.height });
  });

  it("changes no size where nothing has to shrink", async () => {
    const webp = await bytesOf(picture(300, 200).webp());
    expect(await tools.toJpeg(webp, { maxBytes: 8_000_000 })).toMatchObject({ width: 300, height: 200 });
  });

  it("says so when no picture is left that would fit", async () => {
    const png = await bytesOf(picture(400, 400).png());
    await expect(tools.toJpeg(png, { maxBytes: 500 })).rejects.toMatchObject(rejected("notConvertible"));
  });
});

describe("the gate before the decoders", () => {
  it("lets one through at a time, in order, whatever fails inside", async () => {
    const gate = createGate(1);
    const order: string[] = [];
    let inside = 0;
    const work = (name: string) => async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(name);
      inside -= 1;
      if (name === "b") throw new Error("broken");
    };
    await Promise.allSettled(["a", "b", "c", "d"].map((name) => gate(work(name))));
    expect(order).toEqual(["a", "b", "c", "d"]);
  });
});
