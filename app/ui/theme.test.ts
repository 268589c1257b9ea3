import { describe, expect, it } from "vitest";
import { dark, gray, iris, tones } from "./palette.ts";

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, 1.4.3. */
function contrast(one: string, other: string): number {
  const [light = 0, shade = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (shade + 0.05);
}

describe("contrast", () => {
  it("black on white is 21:1, so the measure measures", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  });

  it.each(["light", "dark"] as const)("every state's words read on their ground, %s", (scheme) => {
    for (const { foreground, background } of Object.values(tones[scheme]))
      expect(contrast(foreground, background), `${foreground} on ${background}`).toBeGreaterThanOrEqual(4.5);
  });

  it("text, quiet text and links read on every surface", () => {
    const pairs: [string | undefined, string | undefined][] = [
      [gray[9], "#ffffff"],
      [gray[6], "#ffffff"],
      [gray[6], gray[1]],
      [iris[7], "#ffffff"],
      [iris[7], iris[0]],
      ["#ffffff", iris[6]],
      [dark[0], dark[7]],
      [dark[2], dark[7]],
      [dark[2], dark[5]],
      [iris[3], dark[7]],
      [iris[3], "#211f38"],
    ];
    for (const [text = "", ground = ""] of pairs)
      expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
});
