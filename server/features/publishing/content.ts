import { mediaOfTarget, ownMediaIds } from "#server/features/target-media.ts";
import { splitThread } from "#server/features/thread.ts";
import type { PublishContent } from "#server/platforms/platform.ts";
import type { OptionRule, PlatformRules } from "#server/platforms/rules.ts";
import type { ClaimRow } from "./repo.ts";

/** The words of a target: its own, else the post's. */
export const textOf = (row: Pick<ClaimRow, "text" | "post">): string => row.text ?? row.post.text;

/** The words as the network takes them: in parts where it has threads, else whole. */
export function wordsOf(
  row: Pick<ClaimRow, "text" | "post">,
  { thread }: PlatformRules,
): Pick<PublishContent, "text" | "parts"> {
  const text = textOf(row);
  const [first = "", ...more] = thread ? splitThread(text) : [text];
  return more.length > 0 ? { text: first, parts: [first, ...more] } : { text: first };
}

/** The media of a target: its own choice among the post's, else all of them. */
export const mediaIdsOf = (row: ClaimRow): string[] =>
  mediaOfTarget(
    ownMediaIds(row.mediaIds),
    row.post.media.map((item) => item.mediaId),
    (id) => id,
  );

/** The options a kind has, as the creator chose them or as the platform's rules preset them; nothing else goes out. */
export function effectiveOptions(
  rules: readonly OptionRule[],
  kind: string,
  chosen: Record<string, unknown>,
): PublishContent["options"] {
  const options: PublishContent["options"] = {};
  for (const rule of rules) {
    if (rule.kinds && !rule.kinds.includes(kind)) continue;
    const value = chosen[rule.id];
    if (rule.type === "toggle") options[rule.id] = typeof value === "boolean" ? value : rule.default;
    else if (typeof value === "string" && value !== "") options[rule.id] = value;
    else if (rule.type === "select" && rule.default !== undefined) options[rule.id] = rule.default;
  }
  return options;
}
