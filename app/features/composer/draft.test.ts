import { expect, test } from "vitest";
import type { PlatformRules } from "#server/platforms/rules.ts";
import {
  addTarget,
  chooseKind,
  contentOf,
  countText,
  type DraftMedia,
  emptyDraft,
  moveMedia,
  setMedia,
  toInstant,
  toWallClock,
} from "./draft.ts";

const rules: PlatformRules = {
  text: { max: 2200, unit: "utf16" },
  kinds: [
    { id: "image", media: { min: 1, max: 1, kinds: ["image"], mixed: false }, text: "optional" },
    { id: "carousel", media: { min: 2, max: 10, kinds: ["image", "video"], mixed: true }, text: "optional" },
    { id: "reel", media: { min: 1, max: 1, kinds: ["video"], mixed: false }, text: "optional" },
  ],
  options: [
    { id: "share", type: "toggle", default: true, kinds: ["reel"] },
    { id: "privacy", type: "select", values: "account", required: true },
  ],
};
const platforms = { instagram: { label: "Instagram", rules } };
const media = (id: string, kind: "image" | "video"): DraftMedia => ({
  id,
  kind,
  url: "",
  thumbnailUrl: null,
  width: 1,
  height: 1,
  durationMs: null,
  altText: "",
});

test("the kind follows the media until the person chooses one", () => {
  let draft = addTarget(emptyDraft("UTC", null), { id: "c", platform: "instagram" }, rules);
  draft = setMedia(draft, [media("v", "video")], platforms);
  expect(draft.targets[0]).toMatchObject({ kind: "reel", options: { share: true } });
  draft = setMedia(draft, [media("v", "video"), media("i", "image")], platforms);
  expect(draft.targets[0]).toMatchObject({ kind: "carousel", options: {} });
  draft = chooseKind(draft, "c", "image", rules);
  draft = setMedia(draft, [media("v", "video")], platforms);
  expect(draft.targets[0]?.kind).toBe("image");
});

test("an account is added once, however often it is clicked", () => {
  const account = { id: "c", platform: "instagram" };
  const draft = addTarget(addTarget(emptyDraft("UTC", null), account, rules), account, rules);
  expect(draft.targets).toHaveLength(1);
});

test("media keeps its order when an item moves, and stops at the ends", () => {
  const draft = { ...emptyDraft("UTC", null), media: [media("a", "image"), media("b", "image")] };
  expect(contentOf(moveMedia(draft, "b", -1)).mediaIds).toEqual(["b", "a"]);
  expect(contentOf(moveMedia(draft, "b", 1)).mediaIds).toEqual(["a", "b"]);
});

test("a wall-clock time means the zone's own time on both sides of daylight saving", () => {
  expect(toInstant("2026-03-28T09:00", "Europe/Paris").toISOString()).toBe("2026-03-28T08:00:00.000Z");
  expect(toInstant("2026-03-30T09:00", "Europe/Paris").toISOString()).toBe("2026-03-30T07:00:00.000Z");
  expect(toWallClock(new Date("2026-03-30T07:00:00Z"), "Europe/Paris")).toBe("2026-03-30T09:00");
});

test("characters are counted the way each network counts them", () => {
  expect(countText("é👍", "utf16")).toBe(3);
  expect(countText("é👍", "codepoint")).toBe(2);
  expect(countText("é👍", "utf8")).toBe(6);
});
