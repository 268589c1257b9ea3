import { expect, test } from "vitest";
import type { PostOutput } from "#server/features/posts/schema.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";
import {
  addTarget,
  chooseKind,
  chooseMedia,
  contentOf,
  countText,
  type Draft,
  type DraftMedia,
  type DraftTarget,
  draftOfPost,
  emptyDraft,
  fittingParts,
  mediaFor,
  moveMedia,
  setMedia,
  suggestKind,
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

test("a kind that takes fewer videos is not suggested for more of them", () => {
  const oneVideo: PlatformRules = {
    ...rules,
    kinds: [
      {
        id: "post",
        media: { min: 0, max: 4, kinds: ["image", "video"], mixed: false, maxVideos: 1 },
        text: "optional",
      },
      { id: "album", media: { min: 2, max: 10, kinds: ["image", "video"], mixed: true }, text: "optional" },
    ],
  };
  const [one, two] = [media("v1", "video"), media("v2", "video")];
  expect(suggestKind(oneVideo, [one])).toBe("post");
  expect(suggestKind(oneVideo, [one, two])).toBe("album");
  expect(suggestKind(oneVideo, [media("i1", "image"), media("i2", "image")])).toBe("post");
});

test("the days of repeating are read from where they are stored, and only of a draft", () => {
  const repeat = { frequency: "daily", interval: 1, ends: { type: "never" } } as const;
  const stored = (state: PostOutput["state"]) =>
    draftOfPost(
      {
        text: "",
        media: [],
        targets: [],
        scheduledAt: null,
        timeZone: "UTC",
        state,
        repeat,
      } as unknown as PostOutput,
      platforms,
    );
  expect(stored("draft").repeat).toEqual(repeat);
  expect(stored("scheduled").repeat).toBeNull();
});

const instagram = { id: "c", platform: "instagram" };
const target = (draft: Draft) => draft.targets[0] as DraftTarget;
const ids = (draft: Draft) => mediaFor(draft, target(draft)).map(({ id }) => id);

test("an account takes all media until some are chosen for it, and its kind follows the choice", () => {
  let draft = addTarget(emptyDraft("UTC", null), instagram, rules);
  draft = setMedia(draft, [media("v", "video"), media("i", "image")], platforms);
  draft = chooseMedia(draft, "c", ["v"], rules);
  expect(target(draft)).toMatchObject({ mediaIds: ["v"], kind: "reel" });
  expect(contentOf(draft).targets[0]?.mediaIds).toEqual(["v"]);
  draft = chooseMedia(draft, "c", ["i", "v"], rules);
  expect(target(draft)).toMatchObject({ mediaIds: null, kind: "carousel" });
});

test("chosen media keep the post's order, and new media do not join a choice", () => {
  let draft = addTarget(emptyDraft("UTC", null), instagram, rules);
  draft = setMedia(draft, [media("a", "image"), media("b", "image"), media("c", "image")], platforms);
  draft = chooseMedia(draft, "c", ["c", "a"], rules);
  draft = setMedia(draft, [...draft.media, media("d", "image")], platforms);
  expect(ids(draft)).toEqual(["a", "c"]);
});

test("a choice of which nothing is left follows the post again; a choice of nothing stays one", () => {
  let draft = addTarget(emptyDraft("UTC", null), instagram, rules);
  draft = setMedia(draft, [media("a", "image"), media("b", "image")], platforms);
  const emptied = setMedia(chooseMedia(draft, "c", ["a"], rules), [media("b", "image")], platforms);
  expect(target(emptied).mediaIds).toBeNull();
  draft = setMedia(chooseMedia(draft, "c", [], rules), [media("b", "image")], platforms);
  expect(target(draft).mediaIds).toEqual([]);
});

test("where a network does not take the media together, the parts it takes are offered", () => {
  const [image, , reel] = rules.kinds;
  const apart: PlatformRules = { ...rules, kinds: [reel, image].flatMap((kind) => kind ?? []) };
  let draft = addTarget(emptyDraft("UTC", null), instagram, apart);
  const both = [media("v", "video"), media("i", "image")];
  draft = setMedia(draft, both, { instagram: { label: "Instagram", rules: apart } });
  expect(fittingParts(draft, target(draft), apart)).toEqual(["video", "image"]);
  draft = chooseMedia(draft, "c", ["v"], apart);
  expect(fittingParts(draft, target(draft), apart)).toEqual([]);
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
