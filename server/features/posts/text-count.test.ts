import { describe, expect, test } from "vitest";
import { linksIn } from "./text-count.ts";

describe("links of a text", () => {
  test.each([
    ["https://a.test/x, and www.b.test.", ["https://a.test/x", "www.b.test"]],
    ["www.example.com www.example.com www.test.com", ["www.example.com", "www.test.com"]],
    ["mail me@example.com at 10.30", []],
    ["(see https://a.test/x)", ["https://a.test/x"]],
    ["no link here. None", []],
  ])("in «%s»", (text, links) => {
    expect(linksIn(text)).toEqual(links);
  });
});
