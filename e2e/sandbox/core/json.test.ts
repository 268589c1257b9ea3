import { describe, expect, it } from "vitest";
import { bigId, shortcode } from "./ids.ts";
import { bareNumber, metaJson, parseJson } from "./json.ts";

describe("numbers beyond 2^53", () => {
  it("are written bare with every digit, and read as text with every digit", () => {
    const text = JSON.stringify({
      id: bareNumber("7500000000000000001"),
      list: [bareNumber("17841460238417351")],
    });
    expect(text).toBe('{"id":7500000000000000001,"list":[17841460238417351]}');
    expect(parseJson(text)).toEqual({ id: "7500000000000000001", list: ["17841460238417351"] });
    expect(parseJson('{"small":12,"half":0.5}')).toEqual({ small: 12, half: 0.5 });
  });

  it("are chosen so that a double gets them wrong", () => {
    for (let made = 0; made < 200; made += 1) {
      const id = bigId("1788", 17);
      expect(id).toMatch(/^1788\d{13}$/);
      expect(String(BigInt(Number(id)))).not.toBe(id);
    }
  });

  it("refuse what is not a number", () => {
    expect(() => bareNumber("1,2")).toThrow();
  });

  it("make shortcodes that differ", () => {
    const codes = new Set(Array.from({ length: 500 }, () => shortcode(bigId("1792", 17))));
    expect(codes.size).toBe(500);
  });
});

describe("Meta’s JSON", () => {
  it("escapes beyond ASCII and slashes, and means the same", () => {
    const value = { text: "é/😀" };
    expect(metaJson(value)).toBe('{"text":"\\u00e9\\/\\ud83d\\ude00"}');
    expect(JSON.parse(metaJson(value))).toEqual(value);
  });
});
