import { describe, expect, test } from "vitest";
import { isAppError } from "#server/core/errors.ts";
import { assertSameOrigin, trustedOrigins } from "./same-origin.ts";

const verdict = (appUrl: string, url: string, headers: Record<string, string>, method = "POST"): string => {
  try {
    assertSameOrigin(new Request(url, { method, headers }), { appUrl });
    return "passes";
  } catch (error) {
    return isAppError(error) ? error.code : "broke";
  }
};

const CLOUD = "https://app.example.com";
const COOKIE = { cookie: "huntaze.session_token=x" };

describe("a request that changes something", () => {
  test.each([
    ["from our own page", { origin: CLOUD, ...COOKIE }, "passes"],
    ["from a foreign page", { origin: "https://evil.example", ...COOKIE }, "FORBIDDEN"],
    ["from a foreign page without a cookie", { origin: "https://evil.example" }, "FORBIDDEN"],
    ["from a neighbouring subdomain", { origin: "https://evil.example.com", ...COOKIE }, "FORBIDDEN"],
    ["from our name with something behind it", { origin: `${CLOUD}.evil.example`, ...COOKIE }, "FORBIDDEN"],
    ["from our name over plain http", { origin: "http://app.example.com", ...COOKIE }, "FORBIDDEN"],
    ["from an opaque origin", { origin: "null", ...COOKIE }, "FORBIDDEN"],
    ["with our page as referer only", { referer: `${CLOUD}/calendar`, ...COOKIE }, "passes"],
    ["with a foreign referer only", { referer: `https://evil.example/?${CLOUD}`, ...COOKIE }, "FORBIDDEN"],
    ["that names no page but carries a cookie", COOKIE, "FORBIDDEN"],
    [
      "that names no page, though the browser calls it same-origin",
      { "sec-fetch-site": "same-origin", ...COOKIE },
      "passes",
    ],
    [
      "that names no page and the browser calls it cross-site",
      { "sec-fetch-site": "cross-site", ...COOKIE },
      "FORBIDDEN",
    ],
    ["of a program without cookies", {}, "passes"],
  ])("%s", (_from, headers, expected) => {
    expect(verdict(CLOUD, `${CLOUD}/api/media`, headers)).toBe(expected);
  });

  test("passes behind a proxy that speaks plain http to us", () => {
    expect(verdict(CLOUD, "http://10.1.2.3:8080/api/media", { origin: CLOUD, ...COOKIE })).toBe("passes");
  });

  test("does not pass because the request itself names a foreign host", () => {
    const origin = "https://evil.example";
    expect(verdict(CLOUD, `${origin}/api/media`, { origin, ...COOKIE })).toBe("FORBIDDEN");
    const rebound = "http://rebound.example:3000";
    expect(verdict("http://localhost:3000", `${rebound}/api/media`, { origin: rebound, ...COOKIE })).toBe(
      "FORBIDDEN",
    );
  });
});

test("reading is free", () => {
  for (const method of ["GET", "HEAD", "OPTIONS"])
    expect(verdict(CLOUD, CLOUD, { origin: "https://evil.example", ...COOKIE }, method)).toBe("passes");
});

test("an installation without a public address trusts this machine's names and bare addresses, on its port", () => {
  const config = { appUrl: "http://localhost:3000" };
  const at = (url: string) => trustedOrigins(new Request(url), config);
  expect(at("http://127.0.0.1:3000/")).toContain("http://127.0.0.1:3000");
  expect(at("http://192.168.1.20:3000/")).toContain("http://192.168.1.20:3000");
  expect(at("http://[fd00::1]:3000/")).toContain("http://[fd00::1]:3000");
  expect(at("http://localhost:3000/")).not.toContain("http://localhost:4000");
  expect(at("http://studio.local:3000/")).not.toContain("http://studio.local:3000");
});

test("an installation with a public address trusts nothing else", () => {
  for (const url of [CLOUD, "http://127.0.0.1:3000/", "http://192.168.1.20:3000/"])
    expect(trustedOrigins(new Request(url), { appUrl: CLOUD })).toEqual([CLOUD]);
});
