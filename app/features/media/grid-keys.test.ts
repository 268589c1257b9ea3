import { describe, expect, it } from "vitest";
import { targetOf } from "./grid-keys.ts";

describe("arrow keys in a grid of 3 columns and 8 tiles", () => {
  it.each([
    ["ArrowRight", 1, 2],
    ["ArrowRight", 7, -1],
    ["ArrowLeft", 0, -1],
    ["ArrowDown", 1, 4],
    ["ArrowDown", 6, -1],
    ["ArrowUp", 4, 1],
    ["ArrowUp", 2, -1],
    ["Home", 5, 0],
    ["End", 0, 7],
    ["a", 3, -1],
  ])("%s from %i leads to %i", (key, at, to) => expect(targetOf(key, at, 3, 8)).toBe(to));
});
