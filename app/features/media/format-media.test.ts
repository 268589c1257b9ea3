import { describe, expect, it } from "vitest";
import { formatBytes, formatLength } from "./format-media.ts";

describe("sizes and lengths in words", () => {
  it.each([
    [0, "0 bytes"],
    [900, "900 bytes"],
    [15_000, "15 kB"],
    [1_500_000, "1.4 MB"],
    [1_073_741_824, "1 GB"],
  ])("%i bytes are %s", (bytes, words) => expect(formatBytes(bytes, "en")).toBe(words));

  it("speaks French units", () => {
    expect(formatBytes(1_500_000, "fr").replace(/\s/g, " ")).toBe("1,4 Mo");
  });

  it.each([
    [40, "0:01"],
    [7_400, "0:07"],
    [59_600, "1:00"],
    [750_000, "12:30"],
    [3_723_000, "1:02:03"],
  ])("%i ms are %s", (ms, words) => expect(formatLength(ms)).toBe(words));
});
