import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { createDeliveryVerifier, deriveSigningKeys, signDelivery } from "./delivery-signature.ts";
import { utf8 } from "./encoding.ts";

const clock = testClock();
const now = Math.floor(clock.now().getTime() / 1000);
const keys = { current: "sig_current_key_of_the_tests", next: "sig_next_key_of_the_tests" };
const verifier = createDeliveryVerifier({ keys, baseUrl: "https://app.test", clock });
const path = "/api/jobs/mail.send";
const body = utf8('{"jobId":"1"}');

/** Made by hand, as the format is documented, so that our own signer proves nothing about our verifier. */
function token(
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key = keys.current,
) {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = { alg: "HS256", typ: "JWT", ...header };
  const signed = `${encode(head)}.${encode({ ...good, ...claims })}`;
  const hash = head.alg === "HS512" ? "sha512" : "sha256";
  return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
}
const good = {
  iss: "Upstash",
  sub: "https://app.test/api/jobs/mail.send",
  exp: now + 300,
  nbf: now,
  iat: now,
  jti: "jwt_1",
  body: createHash("sha256").update(body).digest("base64url"),
};
const verify = (signature: string | null, bytes = body) => verifier.verify({ path, signature, body: bytes });
const refused = (signature: string | null, bytes = body) =>
  expect(verify(signature, bytes)).rejects.toMatchObject({ code: "UNAUTHORIZED" });

describe("a delivery's signature", () => {
  it("holds when everything in it is right, and names its id and its end", async () => {
    expect(await verify(token())).toEqual({ jti: "jwt_1", expiresAt: new Date((now + 305) * 1000) });
  });

  it("holds under the next key while keys rotate", async () => {
    await expect(verify(token({}, {}, keys.next))).resolves.toMatchObject({ jti: "jwt_1" });
  });

  it("holds with padding in the body hash, as QStash sends it", async () => {
    await expect(verify(token({ body: `${good.body}=` }))).resolves.toMatchObject({ jti: "jwt_1" });
  });

  it("is made by our own signer so that it holds", async () => {
    const signature = await signDelivery({ url: good.sub, body, key: keys.current, now: clock.now() });
    await expect(verify(signature)).resolves.toMatchObject({ jti: expect.stringMatching(/^jwt_/) });
  });

  it.each([
    ["no signature", null],
    ["an empty one", ""],
    ["no token", "sha256=abc"],
    ["another key", token({}, {}, "sig_somebody_elses")],
    ["the empty key", token({}, {}, "\0")],
    ["HS512", token({}, { alg: "HS512" })],
    ["alg none", token({}, { alg: "none" })],
    ["a critical header", token({}, { crit: ["b64"] })],
    ["another issuer", token({ iss: "upstash" })],
    ["another address", token({ sub: "https://app.test/api/jobs/mail.send/" })],
    ["another host", token({ sub: "https://evil.test/api/jobs/mail.send" })],
    ["no address", token({ sub: undefined })],
    ["no exp", token({ exp: undefined })],
    ["no nbf", token({ nbf: undefined })],
    ["no iat", token({ iat: undefined })],
    ["exp as text", token({ exp: String(now + 300) })],
    ["no jti", token({ jti: undefined })],
    ["an empty jti", token({ jti: "" })],
    ["no body hash", token({ body: undefined })],
    ["a life of 301 s", token({ exp: now + 301 })],
    ["a life that is over", token({ iat: now - 306, nbf: now - 306, exp: now - 6 })],
    ["a life that has not begun", token({ iat: now + 6, nbf: now + 6, exp: now + 300 })],
  ])("does not hold with %s", async (_what, signature) => {
    await refused(signature);
  });

  it("does not hold for other bytes", async () => {
    await refused(token(), utf8('{"jobId":"2"}'));
  });

  it("does not hold after any change of a character, anywhere in it", async () => {
    const signature = token();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(signature.length - 1),
        fc.constantFrom(..."ABCDEFabcdef0123456789-_.= \u00e9"),
        async (at, char) => {
          const mutated = signature.slice(0, at) + char + signature.slice(at + 1);
          if (mutated !== signature) await refused(mutated);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("uses keys that follow from the shared secret and differ from each other", async () => {
    const derived = await deriveSigningKeys("worker secret");
    expect(derived).toEqual(await deriveSigningKeys("worker secret"));
    expect(new Set([derived.current, derived.next, (await deriveSigningKeys("other")).current]).size).toBe(3);
  });
});
