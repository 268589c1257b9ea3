import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from "./encoding.ts";
import {
  hmacSha256Base64,
  hmacSha256Base64Url,
  hmacSha256Hex,
  sha256Hex,
  timingSafeEqual,
  webHmacSha256,
  webSha256,
} from "./hmac.ts";

describe("hmac", () => {
  it("gives the digest of RFC 4231 test case 2", async () => {
    expect(await hmacSha256Hex("Jefe", "what do ya want for nothing?")).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  it("agrees with OpenSSL for any secret and bytes, in each encoding", async () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), bytes, async (secret, raw) => {
        const message = new Uint8Array(raw);
        const digest = () => createHmac("sha256", secret).update(message);
        expect(await hmacSha256Hex(secret, message)).toBe(digest().digest("hex"));
        expect(await hmacSha256Base64(secret, message)).toBe(digest().digest("base64"));
        expect(await hmacSha256Base64Url(secret, message)).toBe(digest().digest("base64url"));
      }),
    );
  });

  it("is the same where a host has Web APIs alone", async () => {
    const bytes = () => fc.uint8Array({ minLength: 1, maxLength: 300 }).map((raw) => new Uint8Array(raw));
    await fc.assert(
      fc.asyncProperty(bytes(), bytes(), async (key, message) => {
        expect(Buffer.from(await webHmacSha256(key, message)).toString("hex")).toBe(
          await hmacSha256Hex(key, message),
        );
        expect(Buffer.from(await webSha256(message)).toString("hex")).toBe(await sha256Hex(message));
      }),
    );
  });

  it("signs nothing with an empty secret", async () => {
    await expect(hmacSha256Hex("", "x")).rejects.toThrow(/empty secret/);
  });

  it("hashes as SHA-256 does", async () => {
    expect(await sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("timingSafeEqual", () => {
  it("is true exactly for equal bytes", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(timingSafeEqual(a, b)).toBe(a === b);
        expect(timingSafeEqual(a, new TextEncoder().encode(a))).toBe(true);
      }),
    );
  });

  it("sees a difference in the last byte and a mere prefix", () => {
    expect(timingSafeEqual("abcdef", "abcdeg")).toBe(false);
    expect(timingSafeEqual("abc", "abcd")).toBe(false);
    expect(timingSafeEqual("abcd", "abc")).toBe(false);
    expect(timingSafeEqual("", "\0")).toBe(false);
  });
});

describe("encoding", () => {
  it("reads back what it wrote, and refuses a second spelling of the same bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect([...(fromBase64(toBase64(bytes)) ?? [])]).toEqual([...bytes]);
        expect([...(fromBase64Url(toBase64Url(bytes)) ?? [])]).toEqual([...bytes]);
      }),
    );
    expect(fromBase64Url("AB")).toBeUndefined();
    expect(fromBase64Url("AA")).toEqual(new Uint8Array([0]));
    expect(fromBase64("A A=")).toBeUndefined();
    expect(fromBase64("AAA")).toBeUndefined();
  });
});
