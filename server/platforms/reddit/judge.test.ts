import fc from "fast-check";
import { describe, expect, test } from "vitest";
import issuesEn from "#app/i18n/locales/issues.en.ts";
import issuesFr from "#app/i18n/locales/issues.fr.ts";
import type { RequirementsDraft } from "../platform.ts";
import { judgeDemands } from "./judge.ts";
import { bareId, subredditName } from "./names.ts";
import { safePattern } from "./pattern.ts";
import type { Demands, PostRequirements } from "./requirements.ts";

const RULES: PostRequirements = {
  title_text_min_length: null,
  title_text_max_length: null,
  title_required_strings: [],
  title_blacklisted_strings: [],
  title_regexes: [],
  body_restriction_policy: "none",
  body_text_min_length: null,
  body_text_max_length: null,
  body_required_strings: [],
  body_blacklisted_strings: [],
  body_regexes: [],
  link_restriction_policy: "none",
  domain_blacklist: [],
  domain_whitelist: [],
  gallery_min_items: null,
  gallery_max_items: null,
  is_flair_required: false,
};

const demands = (rules: Partial<PostRequirements> = {}, more: object = {}): Demands => ({
  place: "KilnLife",
  kinds: ["self", "link", "image", "gallery", "video"],
  spoilers: true,
  flairs: ["News"],
  rules: { ...RULES, ...rules },
  ...more,
});

const draft = (more: Partial<RequirementsDraft> = {}): RequirementsDraft => ({
  kind: "self",
  text: "Slow cooling",
  mediaCount: 0,
  ...more,
  options: { title: "Cone 6", ...more.options },
});

type Case = [code: string, field: string, Demands, RequirementsDraft];
const link = (url: string) => draft({ kind: "link", options: { url } });
const closed = (
  reason: "missing" | "private" | "banned" | "quarantined" | "restricted" | "banned_from",
): Case => [reason, "subreddit", { place: "x", closed: reason }, draft()];
const title = (text: string) => draft({ options: { title: text } });

const BROKEN: Case[] = [
  closed("missing"),
  closed("private"),
  closed("banned"),
  closed("quarantined"),
  closed("restricted"),
  closed("banned_from"),
  ["kind", "kind", demands({}, { kinds: ["link"] }), draft()],
  ["title_too_short", "title", demands({ title_text_min_length: 7 }), draft()],
  ["title_too_long", "title", demands({ title_text_max_length: 5 }), draft()],
  ["title_forbidden", "title", demands({ title_blacklisted_strings: ["cone"] }), draft()],
  ["title_needs", "title", demands({ title_required_strings: ["[WTS]"] }), draft()],
  ["title_pattern", "title", demands({ title_regexes: ["^\\["] }), draft()],
  ["text_required", "text", demands({ body_restriction_policy: "required" }), draft({ text: " " })],
  ["text_not_allowed", "text", demands({ body_restriction_policy: "notAllowed" }), draft({ kind: "image" })],
  ["text_too_short", "text", demands({ body_text_min_length: 50 }), draft()],
  ["text_too_long", "text", demands({ body_text_max_length: 5 }), draft()],
  ["text_forbidden", "text", demands({ body_blacklisted_strings: ["cooling"] }), draft()],
  ["text_needs", "text", demands({ body_required_strings: ["fast"] }), draft()],
  ["text_pattern", "text", demands({ body_regexes: ["\\d"] }), draft()],
  ["link_invalid", "url", demands(), link("ftp://example.com")],
  [
    "link_forbidden",
    "url",
    demands({ link_restriction_policy: "blacklist", domain_blacklist: ["spam.test"] }),
    link("https://www.spam.test/x"),
  ],
  [
    "link_not_listed",
    "url",
    demands({ link_restriction_policy: "whitelist", domain_whitelist: ["good.test"] }),
    link("https://notgood.test"),
  ],
  ["gallery_too_few", "media", demands({ gallery_min_items: 3 }), draft({ kind: "gallery", mediaCount: 2 })],
  ["gallery_too_many", "media", demands({ gallery_max_items: 3 }), draft({ kind: "gallery", mediaCount: 4 })],
  ["flair_required", "flair", demands({ is_flair_required: true }), draft()],
  ["flair_unknown", "flair", demands(), draft({ options: { title: "x", flair: "Old" } })],
  [
    "spoilers_off",
    "spoiler",
    demands({}, { spoilers: false }),
    draft({ options: { title: "x", spoiler: true } }),
  ],
];

describe("the demands of a subreddit", () => {
  test.each(BROKEN)("%s, told at %s, with words in both languages", (code, field, asked, wanted) => {
    const issues = judgeDemands(asked, wanted);
    expect(issues.map((issue) => issue.code)).toEqual([`place.${code}`]);
    const [issue] = issues;
    expect(issue?.params?.option ?? issue?.field).toBe(field);
    expect(issue?.severity ?? "error").toBe(code === "spoilers_off" ? "warning" : "error");
    for (const words of [issuesEn.place, issuesFr.place] as Record<string, string>[]) {
      const asks = [...(words[code] ?? "").matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name);
      expect(words[code]).toBeTruthy();
      for (const name of asks) expect(issue?.params, `${code} ${name}`).toHaveProperty(name);
    }
  });

  test("every sentence has a case", () => {
    const told = BROKEN.map(([code]) => code).sort();
    expect(Object.keys(issuesEn.place).sort()).toEqual(told);
  });

  test("a post that meets all of them is told nothing", () => {
    const strict = demands({
      title_text_min_length: 6,
      title_text_max_length: 6,
      title_required_strings: ["nothing", "CONE"],
      title_blacklisted_strings: ["on", "one6"],
      title_regexes: ["^Z", "\\d$"],
      body_restriction_policy: "required",
      is_flair_required: true,
      link_restriction_policy: "whitelist",
      domain_whitelist: ["good.test"],
    });
    expect(judgeDemands(strict, draft({ options: { title: "Cone 6", flair: " News " } }))).toEqual([]);
    expect(
      judgeDemands(strict, {
        ...link("https://sub.good.test/a"),
        text: "x",
        options: { title: "Cone 6", flair: "News", url: "https://sub.good.test/a" },
      }),
    ).toEqual([]);
  });

  test("a word is forbidden by itself, not as a part of another", () => {
    const rules = demands({ title_blacklisted_strings: ["teen"] });
    expect(judgeDemands(rules, title("canteen steel"))).toEqual([]);
    expect(judgeDemands(rules, title("canteen TEEN!"))).toHaveLength(1);
    expect(judgeDemands(demands({ title_blacklisted_strings: [""] }), draft())).toEqual([]);
  });

  test("characters are counted as people see them", () => {
    expect(judgeDemands(demands({ title_text_max_length: 3 }), title("🏺🏺🏺"))).toEqual([]);
  });

  test("no draft makes it throw", () => {
    const strings = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        strings,
        fc.constantFrom("self", "link"),
        (text, words, kind) => {
          const rules = { title_blacklisted_strings: words, title_regexes: words, body_regexes: words };
          judgeDemands(demands(rules), draft({ kind, text, options: { title: text, url: text } }));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("patterns of moderators", () => {
  test.each([
    ["^\\[(?:WTS|WTB)\\]", "[WTS] cup", true],
    ["(?i)^cone \\d+", "CONE 10", true],
    ["^[A-Z][^!]*$", "Hello!", false],
  ])("%s is tried", (source, text, fits) => {
    expect(safePattern(source, text.length)?.test(text)).toBe(fits);
  });

  test.each([
    "(a+)+$",
    "(a|aa)*b",
    "(\\w+)\\1",
    "^(?=.*x)y",
    "(?P<n>a)",
    "a++b",
    "\\Aabc\\Z",
    "(",
    `${"a?".repeat(101)}`,
    ".*.*.*=",
  ])("%s is left to Reddit", (source) => {
    expect(safePattern(source, 300)).toBeUndefined();
  });

  test("whatever is tried ends soon", () => {
    const evil = fc.stringMatching(/^[a(.)*+?{}|[\]1,\\$^]{1,30}$/);
    fc.assert(
      fc.property(evil, (source) => {
        const started = performance.now();
        safePattern(source, 300)?.test(`${"a".repeat(299)}!`);
        expect(performance.now() - started).toBeLessThan(1_000);
      }),
      { numRuns: 400 },
    );
  });
});

describe("names", () => {
  test.each([
    ["kilnlife", "kilnlife"],
    [" r/KilnLife/ ", "KilnLife"],
    ["/r/kiln_life", "kiln_life"],
    ["https://www.reddit.com/r/kilnlife/", "kilnlife"],
    ["u/some-body", "u_some-body"],
    ["/user/somebody", "u_somebody"],
    ["u_some-body", "u_some-body"],
    ["kiln life", undefined],
    ["r/", undefined],
    ["_kiln", undefined],
    ["x".repeat(30), undefined],
    [undefined, undefined],
    [true, undefined],
  ])("%s is %s", (written, name) => {
    expect(subredditName(written)).toBe(name);
  });

  test("an id is the same with its prefix", () => {
    expect([bareId("t3_1demo1"), bareId("1demo1")]).toEqual(["1demo1", "1demo1"]);
  });
});
