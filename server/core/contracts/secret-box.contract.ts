import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SecretBox } from "../ports.ts";

export interface SecretBoxUnderTest {
  /** Knows the keys `old` and `new`, and seals with `new`. */
  rotated: SecretBox;
  /** Knows `old` alone. */
  old: SecretBox;
  /** Knows `new` alone. */
  fresh: SecretBox;
}

const cryptoError = expect.objectContaining({ code: "CRYPTO_ERROR" });

/** What every SecretBox promises. */
export function secretBoxContract(name: string, boxes: SecretBoxUnderTest): void {
  const { rotated, old, fresh } = boxes;
  describe(`SecretBox: ${name}`, () => {
    it("opens what it sealed, for any text and any place", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.string(), async (text, place) => {
          expect(await rotated.open(await rotated.seal(text, place), place)).toBe(text);
        }),
      );
    });

    it("seals the same text differently every time", async () => {
      const sealed = await Promise.all(Array.from({ length: 200 }, () => rotated.seal("x", "place")));
      expect(new Set(sealed).size).toBe(200);
    });

    it("refuses a value that was moved to another place", async () => {
      const sealed = await rotated.seal("token", "w1|c1|access");
      await expect(rotated.open(sealed, "w1|c1|refresh")).rejects.toEqual(cryptoError);
      await expect(rotated.open(sealed, "w2|c1|access")).rejects.toEqual(cryptoError);
      await expect(rotated.open(sealed, "")).rejects.toEqual(cryptoError);
    });

    it("refuses every cut and every changed character", async () => {
      const sealed = await rotated.seal("a token of some length", "place");
      for (let at = 0; at < sealed.length; at++) {
        const other = sealed[at] === "A" ? "B" : "A";
        const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
        await expect(rotated.open(sealed.slice(0, at), "place")).rejects.toEqual(cryptoError);
        await expect(rotated.open(changed, "place")).rejects.toEqual(cryptoError);
      }
      await expect(rotated.open(`${sealed}A`, "place")).rejects.toEqual(cryptoError);
      await expect(rotated.open(`${sealed}.A`, "place")).rejects.toEqual(cryptoError);
    });

    it("refuses parts of two sealed values put together", async () => {
      const [a, b] = [await rotated.seal("one", "place"), await rotated.seal("two", "place")];
      const [version, key, iv] = a.split(".");
      const ciphertext = b.split(".")[3];
      await expect(rotated.open([version, key, iv, ciphertext].join("."), "place")).rejects.toEqual(
        cryptoError,
      );
    });

    it("refuses what was never sealed, without saying what it was given", async () => {
      for (const text of ["", "plain-access-token-value", "v1...", "v2.new.AAAA.BBBB", "v1.new.!!!.???"]) {
        const error: unknown = await rotated.open(text, "place").catch((reason: unknown) => reason);
        expect(error).toEqual(cryptoError);
        expect(String(error)).not.toContain("plain-access-token-value");
      }
    });

    it("opens old values with the old key, and says that they are due for rotation", async () => {
      const before = await old.seal("token", "place");
      expect(await rotated.open(before, "place")).toBe("token");
      expect(rotated.needsRotation(before)).toBe(true);
      expect(rotated.needsRotation(await rotated.seal("token", "place"))).toBe(false);
      expect(rotated.needsRotation("never sealed")).toBe(true);
    });

    it("refuses a value whose key it does not have", async () => {
      await expect(fresh.open(await old.seal("token", "place"), "place")).rejects.toEqual(cryptoError);
    });

    it("binds the key id: a renamed key opens nothing", async () => {
      const sealed = await old.seal("token", "place");
      const [version, , iv, ciphertext] = sealed.split(".");
      const renamed = [version, "new", iv, ciphertext].join(".");
      await expect(rotated.open(renamed, "place")).rejects.toEqual(cryptoError);
    });
  });
}
