import { departureKey, messageKey, type News, postKey, type World } from "./world.ts";

/** What the database says afterwards. Keys are those of the world's happenings. */
export interface Facts {
  /** Events of the ledger by happening: how many, and how many of them are applied. */
  ledger: ReadonlyMap<string, { events: number; applied: number }>;
  /** How often each happening had its effect: lines in a timeline, deliveries to an endpoint, accounts shut. */
  effects: ReadonlyMap<string, number>;
  /** By publish id: what the timeline says last, by its clock, and the public id. */
  posts: ReadonlyMap<string, { last: string | null; remoteId: string | null }>;
  /** By account: its state. */
  accounts: ReadonlyMap<string, string>;
  /** By message: under how many ids the endpoint was told of it. */
  told: ReadonlyMap<string, number>;
}

export interface Verdict {
  /** Not in the ledger, not applied, or without effect. */
  lost: string[];
  /** More than once in the ledger, or with more than one effect. */
  twice: string[];
  /** Ends in another state than what happened last, or is in the ledger and never happened. */
  wrong: string[];
}

/** Holds what is in the database against what happened. */
export function judge(world: World, facts: Facts): Verdict {
  const verdict: Verdict = { lost: [], twice: [], wrong: [] };
  const idle = new Set(
    world.departures.filter(({ counts }) => !counts).map(({ account }) => departureKey(account)),
  );
  const known = new Set<string>();
  for (const { key } of world.happenings) {
    known.add(key);
    judgeOne(verdict, key, facts, idle.has(key) ? 0 : 1);
  }
  for (const key of facts.ledger.keys())
    if (!known.has(key)) verdict.wrong.push(`${key}: in the ledger, and never happened`);
  for (const message of world.messages)
    judgeTold(verdict, messageKey(message.id), facts.told.get(message.id));
  for (const post of world.posts) judgePost(verdict, post, facts.posts.get(post.publishId));
  for (const { account, counts } of world.departures) {
    const state = facts.accounts.get(account);
    if (state !== (counts ? "needs_reconnect" : "active")) verdict.wrong.push(`${account}: ${state}`);
  }
  return verdict;
}

function judgeOne({ lost, twice }: Verdict, key: string, { ledger, effects }: Facts, due: number): void {
  const { events = 0, applied = 0 } = ledger.get(key) ?? {};
  const had = effects.get(key) ?? 0;
  const seen = `${key}: ${events} in the ledger, ${applied} applied, ${had} effects`;
  if (events === 0 || applied === 0 || had < due) lost.push(seen);
  if (events > 1 || had > due) twice.push(seen);
}

function judgeTold({ lost, twice }: Verdict, key: string, ids = 0): void {
  if (ids === 0) lost.push(`${key}: never reached the endpoint`);
  if (ids > 1) twice.push(`${key}: reached the endpoint under ${ids} ids`);
}

function judgePost(
  { wrong }: Verdict,
  { publishId, remoteId, story }: { publishId: string; remoteId: string; story: News[] },
  fact: { last: string | null; remoteId: string | null } | undefined,
): void {
  const last = story.at(-1);
  const named = story.length > 1 ? remoteId : null;
  if (fact?.last !== last)
    wrong.push(`${postKey(String(fact?.last), publishId)} is last, and ${last} should be`);
  if (fact?.remoteId !== named) wrong.push(`${publishId}: known as ${fact?.remoteId}, should be ${named}`);
}
