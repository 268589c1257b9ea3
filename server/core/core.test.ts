import { describe, expect, it } from "vitest";
import { backoffMs, retryAfterMs } from "./backoff.ts";
import { systemClock } from "./clock.ts";
import { newId } from "./ids.ts";
import { parseJson } from "./json.ts";

describe("newId", () => {
  it("makes version 7 UUIDs that carry their millisecond", () => {
    const future = Date.now() + 60_000;
    const id = newId(future);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(future);
  });

  it("sorts in the order of making, in one millisecond and when the clock steps back", () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => newId(1_000 - i));
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("takes the random part from nobody before", () => {
    const tails = Array.from({ length: 1_000 }, () => newId().slice(20));
    expect(new Set(tails).size).toBe(tails.length);
  });
});

describe("parseJson", () => {
  it("keeps every digit of an integer beyond 2^53", () => {
    expect(parseJson('{"id":17841405822304914999,"small":42,"deep":[-9007199254740993]}')).toEqual({
      id: "17841405822304914999",
      small: 42,
      deep: ["-9007199254740993"],
    });
  });

  it("leaves the largest exact integer, fractions, exponents and texts alone", () => {
    const text = '[9007199254740991,1.2345678901234567890,1e30,"17841405822304914999"]';
    expect(parseJson(text)).toEqual([9007199254740991, 1.2345678901234567, 1e30, "17841405822304914999"]);
  });

  it("throws a SyntaxError for what is no JSON", () => {
    expect(() => parseJson("<html>")).toThrow(SyntaxError);
  });
});

describe("backoffMs", () => {
  const range = { firstMs: 200, maxMs: 2_000 };
  it("doubles its bound up to the cap, and draws from the whole of it", () => {
    const bounds = [1, 2, 3, 4, 5, 100].map((attempt) => backoffMs(attempt, range, () => 1));
    expect(bounds).toEqual([200, 400, 800, 1600, 2000, 2000]);
    expect(backoffMs(3, range, () => 0)).toBe(0);
    expect(backoffMs(3, range, () => 0.5)).toBe(400);
  });
});

describe("retryAfterMs", () => {
  const now = new Date("2026-03-02T10:00:00Z");
  it.each([
    ["120", 120_000],
    ["0", 0],
    ["1.5", 1_500],
    ["Mon, 02 Mar 2026 10:00:30 GMT", 30_000],
    ["Mon, 02 Mar 2026 09:00:00 GMT", 0],
    ["soon", undefined],
    ["-5", undefined],
    ["", undefined],
    [null, undefined],
  ])("reads %j as %j ms", (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});

describe("systemClock", () => {
  it("sleeps no shorter than asked", async () => {
    const started = performance.now();
    await systemClock.sleep(20);
    expect(performance.now() - started).toBeGreaterThanOrEqual(19);
  });

  it("wakes with the signal's reason, also when it was aborted before", async () => {
    const reason = new Error("stop");
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });
});
