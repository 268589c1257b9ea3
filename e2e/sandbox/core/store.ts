import { join } from "node:path";
import { openLogFile } from "./log-file.ts";

/** Something that became public (or was delivered, or removed) on a network. The judge of every test. */
export interface Effect {
  id: string;
  network: string;
  /** The network's id of the account. */
  account: string;
  handle: string;
  kind: "post" | "story" | "inbox" | "delete";
  /** The network's id of the thing: media id, post id. */
  remoteId: string;
  at: string;
  text: string;
  mediaCount: number;
  containerId?: string;
  publishId?: string;
  /** The bytes the network really holds, in order. */
  media: { sha256: string; bytes: number; contentType: string }[];
}
export type NewEffect = Omit<Effect, "id">;

export interface Change {
  collection: string;
  key: string;
  /** Undefined removes. */
  value?: unknown;
}

/** One named map of durable records. Records are values: never changed in place, only put again. */
export interface Collection<T> {
  get(key: string): T | undefined;
  values(): T[];
  size(): number;
  put(key: string, value: T): Change;
  remove(key: string): Change;
}

/**
 * Everything the sandbox must remember. A commit is one line in a write-ahead log, effects included: after a kill
 * either the whole commit happened or nothing of it. Effects go on to the ledger file, which is only ever appended;
 * one that was committed but not yet copied there is copied at the next start.
 */
export interface Store {
  collection<T>(name: string, options: { max: number }): Collection<T>;
  /** Durable when it returns. */
  commit(changes: Change[], effects?: NewEffect[]): Effect[];
  effects(): Effect[];
  reset(): void;
  close(): void;
}

type LogLine = { p?: [string, string, unknown?][]; e?: Effect[] };
const COMPACT_ABOVE_BYTES = 8 * 1024 * 1024;

export function openStore(folder: string): Store {
  const log = openLogFile(join(folder, "state.jsonl"));
  const ledger = openLogFile(join(folder, "ledger.jsonl"));
  const maps = new Map<string, Map<string, unknown>>();
  const limits = new Map<string, number>();
  let lastEffect = (ledger.read() as Effect[]).reduce((last, effect) => Math.max(last, Number(effect.id)), 0);
  let compactAbove = COMPACT_ABOVE_BYTES;

  const mapOf = (name: string): Map<string, unknown> => {
    const existing = maps.get(name);
    if (existing) return existing;
    const fresh = new Map<string, unknown>();
    maps.set(name, fresh);
    return fresh;
  };

  function apply(changes: [string, string, unknown?][]): void {
    for (const [collection, key, value] of changes) {
      if (value === undefined) mapOf(collection).delete(key);
      else mapOf(collection).set(key, value);
    }
  }

  function compact(): void {
    const lines: LogLine[] = [];
    for (const [name, map] of maps) for (const [key, value] of map) lines.push({ p: [[name, key, value]] });
    log.rewrite(lines);
    compactAbove = Math.max(COMPACT_ABOVE_BYTES, log.bytes() * 2);
  }

  for (const line of log.read() as LogLine[]) {
    apply(line.p ?? []);
    for (const effect of line.e ?? []) {
      if (Number(effect.id) <= lastEffect) continue;
      ledger.append(effect, { sync: true });
      lastEffect = Number(effect.id);
    }
  }
  compact();

  function commit(changes: Change[], newEffects: NewEffect[] = []): Effect[] {
    if (changes.length === 0 && newEffects.length === 0) return [];
    const effects = newEffects.map((effect, index) => ({ id: String(lastEffect + 1 + index), ...effect }));
    const puts = changes.map(({ collection, key, value }): [string, string, unknown?] =>
      value === undefined ? [collection, key] : [collection, key, value],
    );
    log.append(effects.length > 0 ? { p: puts, e: effects } : { p: puts }, { sync: effects.length > 0 });
    apply(puts);
    lastEffect += effects.length;
    for (const effect of effects) ledger.append(effect, { sync: true });
    evict(new Set(changes.map((change) => change.collection)));
    if (log.bytes() > compactAbove) compact();
    return effects;
  }

  /** Keeps memory bounded: the oldest records of a collection that grew past its limit are forgotten. */
  function evict(touched: Set<string>): void {
    for (const name of touched) {
      const map = mapOf(name);
      const surplus = map.size - (limits.get(name) ?? Number.POSITIVE_INFINITY);
      if (surplus <= 0) continue;
      const keys = [...map.keys()].slice(0, surplus);
      log.append({ p: keys.map((key) => [name, key]) }, { sync: false });
      for (const key of keys) map.delete(key);
    }
  }

  return {
    collection<T>(name: string, { max }: { max: number }): Collection<T> {
      limits.set(name, max);
      return {
        get: (key) => mapOf(name).get(key) as T | undefined,
        values: () => [...mapOf(name).values()] as T[],
        size: () => mapOf(name).size,
        put: (key, value) => ({ collection: name, key, value }),
        remove: (key) => ({ collection: name, key }),
      };
    },
    commit,
    effects: () => ledger.read() as Effect[],
    reset() {
      maps.clear();
      log.rewrite([]);
      ledger.rewrite([]);
      lastEffect = 0;
    },
    close() {
      log.close();
      ledger.close();
    },
  };
}
