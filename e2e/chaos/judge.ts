import pg from "pg";
import type { Effect } from "#e2e/sandbox/client.ts";
import { marksIn } from "./marks.ts";

/** A target as the product holds it. */
export interface TargetState {
  id: string;
  platform: string;
  kind: string;
  words: string;
  status: string;
  evidence: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  parts: number;
}

/** Everything that was planned in this database. */
export async function readTargets(databaseUrl: string): Promise<TargetState[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<TargetState>(`
      SELECT t.id, c.platform, t.kind, coalesce(t.text, p.text) || ' ' || t.options::text AS words,
        t.status::text AS status, t.evidence, t."errorCode", t."errorMessage",
        jsonb_array_length(t."publicParts") AS parts
      FROM post_targets t JOIN posts p ON p.id = t."postId" JOIN connections c ON c.id = t."connectionId"
      WHERE p.status = 'scheduled' ORDER BY t.id`);
    return rows;
  } finally {
    await client.end();
  }
}

export interface Judgement {
  targets: number;
  pieces: number;
  /** How many ended so, by network. */
  counts: Record<string, Record<string, number>>;
  /** Why targets failed or stayed unconfirmed, and how often. */
  reasons: Record<string, number>;
  /** Neither out nor settled, with the state they are stuck in. */
  unsettled: string[];
  /** More than one of a piece at the network. */
  duplicates: string[];
  /** Live according to us, not there according to the network. */
  lost: string[];
  /** There according to the network, and failed according to us. */
  forgotten: string[];
  /** Unconfirmed without evidence, or where the network could have told. */
  silent: string[];
}

/** Holds what the product says against the network's own ledger. */
export function judge(
  targets: readonly TargetState[],
  effects: readonly Effect[],
  mayStayUnknown: (target: TargetState) => boolean,
): Judgement {
  const there = countPieces(effects);
  const verdict: Judgement = {
    targets: targets.length,
    pieces: 0,
    counts: {},
    reasons: {},
    unsettled: [],
    duplicates: [],
    lost: [],
    forgotten: [],
    silent: [],
  };
  for (const target of targets) {
    const counts = marksIn(target.words).map((mark) => there.get(`${target.platform} ${mark}`) ?? 0);
    verdict.pieces += counts.reduce((sum, count) => sum + Math.min(count, 1), 0);
    tally(verdict, target);
    judgeOne(verdict, target, counts, mayStayUnknown(target));
  }
  return verdict;
}

/** How often each piece became public, or was delivered. A deletion takes nothing back. */
function countPieces(effects: readonly Effect[]): Map<string, number> {
  const there = new Map<string, number>();
  for (const effect of effects) {
    if (effect.kind === "delete") continue;
    for (const mark of marksIn(effect.text)) {
      const key = `${effect.network} ${mark}`;
      there.set(key, (there.get(key) ?? 0) + 1);
    }
  }
  return there;
}

function tally({ counts, reasons }: Judgement, target: TargetState): void {
  const { platform, status, evidence, errorMessage } = target;
  counts[platform] ??= {};
  const own = counts[platform];
  own[status] = (own[status] ?? 0) + 1;
  if (status === "live") return;
  const why = `${platform} ${target.kind} ${status}: ${status === "failed" ? errorMessage : evidence?.split(" ")[0]}`;
  reasons[why] = (reasons[why] ?? 0) + 1;
}

function judgeOne(verdict: Judgement, target: TargetState, counts: number[], mayStayUnknown: boolean): void {
  const { status, platform, id, evidence } = target;
  const who = `${platform} ${target.kind} ${id}: ${status}, ${counts.join("/")} there`;
  if (counts.some((count) => count > 1)) verdict.duplicates.push(who);
  switch (status) {
    case "live":
      if (counts.includes(0) || counts.length === 0) verdict.lost.push(who);
      return;
    case "failed":
      // What is public of a broken-off thread is named on the target.
      if (counts.filter((count) => count > 0).length !== target.parts) verdict.forgotten.push(who);
      return;
    case "unknown":
      if (!evidence || !mayStayUnknown) verdict.silent.push(`${who}; ${evidence}`);
      return;
    default:
      verdict.unsettled.push(`${who}; ${target.errorCode ?? ""} ${evidence ?? ""}`);
  }
}

export const flawsOf = (verdict: Judgement): string[] => [
  ...verdict.duplicates.map((each) => `published twice: ${each}`),
  ...verdict.lost.map((each) => `live only with us: ${each}`),
  ...verdict.forgotten.map((each) => `live only there: ${each}`),
  ...verdict.silent.map((each) => `silently unconfirmed: ${each}`),
  ...verdict.unsettled.map((each) => `not settled: ${each}`),
];

/** The verdicts of several lanes as one. */
export function together(verdicts: readonly Judgement[]): Judgement {
  const all: Judgement = judge([], [], () => false);
  for (const verdict of verdicts) {
    all.targets += verdict.targets;
    all.pieces += verdict.pieces;
    for (const list of ["unsettled", "duplicates", "lost", "forgotten", "silent"] as const)
      all[list].push(...verdict[list]);
    for (const [network, counts] of Object.entries(verdict.counts)) {
      all.counts[network] ??= {};
      addUp(all.counts[network], counts);
    }
    addUp(all.reasons, verdict.reasons);
  }
  return all;
}

function addUp(sum: Record<string, number>, more: Record<string, number>): void {
  for (const [key, count] of Object.entries(more)) sum[key] = (sum[key] ?? 0) + count;
}
