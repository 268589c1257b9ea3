import { describe, expect, it } from "vitest";
import type { MediaOutput } from "#server/features/media/schema.ts";
import { added, toggled, toPicked } from "./picked.ts";

const media = (id: string, changes: Partial<MediaOutput> = {}) =>
  ({ id, kind: "image", width: 1, height: 1, ...changes }) as MediaOutput;
const item = (id: string) => {
  const picked = toPicked(media(id));
  if (!picked) throw new Error("not ready");
  return picked;
};
const ids = (choice: readonly { id: string }[]) => choice.map(({ id }) => id).join("");

describe("choosing media", () => {
  it("keeps the order of choosing, takes off what is chosen again, and stops at the maximum", () => {
    let choice = toggled([], item("a"), 3);
    for (const id of ["b", "c", "d"]) choice = toggled(choice, item(id), 3);
    expect(ids(choice)).toBe("abc");
    choice = toggled(choice, item("a"), 3);
    expect(ids(toggled(choice, item("a"), 3))).toBe("bca");
  });

  it("adds an upload once, and not into a full post", () => {
    expect(ids(added([item("a")], item("a"), 3))).toBe("a");
    expect(ids(added([item("a")], item("b"), 1))).toBe("a");
  });

  it("takes no file that is not ready", () => {
    expect(toPicked(media("a", { kind: null }))).toBeNull();
    expect(toPicked(media("a", { width: null }))).toBeNull();
  });
});
