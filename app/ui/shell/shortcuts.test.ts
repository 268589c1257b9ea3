import { describe, expect, it } from "vitest";
import { readShortcut } from "./shortcuts.ts";

const press = (key: string, more: { modified?: boolean; afterG?: boolean } = {}) =>
  readShortcut({ key, modified: false, afterG: false, ...more }, ["c", "d"]);

describe("keyboard shortcuts", () => {
  it("c composes, ? shows the list", () => {
    expect(press("c")).toEqual({ do: "compose" });
    expect(press("?")).toEqual({ do: "help" });
  });

  it("leaves the browser its own: Ctrl+C copies", () => {
    expect(press("c", { modified: true })).toBeNull();
  });

  it("g then c goes to the calendar instead of composing", () => {
    expect(press("g")).toEqual({ do: "wait" });
    expect(press("c", { afterG: true })).toEqual({ do: "go", key: "c" });
  });

  it("g then an unknown key does nothing", () => {
    expect(press("x", { afterG: true })).toBeNull();
    expect(press("?", { afterG: true })).toBeNull();
  });
});
