import type { Bytes, WebhookSecret } from "#server/webhooks/source.ts";
import { type Case, mutations, ownMutations, type Sincere } from "./signature-mutations.ts";
import type { Random, Scheme } from "./signature-schemes.ts";

export interface FuzzResult {
  scheme: string;
  /** Deliveries with something done to them. */
  mutations: number;
  /** Sincere ones, with each of the active secrets in turn. */
  sincere: number;
  falseAccepts: number;
  falseRejects: number;
  /** The first wrong answers, enough to find them again. */
  wrong: string[];
  kinds: Record<string, number>;
}

/** Numbers from 0 up to 1, always the same ones for a seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const NOW_S = 1_767_225_600;
const ACTIVE: readonly WebhookSecret[] = [
  { id: "old", secret: "an-old-secret-q8Zt3kV0" },
  { id: "new", secret: "the-new-one-Hn4xLw72bP" },
];
const SINCERE_EVERY = 10;

/**
 * Does things to signed deliveries until `count` of them are mutated, and compares the product's answer with what it must
 * be: every second delivery is signed with the old secret, every other with the new one, both active.
 */
export async function fuzzScheme(scheme: Scheme, seed: number, count: number): Promise<FuzzResult> {
  const random = seeded(seed);
  const kinds = Object.entries({ ...mutations, ...ownMutations[scheme.name] });
  const result: FuzzResult = {
    scheme: scheme.name,
    mutations: 0,
    sincere: 0,
    falseAccepts: 0,
    falseRejects: 0,
    wrong: [],
    kinds: {},
  };
  for (let round = 0; result.mutations < count; round++) {
    const sincere = deliveryOf(scheme, random, round);
    if (round % SINCERE_EVERY === 0) {
      result.sincere += 1;
      await judge(scheme, { ...sincere, accept: true }, "untouched", result);
    }
    const [kind, mutate] = kinds[round % kinds.length] as (typeof kinds)[number];
    const changed = mutate(sincere);
    if (!changed) continue;
    result.mutations += 1;
    result.kinds[kind] = (result.kinds[kind] ?? 0) + 1;
    await judge(scheme, changed, kind, result);
  }
  return result;
}

function deliveryOf(scheme: Scheme, random: Random, round: number): Sincere {
  const secrets = ACTIVE.slice(0, scheme.secrets);
  const { secret = "" } = secrets[round % secrets.length] ?? {};
  const at = NOW_S + Math.floor(random() * 1_000_000);
  const signing = { body: bodyOf(random), secret, at, random };
  const nowMs = at * 1000 + Math.floor((random() * 2 - 1) * 299_000);
  return { scheme, signing, random, secrets, nowMs, headers: scheme.sign(signing), body: signing.body };
}

function bodyOf(random: Random): Bytes {
  const id = Math.floor(random() * 2 ** 48);
  const said = {
    event: "comment",
    id: String(id),
    text: `caf\u00e9 ${id.toString(36)}`,
    n: Math.floor(random() * 99),
  };
  return new TextEncoder().encode(JSON.stringify(said));
}

async function judge(scheme: Scheme, arrival: Case, kind: string, result: FuzzResult): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of arrival.headers) headers.append(name, value);
  const clock = { now: () => new Date(arrival.nowMs), sleep: () => Promise.resolve() };
  const accepted = await scheme.accepts(headers, arrival.body, arrival.secrets, clock);
  if (accepted === arrival.accept) return;
  if (accepted) result.falseAccepts += 1;
  else result.falseRejects += 1;
  if (result.wrong.length < 5)
    result.wrong.push(`${kind}: ${accepted ? "accepted" : "refused"} ${JSON.stringify(arrival.headers)}`);
}
