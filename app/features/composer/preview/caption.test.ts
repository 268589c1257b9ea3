import { expect, test } from "vitest";
import { cutText } from "./caption.tsx";

test("a short text is shown whole", () => {
  expect(cutText("Two\nlines", 125)).toBe("Two\nlines");
});

test("a long text is cut after so many characters, never inside one", () => {
  expect(cutText("👍👍👍👍", 2)).toBe("👍👍");
});

test("many short lines are cut after the third", () => {
  expect(cutText("a\nb\nc\nd", 125)).toBe("a\nb\nc");
});
