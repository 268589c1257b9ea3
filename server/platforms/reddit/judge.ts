import type { RequirementIssue, RequirementsDraft } from "../platform.ts";
import { normalText } from "./names.ts";
import { safePattern } from "./pattern.ts";
import type { Demands, PostRequirements } from "./requirements.ts";

type Values = Record<string, string | number>;

const onOption = (option: string, code: string, params: Values = {}): RequirementIssue => ({
  field: "options",
  code: `place.${code}`,
  params: { option, ...params },
});
const onText = (code: string, params: Values = {}): RequirementIssue => ({
  field: "text",
  code: `place.${code}`,
  params,
});

/** Everything about a draft that this subreddit would refuse. What only Reddit can judge is left to Reddit. */
export function judgeDemands(demands: Demands, draft: RequirementsDraft): RequirementIssue[] {
  const named = (issue: RequirementIssue): RequirementIssue => ({
    ...issue,
    params: { place: demands.place, ...issue.params },
  });
  if ("closed" in demands) return [named(onOption("subreddit", demands.closed))];
  const { kinds, rules } = demands;
  return [
    ...(kinds.includes(draft.kind) ? [] : [{ field: "kind", code: "place.kind" } as const]),
    ...titleIssues(rules, draft),
    ...bodyIssues(rules, draft),
    ...linkIssues(rules, draft),
    ...galleryIssues(rules, draft),
    ...flairIssues(demands, draft),
    ...spoilerIssues(demands.spoilers, draft),
  ].map(named);
}

const option = ({ options }: RequirementsDraft, id: string): string => String(options[id] ?? "").trim();
const length = (text: string): number => [...text].length;

function titleIssues(rules: PostRequirements, draft: RequirementsDraft): RequirementIssue[] {
  const title = option(draft, "title");
  if (title === "") return [];
  const found = wordFindings(title, {
    min: rules.title_text_min_length,
    max: rules.title_text_max_length,
    required: rules.title_required_strings,
    forbidden: rules.title_blacklisted_strings,
    patterns: rules.title_regexes,
  });
  return found.map(({ code, params }) => onOption("title", `title_${code}`, params));
}

function bodyIssues(rules: PostRequirements, { kind, text }: RequirementsDraft): RequirementIssue[] {
  const empty = text.trim() === "";
  // Only text posts owe a body; a forbidden one is forbidden everywhere.
  if (rules.body_restriction_policy === "required" && kind === "self" && empty)
    return [onText("text_required")];
  if (rules.body_restriction_policy === "notAllowed" && !empty) return [onText("text_not_allowed")];
  if (empty) return [];
  const found = wordFindings(text, {
    min: rules.body_text_min_length,
    max: rules.body_text_max_length,
    required: kind === "self" ? rules.body_required_strings : [],
    forbidden: rules.body_blacklisted_strings,
    patterns: kind === "self" ? rules.body_regexes : [],
  });
  return found.map(({ code, params }) => onText(`text_${code}`, params));
}

interface WordRules {
  min: number | null;
  max: number | null;
  required: string[];
  forbidden: string[];
  patterns: string[];
}

const MOST_NAMED = 5;
const named = (words: readonly string[]): string => words.slice(0, MOST_NAMED).join(", ");

function wordFindings(text: string, rules: WordRules): { code: string; params: Values }[] {
  const count = length(text);
  const lower = text.toLowerCase();
  const forbidden = rules.forbidden.filter((word) => hasWord(lower, word.toLowerCase()));
  const missing =
    rules.required.length > 0 && !rules.required.some((word) => lower.includes(word.toLowerCase()));
  return [
    ...(rules.min !== null && count < rules.min
      ? [{ code: "too_short", params: { count, min: rules.min } }]
      : []),
    ...(rules.max !== null && count > rules.max
      ? [{ code: "too_long", params: { count, max: rules.max } }]
      : []),
    ...(forbidden.length > 0 ? [{ code: "forbidden", params: { words: named(forbidden) } }] : []),
    ...(missing ? [{ code: "needs", params: { words: named(rules.required) } }] : []),
    ...(breaksPatterns(text, rules.patterns) ? [{ code: "pattern", params: {} }] : []),
  ];
}

/** The word by itself: part of a longer one is not certain to be refused, and is left to Reddit. */
function hasWord(text: string, word: string): boolean {
  if (word === "") return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = [...text.slice(0, at)].at(-1) ?? " ";
    const after = [...text.slice(at + word.length)][0] ?? " ";
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}

/** One of the patterns has to fit. Where one of them cannot be judged here, all of them are left to Reddit. */
function breaksPatterns(text: string, sources: readonly string[]): boolean {
  if (sources.length === 0) return false;
  const patterns = sources.map((source) => safePattern(source, text.length));
  return patterns.every((pattern) => pattern !== undefined && !pattern.test(text));
}

function linkIssues(rules: PostRequirements, draft: RequirementsDraft): RequirementIssue[] {
  const address = option(draft, "url");
  if (draft.kind !== "link" || address === "") return [];
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    return [onOption("url", "link_invalid")];
  const host = new URL(address).hostname;
  const among = (domains: readonly string[]) =>
    domains.some((domain) => host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`));
  const { link_restriction_policy: policy, domain_blacklist, domain_whitelist } = rules;
  if (policy === "blacklist" && among(domain_blacklist))
    return [onOption("url", "link_forbidden", { domain: host })];
  if (policy === "whitelist" && !among(domain_whitelist))
    return [onOption("url", "link_not_listed", { domain: host, domains: named(domain_whitelist) })];
  return [];
}

function galleryIssues(rules: PostRequirements, { kind, mediaCount }: RequirementsDraft): RequirementIssue[] {
  if (kind !== "gallery") return [];
  const { gallery_min_items: min, gallery_max_items: max } = rules;
  if (min !== null && mediaCount < min)
    return [{ field: "media", code: "place.gallery_too_few", params: { min } }];
  if (max !== null && mediaCount > max)
    return [{ field: "media", code: "place.gallery_too_many", params: { max } }];
  return [];
}

function flairIssues(
  { flairs, rules }: Extract<Demands, { flairs: unknown }>,
  draft: RequirementsDraft,
): RequirementIssue[] {
  const flair = normalText(option(draft, "flair"));
  if (flair === "") return rules.is_flair_required ? [onOption("flair", "flair_required")] : [];
  return flairs && !flairs.includes(flair) ? [onOption("flair", "flair_unknown", { flair })] : [];
}

const spoilerIssues = (spoilers: boolean, { options }: RequirementsDraft): RequirementIssue[] =>
  options.spoiler === true && !spoilers
    ? [{ ...onOption("spoiler", "spoilers_off"), severity: "warning" }]
    : [];
