import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretBoxContract } from "#server/core/contracts/secret-box.contract.ts";
import { toBase64 } from "#server/core/encoding.ts";
import { createSecretBox } from "./secret-box.ts";

const OLD = { id: "old", key: toBase64(new Uint8Array(32).fill(7)) };
const NEW = { id: "new", key: toBase64(new Uint8Array(32).fill(9)) };
const old = createSecretBox([OLD]);
const fresh = createSecretBox([NEW]);
const rotated = createSecretBox([NEW, OLD]);

secretBoxContract("AES-256-GCM", { old, fresh, rotated });

describe("createSecretBox", () => {
  it("writes the documented format", async () => {
    const sealed = await rotated.seal("x", "place");
    expect(sealed).toMatch(/^v1\.new\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{23}$/);
  });

  it.each([
    ["no key", []],
    ["a key of 16 bytes", [{ id: "a", key: toBase64(new Uint8Array(16)) }]],
    ["a key that is no base64", [{ id: "a", key: "not base64!" }]],
    ["an id with a dot", [{ id: "a.b", key: NEW.key }]],
    ["one id for two keys", [NEW, { id: "new", key: OLD.key }]],
  ])("refuses %s", (_what, keys) => {
    expect(() => createSecretBox(keys)).toThrowError(expect.objectContaining({ code: "CRYPTO_ERROR" }));
  });
});

describe("a sealed value", () => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

  it("opens nowhere else and in no other form: moved, cut, lengthened or altered anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 300 }),
        fc.nat(),
        fc.nat(),
        fc.constantFrom("move", "cut", "lengthen", "alter", "swap"),
        async (text, at, by, how) => {
          const sealed = await rotated.seal(text, "w|c1|accessToken");
          const spot = at % sealed.length;
          const letter = letters[by % letters.length] ?? "A";
          const other = await rotated.seal(`${text}x`, "w|c2|accessToken");
          const forged = {
            move: sealed,
            cut: sealed.slice(0, spot),
            lengthen: sealed.slice(0, spot) + letter + sealed.slice(spot),
            alter: sealed.slice(0, spot) + letter + sealed.slice(spot + 1),
            swap: other,
          }[how];
          if (forged === sealed && how !== "move") return;
          const place = how === "move" ? "w|c1|refreshToken" : "w|c1|accessToken";
          await expect(rotated.open(forged, place)).rejects.toMatchObject({ code: "CRYPTO_ERROR" });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
