import { describe, expect, test } from "vitest";
import { threadsLength } from "./text.ts";

const bytes = (text: string) => Buffer.byteLength(text);

describe("length of a text on Threads", () => {
  test.each([
    ["letters", "Hello", 5],
    ["accents, as one letter each", "Élan à Lyon", 11],
    ["letters of other scripts, however many bytes they have", "你好", 2],
    ["a line break", "a\nb", 3],
    ["a picture", "a😀", 1 + bytes("😀")],
    ["a skin tone", "👍🏽", bytes("👍🏽")],
    ["a family of joined pictures", "👩‍👩‍👧‍👦", bytes("👩‍👩‍👧‍👦")],
    ["a flag", "🇫🇷", bytes("🇫🇷")],
    ["a keycap", "1️⃣", bytes("1️⃣")],
    ["a heart with its selector", "❤️", bytes("❤️")],
    ["digits and hash signs by themselves", "#1", 2],
  ])("counts %s", (_, text, length) => {
    expect(threadsLength(text)).toBe(length);
  });

  test("500 letters fit, 125 pictures too, one more does not", () => {
    expect(threadsLength("a".repeat(500))).toBe(500);
    expect(threadsLength("😀".repeat(125))).toBe(500);
    expect(threadsLength("😀".repeat(126))).toBeGreaterThan(500);
  });
});
