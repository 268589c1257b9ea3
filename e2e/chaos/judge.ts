import type { Effect } from "#e2e/sandbox/client.ts";
import type { PostOutput } from "#e2e/support/api-client.ts";

export interface Judgement {
  targets: number;
  live: number;
  failed: number;
  unknown: number;
  /** Neither out nor settled, with the state they are stuck in. */
  unsettled: string[];
  /** More than one post at the network for one target. */
  duplicates: string[];
  /** Live according to us, not there according to the network. */
  invented: string[];
  /** There according to the network, and not live or unknown according to us. */
  forgotten: string[];
}

/** Holds what the product says against the network's own ledger. Posts are told apart by their text, which is unique. */
export function judge(posts: PostOutput[], effects: Effect[]): Judgement {
  const there = new Map<string, number>();
  for (const effect of effects.filter(({ kind }) => kind === "post" || kind === "story")) {
    const key = `${effect.network} ${effect.text}`;
    there.set(key, (there.get(key) ?? 0) + 1);
  }
  const verdict: Judgement = {
    targets: 0,
    live: 0,
    failed: 0,
    unknown: 0,
    unsettled: [],
    duplicates: [],
    invented: [],
    forgotten: [],
  };
  for (const post of posts.filter(({ state }) => state !== "draft"))
    for (const target of post.targets) {
      const key = `${target.platform} ${target.text ?? post.text}`;
      const count = there.get(key) ?? 0;
      verdict.targets += 1;
      if (target.status === "live" || target.status === "failed" || target.status === "unknown")
        verdict[target.status] += 1;
      else verdict.unsettled.push(`${key}: ${target.status}`);
      if (count > 1) verdict.duplicates.push(`${key}: ${count}`);
      if (count === 0 && target.status === "live") verdict.invented.push(key);
      if (count === 1 && target.status === "failed") verdict.forgotten.push(key);
    }
  return verdict;
}

export const isFlawless = (verdict: Judgement): boolean =>
  [verdict.unsettled, verdict.duplicates, verdict.invented, verdict.forgotten].every(
    (list) => list.length === 0,
  );
