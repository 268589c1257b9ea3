import { describe, expect, it } from "vitest";
import { AppError, ExternalServiceError } from "./errors.ts";
import { redact, redactText, redactUrl } from "./redact.ts";

const CANARY = "canary0123456789ABCDEFcanary";

describe("redact", () => {
  it.each([
    "access_token",
    "accessToken",
    "refresh_token",
    "client_secret",
    "clientSecret",
    "password",
    "Authorization",
    "Cookie",
    "set-cookie",
    "upload_token",
    "x-hub-signature-256",
    "TOKEN_ENCRYPTION_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "apiKey",
    "api_key",
    "code_verifier",
    "code",
    "otp",
    "SENTRY_DSN",
  ])("hides the value under %s wherever it is nested", (key) => {
    const lines = JSON.stringify(redact({ list: [{ deep: { [key]: CANARY } }] }));
    expect(lines).not.toContain(CANARY);
    expect(lines).toContain("[redacted]");
  });

  it("keeps what is about a secret and is none", () => {
    const facts = {
      tokenVersion: 4,
      tokenType: "bearer",
      tokenExpiresAt: "2026-01-01",
      keyId: "k1",
      tokens: 1200,
    };
    expect(redact(facts)).toEqual(facts);
  });

  it("keeps error codes and states, and hides one-time codes under the same names", () => {
    expect(redact({ code: "ECONNREFUSED", state: "published" })).toEqual({
      code: "ECONNREFUSED",
      state: "published",
    });
    expect(redact({ code: "P2002" })).toEqual({ code: "P2002" });
    expect(redact({ code: "AQDx8-9f2kQ", state: "u1Xk92jdla" })).toEqual({
      code: "[redacted]",
      state: "[redacted]",
    });
    expect(redact({ code: "482913" })).toEqual({ code: "[redacted]" });
  });

  it.each([
    ["a bearer header", `Authorization: Bearer ${CANARY}`],
    ["a Meta token", "session EAAGm0PX4ZCpsBAJ4ZBcanaryZAxQ9012345 has expired"],
    ["an Instagram token", "IGQVJcanaryWMZAabcdefghijk012345678 expired"],
    ["a TikTok token", "given act.canary12345Foo!4521.va was revoked"],
    ["a JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canarycanary"],
    ["a Stripe key", "sk_live_canary0123456789abcdef"],
    ["a password in an address", "postgres://app:canary-pw@db.internal:5432/x"],
    ["an AWS key id", "AKIACANARY0123456789"],
    ["a sealed value", `v1.k1.AAAAAAAAAAAAAAAA.${CANARY}`],
    ["a private key", "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----"],
    ["an e-mail address", "no such user canary.lee@example.org"],
    ["a form body", `grant_type=refresh_token&refresh_token=${CANARY}`],
    ["a JSON body", `{"data":{"access_token":"${CANARY}","open_id":"1"}}`],
    ["a JSON body in single quotes", `{'client_secret': '${CANARY}'}`],
  ])("hides %s inside a text", (_what, text) => {
    expect(redactText(text).toLowerCase()).not.toContain("canary");
  });

  it("leaves an ordinary sentence alone", () => {
    const text = "media_publish answered 400 (9007/2207027) after 3 tries; see https://x.test/a?page=2";
    expect(redactText(text)).toBe(text);
  });

  it("turns an error and its causes into plain fields without secrets", () => {
    const cause = new Error(`socket closed for access_token=${CANARY}`);
    const error = new ExternalServiceError("NETWORK_ERROR", "lost", {
      service: "instagram",
      ambiguous: true,
      cause,
    });
    const plain = redact({ error: new AppError("INTERNAL_ERROR", "boom", { cause: error }) });
    expect(plain).toMatchObject({
      error: {
        code: "INTERNAL_ERROR",
        cause: { code: "NETWORK_ERROR", service: "instagram", ambiguous: true, cause: { name: "Error" } },
      },
    });
    expect(JSON.stringify(plain)).not.toContain(CANARY);
  });

  it("survives cycles, depth, bytes, big integers and long lists", () => {
    const loop: Record<string, unknown> = { id: 9007199254740993n, bytes: new Uint8Array(3) };
    loop.self = loop;
    loop.list = Array.from({ length: 500 }, (_, i) => i);
    const plain = redact(loop) as Record<string, unknown>;
    expect(plain).toMatchObject({ id: "9007199254740993", bytes: "[3 bytes]", self: "[circular]" });
    expect(plain.list).toHaveLength(101);
    expect(() => JSON.stringify(plain)).not.toThrow();
  });

  it("hides secrets in Headers, Map and URLSearchParams", () => {
    const plain = redact([
      new Headers({ authorization: CANARY }),
      new Map([["token", CANARY]]),
      new URLSearchParams({ client_secret: CANARY }),
      new URL(`https://a.test/?access_token=${CANARY}`),
    ]);
    expect(JSON.stringify(plain)).not.toContain(CANARY);
  });

  it("stays fast on hostile texts", () => {
    const started = performance.now();
    for (const part of ["a@", "&x=", '{"a":"', "://a", "-----BEGIN PRIVATE KEY-----", "Bearer "])
      redactText(part.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("redactUrl", () => {
  it("hides credentials and secret keys of the query and keeps the rest readable", () => {
    const url = `https://user:pw@graph.test/v23.0/me?fields=id,name&access_token=${CANARY}&appsecret_proof=${CANARY}#x=1`;
    expect(redactUrl(url)).toBe(
      "https://[redacted]@graph.test/v23.0/me?fields=id,name&access_token=[redacted]&appsecret_proof=[redacted]#x=1",
    );
  });

  it.each([
    "access_token",
    "refresh_token",
    "client_secret",
    "code",
    "token",
    "signature",
    "sig",
    "upload_token",
    "api_key",
    "apikey",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
    "hub.verify_token",
    "fb_exchange_token",
    "input_token",
    "code_verifier",
    "access%5Ftoken",
  ])("hides the query key %s", (key) => {
    expect(redactUrl(`https://a.test/p?a=1&${key}=${CANARY}`)).toBe(`https://a.test/p?a=1&${key}=[redacted]`);
  });
});
