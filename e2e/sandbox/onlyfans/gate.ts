import type { Kit } from "../core/network.ts";
import type { Answer, Call } from "../core/operation.ts";
import { CREATORS, type Creator, ELSEWHERE, EMPTY_TEAM_KEY, SECOND_TEAM_KEY } from "./accounts.ts";
import { refuse } from "./errors.ts";
import type { OnlyFansState } from "./state.ts";

const MINUTE_MS = 60_000;
const LIMIT_MINUTE = 60;
const CREDITS_PER_MB = 3;
const MB = 1_000_000;
/** How long a list is answered from the partner's cache. */
const CACHED_MS = 30_000;
const MOST_CACHED = 1_000;

export interface Deps {
  kit: Kit;
  state: OnlyFansState;
  gate: Gate;
}

export interface Envelope {
  data: unknown;
  nextPage?: string | undefined;
}

/** What a team may do: keys, credits, requests a minute, and the cache before every read. */
export interface Gate {
  /** The team's key and its accounts. Throws 401, 429. */
  team(operation: string, call: Call): { key: string; creators: readonly Creator[] };
  /** The account of the path, signed in. Throws 401, 402, 403, 404, 429. */
  account(operation: string, call: Call): { key: string; creator: Creator };
  /** A read in the envelope: from the cache for nothing, fresh for a credit. */
  read(operation: string, call: Call, make: (creator: Creator) => Envelope): Answer;
  /** `_meta` after spending this many credits. */
  spend(key: string, credits: number, cached?: boolean): Record<string, unknown>;
  signedIn(creator: Creator): boolean;
  reset(): void;
}

export const uploadCredits = (bytes: number): number => Math.max(1, Math.ceil(bytes / MB) * CREDITS_PER_MB);

export function createGate(kit: Kit, state: OnlyFansState): Gate {
  const windows = new Map<string, number[]>();
  const cache = new Map<string, { at: number; envelope: Envelope }>();
  const minute = MINUTE_MS * kit.pace;

  const used = (key: string): number => state.teams.get(key)?.usedCredits ?? 0;
  const balance = (key: string): number =>
    key === EMPTY_TEAM_KEY ? 0 : Math.max(0, kit.settings().quota - used(key));
  const recent = (key: string): number[] =>
    (windows.get(key) ?? []).filter((at) => at > kit.clock.now() - minute);
  const signedIn = (creator: Creator): boolean =>
    state.sessions.get(creator.id)?.signedIn ?? creator.signedIn;

  function spend(key: string, credits: number, cached = false): Record<string, unknown> {
    if (credits > 0) kit.store.commit([state.teams.put(key, { key, usedCredits: used(key) + credits })]);
    return {
      _credits: { used: credits, balance: balance(key), note: "Cached answers are free." },
      _cache: { is_cached: cached, note: "Add ?fresh=true to bypass the cache." },
      _rate_limits: {
        limit_minute: LIMIT_MINUTE,
        remaining_minute: Math.max(0, LIMIT_MINUTE - recent(key).length),
        limit_day: null,
        remaining_day: null,
      },
    };
  }

  function team(operation: string, call: Call) {
    const key = /^Bearer (\S+)$/.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
    const creators = creatorsOf(kit, key);
    if (!creators) throw refuse(operation, 401);
    const now = kit.clock.now();
    const before = recent(key);
    if (kit.settings().rateLimits && before.length >= LIMIT_MINUTE) {
      const waitS = Math.max(1, Math.ceil(((before[0] ?? now) + minute - now) / 1000));
      throw refuse(operation, 429, { headers: { "retry-after": String(waitS) } });
    }
    windows.set(key, [...before, now]);
    return { key, creators };
  }

  function account(operation: string, call: Call) {
    const { key, creators } = team(operation, call);
    const creator = creators.find(({ id }) => id === call.param("account"));
    if (!creator) throw refuse(operation, 404, { message: "Account not found.", error: "account_not_found" });
    if (balance(key) <= 0) throw refuse(operation, 402);
    if (!signedIn(creator))
      throw refuse(operation, 403, {
        message: "The session of this account has expired. Please reauthenticate it.",
        error: "account_disconnected",
      });
    return { key, creator };
  }

  function read(operation: string, call: Call, make: (creator: Creator) => Envelope): Answer {
    const { key, creator } = account(operation, call);
    const query = new URLSearchParams(call.url.searchParams);
    const fresh = query.get("fresh") === "true";
    query.delete("fresh");
    const name = `${key} ${call.url.pathname}?${query}`;
    const known = cache.get(name);
    const isCached = !fresh && known !== undefined && known.at > kit.clock.now() - CACHED_MS * kit.pace;
    const envelope = isCached ? known.envelope : make(creator);
    if (!isCached) {
      cache.delete(name);
      cache.set(name, { at: kit.clock.now(), envelope });
      if (cache.size > MOST_CACHED) cache.delete(cache.keys().next().value ?? "");
    }
    const { data, nextPage } = envelope;
    return {
      status: 200,
      json: {
        data,
        _pagination: { next_page: nextPage ?? null },
        _meta: spend(key, isCached ? 0 : 1, isCached),
      },
    };
  }

  return {
    team,
    account,
    read,
    spend,
    signedIn,
    reset() {
      windows.clear();
      cache.clear();
    },
  };
}

function creatorsOf(kit: Kit, key: string): readonly Creator[] | undefined {
  if (key !== "" && key === kit.clients.partner?.clientId) return CREATORS;
  if (key === SECOND_TEAM_KEY) return [ELSEWHERE];
  return key === EMPTY_TEAM_KEY ? CREATORS.slice(0, 1) : undefined;
}
