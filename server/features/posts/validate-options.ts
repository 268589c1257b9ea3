import type { OptionRule } from "#server/platforms/rules.ts";
import type { TargetInput } from "./schema.ts";
import { hashtagsIn, mentionsIn } from "./text-count.ts";
import type { Finding } from "./validate-media.ts";

type OptionValue = TargetInput["options"][string];
type TextOption = Extract<OptionRule, { type: "text" }>;

/** The options a kind really has. */
export const optionsOfKind = (rules: readonly OptionRule[], kind: string): OptionRule[] =>
  rules.filter((rule) => rule.kinds === undefined || rule.kinds.includes(kind));

/**
 * Choices that are missing or not possible beside so many media. `allowed` holds the values of the connected account where they are known;
 * without it an account's choice cannot be judged here and is left to the platform.
 */
export function optionFindings(
  rules: readonly OptionRule[],
  kind: string,
  options: TargetInput["options"],
  { allowed, mediaCount }: { allowed?: Record<string, readonly string[]> | undefined; mediaCount: number },
): Finding[] {
  return optionsOfKind(rules, kind).flatMap((rule) => {
    const value = options[rule.id];
    const code = optionCode(rule, value, allowed?.[rule.id]);
    const found = code ? [{ code }] : rule.type === "text" ? besideFindings(rule, value, mediaCount) : [];
    return found.map(({ code, params }: Finding) => ({
      code,
      params: { option: rule.id, ...(rule.type === "text" ? textParams(rule) : {}), ...params },
    }));
  });
}

function optionCode(
  rule: OptionRule,
  value: OptionValue | undefined,
  allowed: readonly string[] | undefined,
): string | undefined {
  switch (rule.type) {
    case "toggle":
      return value === undefined || typeof value === "boolean" ? undefined : "options.invalid";
    case "text":
      return textOptionCode(rule, value);
    case "select": {
      const chosen = value === undefined || value === "" ? rule.default : value;
      if (chosen === undefined) return rule.required ? "options.required" : undefined;
      if (typeof chosen !== "string") return "options.invalid";
      const values = rule.values === "account" ? allowed : rule.values;
      return values === undefined || values.includes(chosen) ? undefined : "options.not_allowed";
    }
  }
}

function textOptionCode(rule: TextOption, value: OptionValue | undefined): string | undefined {
  if (value === undefined || value === "") return rule.required ? "options.required" : undefined;
  if (typeof value !== "string") return "options.invalid";
  if (value.length > rule.max) return "options.too_long";
  if (rule.format === "milliseconds" && !/^\d+$/.test(value)) return "options.not_a_number";
  if (rule.format === "usernames" && !value.split(",").every((name) => /^\s*@?[\w.]{1,30}\s*$/.test(name)))
    return "options.not_usernames";
  if (rule.format === "price" && !isPrice(value, rule)) return "options.not_a_price";
  return undefined;
}

/** What is wrong with a text that is possible by itself. */
function besideFindings(
  { maxHashtags, maxMentions, needsMedia }: TextOption,
  value: OptionValue | undefined,
  mediaCount: number,
): Finding[] {
  if (typeof value !== "string" || value === "") return [];
  const over = (code: string, count: number, max: number | undefined): Finding[] =>
    max !== undefined && count > max ? [{ code, params: { count, max } }] : [];
  return [
    ...over("options.too_many_hashtags", hashtagsIn(value).length, maxHashtags),
    ...over("options.too_many_mentions", mentionsIn(value).length, maxMentions),
    ...(needsMedia && mediaCount === 0 && Number(value) !== 0 ? [{ code: "options.needs_media" }] : []),
  ];
}

/** An amount people can be charged; zero is free. */
const isPrice = (
  value: string,
  { min = 0, most = Number.POSITIVE_INFINITY }: { min?: number; most?: number },
) =>
  /^\d+(\.\d{1,2})?$/.test(value) && (Number(value) === 0 || (Number(value) >= min && Number(value) <= most));

const textParams = ({ max, min, most }: TextOption) => ({
  max,
  ...(min === undefined ? {} : { min }),
  ...(most === undefined ? {} : { most }),
});
