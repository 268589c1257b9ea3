import { describe, expect, it } from "vitest";
import { onlyfansRules } from "#server/platforms/onlyfans/rules.ts";
import { codes, image, type Plan } from "./validate.fixture.ts";
import type { MediaFacts } from "./validate-media.ts";

describe("a first comment", () => {
  const comment = (firstComment: string, more: Partial<Plan> = {}) =>
    codes({ options: { firstComment }, ...more });

  it("has the limits of a caption", () => {
    expect(comment("x".repeat(2_200))).toEqual([]);
    expect(comment("x".repeat(2_201))).toEqual(["options.too_long"]);
    expect(comment("#été ".repeat(30) + "@ann ".repeat(20))).toEqual([]);
    expect(comment("#été ".repeat(31) + "@ann ".repeat(21))).toEqual([
      "options.too_many_hashtags",
      "options.too_many_mentions",
    ]);
  });

  it("is nothing a story has", () => {
    expect(comment("#a ".repeat(31), { kind: "story", text: "" })).toEqual([]);
  });
});

describe("a price", () => {
  const message = (price: string, media: MediaFacts[]) =>
    codes({ rules: onlyfansRules, kind: "message", media, options: { to: "@fan (1)", price } });

  it("is for media, and refused without them", () => {
    expect(message("5", [])).toEqual(["options.needs_media"]);
    expect(message("5", [image()])).toEqual([]);
  });

  it("of nothing is free, with media or without", () => {
    for (const free of ["", "0", "0.00"])
      expect([message(free, []), message(free, [image()])]).toEqual([[], []]);
  });

  it("that is no amount is told once, as that", () => {
    expect(message("five", [])).toEqual(["options.not_a_price"]);
  });
});
