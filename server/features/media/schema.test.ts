import { describe, expect, it } from "vitest";
import { mediaListInput } from "./schema.ts";

describe("what the library's list may be asked", () => {
  it("takes null as the first page's cursor, which is what an infinite query sends on a refetch", () => {
    expect(mediaListInput.parse({ limit: 40, cursor: null, direction: "forward" })).toEqual({
      limit: 40,
      cursor: null,
    });
  });

  it.each([{ limit: 0 }, { limit: 101 }, { cursor: "1" }, { kind: "audio" }])("refuses %j", (input) => {
    expect(mediaListInput.safeParse(input).success).toBe(false);
  });
});
