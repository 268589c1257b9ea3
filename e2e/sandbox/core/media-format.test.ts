import { describe, expect, it } from "vitest";
import { fixture, fixturePath } from "../testing/app-double.ts";
import { imageDimensions, sniff, videoFacts } from "./media-format.ts";

describe("media", () => {
  it.each([
    ["portrait-1080x1350.jpg", "jpeg"],
    ["square-640.png", "png"],
    ["reel-1080x1920-3s.mp4", "mp4"],
    ["text.jpg", "unknown"],
  ])("%s is %s by its bytes", (name, format) => {
    expect(sniff(fixture(name))).toBe(format);
  });

  it("have their dimensions read", () => {
    expect(imageDimensions(fixturePath("portrait-1080x1350.jpg"))).toEqual({ width: 1080, height: 1350 });
    expect(imageDimensions(fixturePath("text.jpg"))).toBeUndefined();
  });

  it("have length, size, codec and frame rate read from the video’s own header", () => {
    const facts = videoFacts(fixturePath("reel-1080x1920-3s.mp4"));
    expect(facts).toMatchObject({
      width: 1080,
      height: 1920,
      codec: "avc1",
      framesPerSecond: 30,
      durationMs: 3_000,
    });
  });

  it("are broken when cut short or of another kind", () => {
    expect(videoFacts(fixturePath("truncated.mp4"))).toBeUndefined();
    expect(videoFacts(fixturePath("square-1080.jpg"))).toBeUndefined();
  });
});
