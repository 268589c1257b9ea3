import { describe, expect, it } from "vitest";
import { postState } from "#server/features/posts/schema.ts";
import { readTab, tabs } from "./tabs.ts";

describe("the tabs of the list", () => {
  it("every state has exactly one tab, so no post is lost from sight or listed twice", () => {
    expect(Object.values(tabs).flat().sort()).toEqual([...postState.options].sort());
  });

  it("an address without a known tab shows the drafts", () => {
    expect(readTab(new URLSearchParams("tab=attention"))).toBe("attention");
    expect(readTab(new URLSearchParams("tab=toString"))).toBe("draft");
  });
});
