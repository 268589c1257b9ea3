import { describe, expect, it } from "vitest";
import { AppError } from "#server/core/errors.ts";
import { effectiveOptions } from "./content.ts";
import { decide, isCleanRefusal } from "./outcome.ts";
import { askAgainMs } from "./waits.ts";

describe("what an error of the irreversible call proves", () => {
  const plain = { status: 400, providerCode: "x" };
  it.each([
    ["a refusal with the platform's own words", new AppError("CONTENT_REJECTED", "", plain), true],
    ["a connection that was never made", new AppError("NETWORK_ERROR", ""), true],
    ["a refusal that may pass", new AppError("UNAVAILABLE", "", { ...plain, retryable: true }), true],
    ["a lost answer", new AppError("NETWORK_ERROR", "", { ambiguous: true }), false],
    ["a 5xx, even if nobody called it ambiguous", new AppError("UPSTREAM_ERROR", "", { status: 503 }), false],
    ["an answer nobody could read", new AppError("INVALID_RESPONSE", "", { status: 200 }), false],
    ["an error of our own", new TypeError("x is undefined"), false],
    ["something that is no error at all", "boom", false],
  ])("%s", (_what, thrown, clean) => {
    expect(isCleanRefusal(thrown)).toBe(clean);
  });
});

describe("waits", () => {
  it("between questions grow from seconds to hours, and scale with the pace", () => {
    const minute = 60_000;
    expect([0, 1, 30, 600].map((minutes) => askAgainMs(minutes * minute, 1) / 1000)).toEqual([
      5, 30, 900, 7200,
    ]);
    expect(askAgainMs(0.05 * minute, 0.05)).toBe(0.05 * 30_000);
  });

  it("never come earlier than the platform asked for", () => {
    const now = new Date("2026-03-02T10:00:00Z");
    const thrown = new AppError("RATE_LIMITED", "", { retryable: true, retryAfterMs: 90_000 });
    const decision = decide({
      thrown,
      attempt: { startedAt: now },
      history: [],
      now,
      pace: 1,
      random: () => 0,
    });
    expect(decision).toEqual({ kind: "wait", afterMs: 90_000 });
  });
});

describe("options", () => {
  it("go out as chosen or preset, and never those of another kind or network", () => {
    const rules = [
      { id: "loud", type: "toggle", default: true },
      { id: "mood", type: "select", values: ["calm"], required: false, default: "calm" },
      { id: "title", type: "text", max: 9, required: false },
      { id: "cover", type: "text", max: 9, required: false, kinds: ["reel"] },
    ] as const;
    const chosen = { loud: false, title: "", cover: "12", other: "x" };
    expect(effectiveOptions(rules, "image", chosen)).toEqual({ loud: false, mood: "calm" });
    expect(effectiveOptions(rules, "reel", {})).toEqual({ loud: true, mood: "calm" });
    expect(effectiveOptions(rules, "reel", chosen)).toMatchObject({ cover: "12" });
  });
});
