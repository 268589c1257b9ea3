import { describe, expect, it } from "vitest";
import { readConnectResult } from "./callback.ts";
import { tokenLife } from "./token-life.ts";

const DAY_MS = 86_400_000;
const issued = new Date("2026-11-01T00:00:00Z");
const daysLater = (days: number) => new Date(issued.getTime() + days * DAY_MS);
const token = { tokenIssuedAt: issued, accessTokenExpiresAt: daysLater(60), nextRefreshAt: daysLater(48) };

describe("the life of a login", () => {
  it("is a line from its issue to its end, with the renewal on it", () => {
    expect(tokenLife(token, daysLater(15))).toEqual({ passed: 0.25, renewal: 0.8, leftMs: 45 * DAY_MS });
  });

  it("stays on the line when the end is past or a clock is off", () => {
    expect(tokenLife(token, daysLater(70))).toMatchObject({ passed: 1, leftMs: -10 * DAY_MS });
    expect(tokenLife(token, daysLater(-1))).toMatchObject({ passed: 0 });
  });

  it("has no line when it never ends", () => {
    expect(tokenLife({ ...token, accessTokenExpiresAt: null }, daysLater(1))).toBeNull();
  });
});

describe("what the network's callback says", () => {
  const read = (search: string) => readConnectResult(new URLSearchParams(search));

  it("names the accounts it connected", () => {
    expect(read("connected=a,b")).toEqual({ kind: "connected", ids: ["a", "b"], elsewhere: false });
    expect(read("connected=a&elsewhere=1")).toEqual({ kind: "connected", ids: ["a"], elsewhere: true });
  });

  it("an error wins over anything else, and keeps its parameters", () => {
    expect(read("connected=a&error=CONNECT_DENIED&platform=tiktok&scope=video.publish")).toEqual({
      kind: "failed",
      message: "CONNECT_DENIED",
      platform: "tiktok",
      params: { scope: "video.publish" },
    });
  });

  it("says nothing on an ordinary visit", () => {
    expect(read("")).toBeNull();
  });
});
