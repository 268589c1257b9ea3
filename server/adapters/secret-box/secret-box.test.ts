import { describe, expect, it } from "vitest";
import { secretBoxContract } from "#server/core/contracts/secret-box.contract.ts";
import { toBase64 } from "#server/core/encoding.ts";
import { rotateSealed } from "./rotate.ts";
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

describe("rotateSealed", () => {
  const rowOf = (table: Map<string, string>, id: string, sealed: string) => ({
    sealed,
    additionalData: id,
    async replace(next: string) {
      if (table.get(id) !== sealed) return false;
      table.set(id, next);
      return true;
    },
  });

  it("seals old values anew, keeps current ones, and never overwrites what changed meanwhile", async () => {
    const table = new Map([
      ["a", await old.seal("token-a", "a")],
      ["b", await rotated.seal("token-b", "b")],
      ["c", await old.seal("token-c", "c")],
      ["d", "v1.lost.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA"],
    ]);
    const rows = [...table].map(([id, sealed]) => rowOf(table, id, sealed));
    const refreshed = await rotated.seal("token-c2", "c");
    table.set("c", refreshed);

    expect(await rotateSealed(rotated, rows)).toEqual({
      rotated: 1,
      current: 1,
      overtaken: 1,
      unreadable: 1,
    });
    expect(await fresh.open(table.get("a") ?? "", "a")).toBe("token-a");
    expect(table.get("c")).toBe(refreshed);

    const again = [...table].map(([id, sealed]) => rowOf(table, id, sealed));
    expect(await rotateSealed(rotated, again)).toMatchObject({ rotated: 0, current: 3 });
  });
});
