import type { OptionRule } from "#server/platforms/rules.ts";
import type { TargetInput } from "./schema.ts";
import type { Finding } from "./validate-media.ts";

type OptionValue = TargetInput["options"][string];

/** The options a kind really has. */
export const optionsOfKind = (rules: readonly OptionRule[], kind: string): OptionRule[] =>
  rules.filter((rule) => rule.kinds === undefined || rule.kinds.includes(kind));

/**
 * Choices that are missing or not possible. `allowed` holds the values of the connected account where they are known;
 * without it an account's choice cannot be judged here and is left to the platform.
 */
export function optionFindings(
  rules: readonly OptionRule[],
  kind: string,
  options: TargetInput["options"],
  allowed: Record<string, readonly string[]> | undefined,
): Finding[] {
  return optionsOfKind(rules, kind).flatMap((rule) => {
    const code = optionCode(rule, options[rule.id], allowed?.[rule.id]);
    if (!code) return [];
    const params = { option: rule.id, ...(rule.type === "text" ? textParams(rule) : {}) };
    return [{ code, params }];
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

function textOptionCode(
  rule: Extract<OptionRule, { type: "text" }>,
  value: OptionValue | undefined,
): string | undefined {
  if (value === undefined || value === "") return rule.required ? "options.required" : undefined;
  if (typeof value !== "string") return "options.invalid";
  if (value.length > rule.max) return "options.too_long";
  if (rule.format === "milliseconds" && !/^\d+$/.test(value)) return "options.not_a_number";
  if (rule.format === "usernames" && !value.split(",").every((name) => /^\s*@?[\w.]{1,30}\s*$/.test(name)))
    return "options.not_usernames";
  if (rule.format === "price" && !isPrice(value, rule)) return "options.not_a_price";
  return undefined;
}

/** An amount people can be charged; zero is free. */
const isPrice = (
  value: string,
  { min = 0, most = Number.POSITIVE_INFINITY }: { min?: number; most?: number },
) =>
  /^\d+(\.\d{1,2})?$/.test(value) && (Number(value) === 0 || (Number(value) >= min && Number(value) <= most));

const textParams = ({ max, min, most }: Extract<OptionRule, { type: "text" }>) => ({
  max,
  ...(min === undefined ? {} : { min }),
  ...(most === undefined ? {} : { most }),
});
