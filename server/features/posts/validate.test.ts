import { describe, expect, it } from "vitest";
import issuesEn from "#app/i18n/locales/issues.en.ts";
import issuesFr from "#app/i18n/locales/issues.fr.ts";
import { instagramRules } from "#server/platforms/instagram/rules.ts";
import { onlyfansRules } from "#server/platforms/onlyfans/rules.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";
import { tiktokRules } from "#server/platforms/tiktok/rules.ts";
import { xRules } from "#server/platforms/x/rules.ts";
import { splitThread } from "./schema.ts";
import { countText, hashtagsIn, mentionsIn } from "./text-count.ts";
import { codes, image, issuesOf, MIB, NOW, type Plan, video } from "./validate.fixture.ts";
import { fittingKinds, type PostToValidate, validatePost } from "./validate.ts";
import { formatAspect, type MediaFacts } from "./validate-media.ts";

const tiktok = { rules: tiktokRules, channel: { label: "TikTok" } };
const onTikTok = (plan: Plan): Plan => ({
  ...tiktok,
  kind: "video",
  media: [video()],
  options: { privacy_level: "PUBLIC_TO_EVERYONE" },
  ...plan,
});

/** The same network, if it took threads of short texts. */
const THREADED: PlatformRules = {
  ...instagramRules,
  text: { max: 20, unit: "utf16", maxHashtags: 1, maxMentions: 1, maxLinks: 1 },
  thread: { maxParts: 3 },
};
const inThread = (...parts: string[]): Plan => ({
  channel: { rules: THREADED },
  text: parts.join("\n---\n"),
});

/** Every rule broken once: the plan, and the code it must yield. */
const BROKEN: [string, Plan][] = [
  ["connection.network_off", { channel: { rules: undefined } }],
  ["connection.needs_reconnect", { channel: { status: "needs_reconnect" } }],
  ["connection.disconnected", { channel: { status: "disconnected" } }],
  ["connection.may_not_publish", { channel: { mayPublish: false } }],
  ["kind.required", { kind: "" }],
  ["kind.unknown", { kind: "poll" }],
  ["text.too_long", { text: "x".repeat(2201) }],
  ["text.too_many_hashtags", { text: "#a ".repeat(31) }],
  ["text.too_many_mentions", { text: "@a ".repeat(21) }],
  ["text.unused", { kind: "story" }],
  ["text.not_a_thread", { text: "one\n---\ntwo" }],
  ["text.part_empty", inThread("one", "", "three")],
  ["text.part_too_long", inThread("one", "x".repeat(21))],
  ["text.part_too_many_hashtags", inThread("#a", "#a #b")],
  ["text.part_too_many_mentions", inThread("@a @b", "two")],
  ["text.part_too_many_links", inThread("www.a www.b", "two")],
  ["text.too_many_links", { channel: { rules: THREADED }, text: "www.a www.b" }],
  ["text.too_many_parts", inThread("1", "2", "3", "4")],
  ["media.required", { media: [] }],
  ["media.too_few", { kind: "carousel" }],
  ["media.too_many", { media: [image(), image()] }],
  [
    "media.too_many_videos",
    { channel: { rules: xRules, label: "X" }, kind: "post", media: [video(), video()] },
  ],
  ["media.gone", { media: [undefined] }],
  ["media.rejected", { media: [image({ status: "rejected", kind: null })] }],
  ["media.not_ready", { media: [image({ status: "uploading", kind: null })] }],
  ["media.no_videos", { media: [video()] }],
  ["media.no_images", { kind: "reel" }],
  ["media.type", { kind: "reel", media: [video({ contentType: "video/webm" })] }],
  ["media.too_large", { media: [image({ bytes: 8 * MIB + 1 })] }],
  ["media.too_tall", { media: [image({ width: 1080, height: 1920 })] }],
  ["media.too_wide", { media: [image({ width: 2000, height: 1000 })] }],
  ["media.image_too_big", onTikTok({ kind: "photo", media: [image({ width: 2000, height: 2000 })] })],
  ["media.too_short", { kind: "reel", media: [video({ durationMs: 2_999 })] }],
  ["media.too_long", { kind: "story", text: "", media: [video({ durationMs: 60_001 })] }],
  ["media.codec", { kind: "reel", media: [video({ codec: "vp9" })] }],
  ["media.frame_rate_high", { kind: "reel", media: [video({ frameRate: 120 })] }],
  ["media.frame_rate_low", { kind: "reel", media: [video({ frameRate: 15 })] }],
  ["media.video_side", onTikTok({ media: [video({ width: 320, height: 640 })] })],
  ["options.required", onTikTok({ options: {} })],
  [
    "options.not_allowed",
    onTikTok({ channel: { ...tiktok.channel, accountOptions: { privacy_level: ["SELF_ONLY"] } } }),
  ],
  ["options.invalid", onTikTok({ options: { privacy_level: "SELF_ONLY", is_aigc: "yes" } })],
  ["options.too_long", { options: { collaborators: "a,".repeat(70) } }],
  ["options.not_usernames", { options: { collaborators: "ann, two words" } }],
  ["options.not_a_number", { kind: "reel", media: [video()], options: { thumb_offset: "soon" } }],
  [
    "options.not_a_price",
    { rules: onlyfansRules, kind: "message", options: { to: "@fan (1)", price: "2.99" } },
  ],
  [
    "options.needs_media",
    { rules: onlyfansRules, kind: "message", media: [], options: { to: "@fan (1)", price: "5" } },
  ],
  ["options.too_many_hashtags", { options: { firstComment: "#a ".repeat(31) } }],
  ["options.too_many_mentions", { options: { firstComment: "@a ".repeat(21) } }],
  ["scheduledAt.past", { scheduledAt: new Date("2026-03-02T09:58:00Z") }],
  ["scheduledAt.too_far", { scheduledAt: new Date("2062-03-02T10:00:00Z") }],
];

const bare: PlatformRules = {
  text: { max: 10, unit: "codepoint" },
  kinds: [
    { id: "note", media: { min: 0, max: 0, kinds: [], mixed: false }, text: "required" },
    {
      id: "free",
      media: { min: 0, max: 4, kinds: ["image", "video"], mixed: true },
      text: "optional",
      image: { contentTypes: ["image/png"], maxBytes: MIB, minWidth: 200, minHeight: 200 },
      video: {
        contentTypes: ["video/mp4"],
        codecs: ["h264"],
        maxBytes: 50 * MIB,
        minDurationMs: 0,
        maxDurationMs: 60_000,
        minSide: 720,
      },
    },
    { id: "album", media: { min: 1, max: 4, kinds: ["image", "video"], mixed: false }, text: "optional" },
  ],
  options: [{ id: "mood", type: "select", values: ["calm", "loud"], required: true, default: "calm" }],
};

const BROKEN_ELSEWHERE: [string, Plan][] = [
  [
    "connection.ends_before",
    {
      scheduledAt: new Date("2026-03-03T10:00:00Z"),
      channel: { grantEndsAt: new Date("2026-03-03T10:00:00Z") },
    },
  ],
  ["text.required", { rules: bare, kind: "note", text: " ", media: [] }],
  ["text.empty", { rules: bare, kind: "free", text: "", media: [] }],
  ["media.mixed", { rules: bare, kind: "album", media: [image(), video()] }],
  ["media.unused", { rules: bare, kind: "note", media: [image()] }],
  [
    "media.image_too_small",
    { rules: bare, kind: "free", media: [image({ contentType: "image/png", width: 100 })] },
  ],
  ["media.video_too_small", { rules: bare, kind: "free", media: [video({ width: 480, height: 480 })] }],
];

describe("validatePost", () => {
  it("finds nothing wrong with a post that keeps the rules", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ kind: "reel", media: [video()] })).toEqual([]);
    expect(codes(onTikTok({}))).toEqual([]);
  });

  it.each([...BROKEN, ...BROKEN_ELSEWHERE])("finds %s, and that alone", (code, plan) => {
    expect(codes(plan)).toEqual([code]);
  });

  it("asks for an account", () => {
    const issues = validatePost({
      text: "",
      media: [],
      targets: [],
      channels: [],
      scheduledAt: null,
      now: NOW,
    });
    expect(issues).toMatchObject([{ connectionId: null, field: "targets", code: "targets.none" }]);
  });

  it("says so when an account is gone", () => {
    const target = { connectionId: "c9", kind: "image", text: null, options: {} };
    const post = { text: "", media: [image()], targets: [target], channels: [], scheduledAt: null, now: NOW };
    expect(validatePost(post)).toMatchObject([{ connectionId: "c9", code: "connection.gone" }]);
  });

  it("judges a target by its own text where it has one", () => {
    expect(codes({ text: "x".repeat(3000), own: "short" })).toEqual([]);
    expect(codes({ text: "short", own: "x".repeat(3000) })).toEqual(["text.too_long"]);
  });

  it("only warns of what will be left out or goes out at once", () => {
    const warnings = [{ kind: "story" }, { scheduledAt: new Date("2026-03-02T08:00:00Z") }].flatMap(issuesOf);
    expect(warnings.map((issue) => issue.severity)).toEqual(["warning", "warning"]);
  });

  it("takes PNG and WebP of any size for a network of JPEGs, because they are converted", () => {
    expect(codes({ media: [image({ contentType: "image/png", bytes: 30 * MIB })] })).toEqual([]);
    expect(codes({ media: [image({ contentType: "image/webp" })] })).toEqual([]);
  });

  it("knows a codec by all its names", () => {
    for (const codec of ["AVC", "avc1", "H264", "hvc1", "HEVC", "h265"])
      expect(codes({ kind: "reel", media: [video({ codec })] })).toEqual([]);
  });

  it("takes 23.976 and 59.94 frames for what they stand for, and pixels that miss a limit by a hair", () => {
    expect(codes({ kind: "reel", media: [video({ frameRate: 23.976 })] })).toEqual([]);
    expect(codes({ kind: "reel", media: [video({ frameRate: 60.2 })] })).toEqual([]);
    expect(codes({ media: [image({ width: 1080, height: 1351 })] })).toEqual([]);
  });

  it("leaves an account's choices alone while they are not known", () => {
    expect(codes(onTikTok({ options: { privacy_level: "FRIENDS" } }))).toEqual([]);
  });

  it("takes the preset of a choice nobody made", () => {
    expect(codes({ rules: bare, kind: "free", media: [] })).toEqual([]);
  });

  it("ignores options of other kinds", () => {
    expect(codes({ options: { thumb_offset: "soon" } })).toEqual([]);
  });

  it("names the position of the item that is wrong", () => {
    const issues = issuesOf({ kind: "carousel", media: [image(), image({ bytes: 9 * MIB })] });
    expect(issues).toMatchObject([
      { connectionId: "c1", field: "media", params: { position: 2, size: 9, max: 8, network: "Instagram" } },
    ]);
  });

  it("never says that something is as large as the limit it breaks", () => {
    const [issue] = issuesOf({ media: [image({ bytes: 8 * MIB + 1 })] });
    expect(issue?.params).toMatchObject({ size: 8.1, max: 8 });
  });
});

describe("fittingKinds", () => {
  it("offers the kinds the media can go out as, best first", () => {
    const ids = (media: MediaFacts[]) => fittingKinds(instagramRules, media).map((kind) => kind.id);
    expect(ids([image()])).toEqual(["image", "story"]);
    expect(ids([video()])).toEqual(["reel", "story"]);
    expect(ids([image(), video()])).toEqual(["carousel"]);
    expect(ids([])).toEqual([]);
  });
});

describe("counting", () => {
  it("counts a text in the unit of the network", () => {
    expect(countText("é👩‍👩‍👧", "utf16")).toBe(9);
    expect(countText("é👩‍👩‍👧", "codepoint")).toBe(6);
    expect(countText("é👩‍👩‍👧", "utf8")).toBe(20);
  });

  it("finds hashtags in any script, and none in addresses and colours of anchors", () => {
    expect(hashtagsIn("#été, #東京! (#a_1) a#b https://x.test/#top &#39;")).toEqual([
      "#été",
      "#東京",
      "#a_1",
    ]);
  });

  it("finds mentions, and none in e-mail addresses", () => {
    expect(mentionsIn("@ann.lee, thanks @bob. write to me@example.org")).toEqual(["@ann.lee", "@bob"]);
  });

  it("writes proportions as people do", () => {
    expect([0.8, 1.91, 16 / 9, 2.35].map(formatAspect)).toEqual(["4:5", "1.91:1", "16:9", "2.35:1"]);
  });
});

type Texts = { [key: string]: string | Texts };
const textAt = (texts: Texts, code: string): unknown =>
  code.split(".").reduce<unknown>((node, key) => (node as Texts | undefined)?.[key], texts);
const leaves = (texts: Texts, path = ""): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${path}${key}`] : leaves(value, `${path}${key}.`),
  );

describe("the words of the issues", () => {
  it.each([
    ["en", issuesEn],
    ["fr", issuesFr],
  ])("say every issue in %s, with nothing but the values it comes with", (_language, texts) => {
    for (const [code, plan] of [...BROKEN, ...BROKEN_ELSEWHERE]) {
      const [issue] = issuesOf(plan);
      const sentence = String(textAt(texts, code));
      const named = [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "");
      expect(sentence, code).not.toBe("undefined");
      expect(Object.keys(issue?.params ?? {}), code).toEqual(expect.arrayContaining(named));
    }
  });

  it("are the same sentences in both languages, and none is left over", () => {
    const broken = [...BROKEN, ...BROKEN_ELSEWHERE].map(([code]) => code);
    const all = [...broken, "targets.none", "connection.gone", "quota.full"].sort();
    // What places demand is the networks' own and judged by them.
    const judgedHere = (texts: Texts) => leaves(texts).filter((code) => !code.startsWith("place."));
    expect(judgedHere(issuesEn).sort()).toEqual(all);
    expect(judgedHere(issuesFr).sort()).toEqual(all);
  });
});

describe("a thread", () => {
  it("is judged part by part, each named by its number and counted by itself", () => {
    expect(issuesOf(inThread("x".repeat(20), "y".repeat(23)))).toMatchObject([
      { code: "text.part_too_long", params: { part: 2, count: 23, max: 20, over: 3 } },
    ]);
    expect(codes(inThread("x".repeat(20), "y".repeat(20), "z".repeat(20)))).toEqual([]);
  });

  it("may begin with media alone, and may not end in nothing", () => {
    expect(codes(inThread("", "two"))).toEqual([]);
    expect(codes(inThread("one", ""))).toEqual(["text.part_empty"]);
  });

  it("is split at lines of three hyphens alone, whatever ends the lines", () => {
    expect(splitThread("a\r\n---\r\nb\n---  \nc")).toEqual(["a", "b", "c"]);
    expect(splitThread("---\na\n---")).toEqual(["", "a", ""]);
    expect(splitThread("a --- b\n----\n- - -\n ---")).toEqual(["a --- b\n----\n- - -\n ---"]);
    expect(splitThread(" kept as it is \n")).toEqual([" kept as it is \n"]);
  });
});

it("judges a target by its own choice among the post's media, not by all of them", () => {
  const rules: PlatformRules = {
    text: { max: 100, unit: "utf16" },
    kinds: [{ id: "one", media: { min: 1, max: 1, kinds: ["image"], mixed: false }, text: "optional" }],
    options: [],
  };
  const target = { connectionId: "c", kind: "one", text: null, options: {} };
  const post: PostToValidate = {
    text: "",
    media: [image({ id: "a" }), image({ id: "b" })],
    targets: [{ ...target, mediaIds: ["b"] }],
    channels: [{ connectionId: "c", label: "Net", status: "active", mayPublish: true, rules }],
    scheduledAt: null,
    now: NOW,
  };
  expect(validatePost(post)).toEqual([]);
  const all = validatePost({ ...post, targets: [{ ...target, mediaIds: null }] });
  expect(all.map(({ code }) => code)).toEqual(["media.too_many"]);
});
