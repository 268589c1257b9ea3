import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it, vi } from "vitest";
import { newSecret, signatureHeader } from "./signature.ts";

/** What a receiver does, with somebody else's library. */
function accepts(secret: string, body: string, signed: { id: string; timestamp: number; signature: string }) {
  vi.useFakeTimers({ toFake: ["Date"], now: signed.timestamp * 1000 });
  try {
    const headers = {
      "webhook-id": signed.id,
      "webhook-timestamp": String(signed.timestamp),
      "webhook-signature": signed.signature,
    };
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  } finally {
    vi.useRealTimers();
  }
}

describe("a signature", () => {
  it("is accepted by the specification's own library, whatever the body", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uuid(),
        fc.integer({ min: 1_600_000_000, max: 2_000_000_000 }),
        fc.json(),
        async (id, timestamp, body) => {
          const secret = newSecret();
          const signature = await signatureHeader([secret], { id, timestamp, body });
          expect(accepts(secret, body, { id, timestamp, signature })).toBe(true);
        },
      ),
      { numRuns: 300, seed: 41 },
    );
  });

  it("holds for this id, this time and this body alone", async () => {
    const secret = newSecret();
    const [id, timestamp, body] = ["m1", 1_700_000_000, '{"a":1}'];
    const signature = await signatureHeader([secret], { id, timestamp, body });
    expect(accepts(secret, body, { id, timestamp, signature })).toBe(true);
    expect(accepts(secret, '{"a":2}', { id, timestamp, signature })).toBe(false);
    expect(accepts(secret, body, { id: "m2", timestamp, signature })).toBe(false);
    expect(accepts(secret, body, { id, timestamp: timestamp + 1, signature })).toBe(false);
    expect(accepts(newSecret(), body, { id, timestamp, signature })).toBe(false);
  });

  it("with two secrets satisfies receivers that know either", async () => {
    const [fresh, old] = [newSecret(), newSecret()];
    const [id, timestamp, body] = ["m1", 1_700_000_000, "{}"];
    const signature = await signatureHeader([fresh, old], { id, timestamp, body });
    expect(signature).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    for (const secret of [fresh, old]) expect(accepts(secret, body, { id, timestamp, signature })).toBe(true);
  });

  it("is made with nothing but secrets of the specification's form and length", async () => {
    const signed = { id: "m1", timestamp: 1, body: "{}" };
    const short = `whsec_${Buffer.alloc(23, 1).toString("base64")}`;
    const long = `whsec_${Buffer.alloc(65, 1).toString("base64")}`;
    for (const secret of ["", "secret", "whsec_", "whsec_!", short, long]) {
      const refused = signatureHeader([secret], signed);
      await expect(refused).rejects.toMatchObject({ code: "CRYPTO_ERROR" });
      if (secret.length > 6) await expect(refused).rejects.not.toThrow(secret);
    }
    expect(Buffer.from(newSecret().slice(6), "base64")).toHaveLength(32);
  });
});
