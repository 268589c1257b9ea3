import { generateKeyPairSync } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { type TestClock, testClock } from "#e2e/support/clock.ts";
import { AppError } from "#server/core/errors.ts";
import type { Http } from "#server/core/ports.ts";
import { createPublicKeySet } from "./jwks.ts";

const jwk = (kid: string, bits = 2_048) => {
  const { n, e } = generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ format: "jwk" });
  return { kty: "RSA", kid, n, e, use: "sig", alg: "RS256" };
};
const [A, B] = [jwk("a"), jwk("b")];
let clock: TestClock;
let published: object[];
let asked: number;
let down: boolean;
let cacheControl: string;
beforeEach(() => {
  [clock, published, asked, down, cacheControl] = [testClock(), [A], 0, false, "public, max-age=3600"];
});

const http: Http = {
  async fetch() {
    asked += 1;
    if (down) throw new AppError("UPSTREAM_ERROR", "503", { retryable: true });
    const body = { keys: published };
    return {
      status: 200,
      headers: new Headers({ "cache-control": cacheControl }),
      bytes: new Uint8Array(),
      text: () => JSON.stringify(body),
      json: <T>() => body as T,
    };
  },
};
const keySet = () => createPublicKeySet({ http, clock, service: "google", url: "https://certs.example" });

test("keys are kept as long as the provider says, and asked for once by any number of simultaneous sign-ins", async () => {
  const keys = keySet();
  expect((await Promise.all(Array.from({ length: 20 }, () => keys.key("a")))).every(Boolean)).toBe(true);
  await clock.advance(3_599_000);
  await keys.key("a");
  expect(asked).toBe(1);
  await clock.advance(2_000);
  await keys.key("a");
  expect(asked).toBe(2);
});

test("a rotation is followed at once: the new key is fetched when a token names it", async () => {
  const keys = keySet();
  await keys.key("a");
  published = [B, A];
  await clock.advance(31_000);
  expect(await keys.key("b")).toBeDefined();
  expect(await keys.key("a")).toBeDefined();
  expect(asked).toBe(2);
});

test("a thousand invented key ids make one request in half a minute", async () => {
  const keys = keySet();
  for (let n = 0; n < 1_000; n++) expect(await keys.key(`invented-${n}`)).toBeUndefined();
  expect(asked).toBe(1);
  await clock.advance(30_000);
  for (let n = 0; n < 1_000; n++) await keys.key(`invented-${n}`);
  expect(asked).toBe(2);
});

test("a provider that is down does not lock out those whose key we have", async () => {
  const keys = keySet();
  await keys.key("a");
  down = true;
  await clock.advance(2 * 3_600_000);
  expect(await keys.key("a")).toBeDefined();
  await expect(keySet().key("a")).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
});

test("short keys, keys for encryption and other kinds are no keys", async () => {
  published = [
    jwk("short", 1_024),
    { ...A, kid: "enc", use: "enc" },
    { kty: "EC", kid: "ec", crv: "P-256", x: "x", y: "y" },
    { ...A, kid: undefined },
  ];
  const keys = keySet();
  for (const kid of ["short", "enc", "ec", "undefined"]) expect(await keys.key(kid)).toBeUndefined();
});

test("no answer is kept less than five minutes or more than a day", async () => {
  cacheControl = "no-store";
  const keys = keySet();
  await keys.key("a");
  await clock.advance(299_000);
  await keys.key("a");
  expect(asked).toBe(1);
  cacheControl = "max-age=999999999";
  await clock.advance(2_000);
  await keys.key("a");
  await clock.advance(24 * 3_600_000);
  await keys.key("a");
  expect(asked).toBe(3);
});
