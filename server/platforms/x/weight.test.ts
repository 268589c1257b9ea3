import { describe, expect, test } from "vitest";
import { LINKS } from "./links.fixture.ts";
import { WEIGHTS } from "./weight.fixture.ts";
import { linksIn, weightOf } from "./weight.ts";

describe("the published vectors", () => {
  test.each(WEIGHTS)("%s", (_, text, weight) => {
    expect(weightOf(text)).toBe(weight);
  });

  test.each(LINKS)("%s", (_, text, links) => {
    expect(linksIn(text).map(({ start, end }) => text.slice(start, end))).toEqual(links);
  });
});

test.each([
  ["a link costs 23, however long or short", "t.co", 23],
  ["a link in brackets keeps its brackets", "see (https://example.com/a_(b)) now", 33],
  ["a flag is one emoji", "🇫🇷", 2],
  ["a keycap is one emoji", "1️⃣", 2],
  ["a heart of two code points is one emoji", "❤️", 2],
  ["half of a pair weighs as much as the whole", "\ud83d", 2],
  ["the address of a mail is no link", "mail me@example.com", 19],
])("%s", (_, text, weight) => {
  expect(weightOf(text)).toBe(weight);
});

test.each([
  ["host names without an end", "a.".repeat(20_000)],
  ["brackets without an end", `http://a.com/${"(".repeat(20_000)}`],
  ["nested brackets", `http://a.com/${"(a".repeat(20_000)}`],
  ["letters without a space", `http://${"あ".repeat(8_000)}`],
])("a hostile text is counted at once: %s", (_, text) => {
  const startedAt = performance.now();
  weightOf(text);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
