import { splitThread } from "#server/features/thread.ts";
import type { PlatformRules, PostKindRule, TextRule } from "#server/platforms/rules.ts";
import { countText, hashtagsIn, linksIn, mentionsIn } from "./text-count.ts";
import type { Finding } from "./validate-media.ts";

/** What is wrong with a text on a network; each part of a thread is judged by itself and named by its number. */
export function textFindings(
  { text: rule, thread }: PlatformRules,
  kind: PostKindRule,
  text: string,
  hasMedia: boolean,
): Finding[] {
  if (kind.text === "unused") return [];
  const parts = thread ? splitThread(text) : [text];
  const [only = ""] = parts;
  const required = kind.text === "required" && text.trim() === "" ? [{ code: "text.required" }] : [];
  if (parts.length === 1) return [...required, ...partFindings(rule, only)];
  const count = parts.length;
  const max = thread?.maxParts ?? count;
  return [
    ...(count > max ? [{ code: "text.too_many_parts", params: { count, max } }] : []),
    ...parts.flatMap((part, index) => {
      const empty: Finding[] = part === "" && !(index === 0 && hasMedia) ? [{ code: "text.part_empty" }] : [];
      return [...empty, ...partFindings(rule, part, "part_")].map((finding) => ({
        ...finding,
        params: { ...finding.params, part: index + 1 },
      }));
    }),
  ];
}

/** Hyphens meant as a separator, on a network that shows them as they are. */
export const separatorFindings = ({ thread }: PlatformRules, kind: PostKindRule, text: string): Finding[] =>
  !thread && kind.text !== "unused" && splitThread(text).length > 1 ? [{ code: "text.not_a_thread" }] : [];

function partFindings(rule: TextRule, text: string, prefix = ""): Finding[] {
  const count = countText(text, rule.unit);
  const hashtags = hashtagsIn(text).length;
  const mentions = mentionsIn(text).length;
  const over = (code: string, count: number, max: number | undefined) =>
    max !== undefined && count > max ? [{ code: `text.${prefix}${code}`, params: { count, max } }] : [];
  return [
    ...over("too_long", count, rule.max).map(({ code, params }) => ({
      code,
      params: { ...params, over: count - rule.max },
    })),
    ...over("too_many_hashtags", hashtags, rule.maxHashtags),
    ...over("too_many_mentions", mentions, rule.maxMentions),
    ...over("too_many_links", linksIn(text).length, rule.maxLinks),
  ];
}
