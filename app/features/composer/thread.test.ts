import { expect, test } from "vitest";
import { addPart, partsFor } from "./thread.ts";

test("a text is parts only where the network takes threads", () => {
  const text = "One\n---\nTwo";
  expect(partsFor({ thread: { maxParts: 5 } }, text)).toEqual(["One", "Two"]);
  expect(partsFor({}, text)).toEqual([text]);
});

test("a part begins where the cursor stands, with the separator on a line of its own", () => {
  const { text, cursor } = addPart("One. Two", 5);
  expect(text).toBe("One.\n---\nTwo");
  expect(text.slice(cursor)).toBe("Two");
  expect(partsFor({ thread: { maxParts: 5 } }, addPart("One", 3).text)).toEqual(["One", ""]);
});
