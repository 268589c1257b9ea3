import { join } from "node:path";
import { type LogFile, openLogFile } from "./log-file.ts";

/** Something that became public (or was delivered, or removed) on a network. The judge of every test. */
export interface Effect {
  id: string;
  network: string;
  /** The network's id of the account. */
  account: string;
  handle: string;
  kind: "post" | "story" | "inbox" | "comment" | "delete";
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

/** Collection, key, value; without a value it removes. */
type Put = [string, string, unknown?];
type LogLine = { p?: Put[]; e?: Effect[] };
const COMPACT_ABOVE_BYTES = 8 * 1024 * 1024;

/** Opens the store of a folder, brings what a kill left behind in order, and starts with a compact file. */
export const openStore = (folder: string): Store => new FileStore(folder);

class FileStore implements Store {
  readonly #log: LogFile;
  readonly #ledger: LogFile;
  readonly #maps = new Map<string, Map<string, unknown>>();
  readonly #limits = new Map<string, number>();
  #lastEffect = 0;
  #compactAbove = COMPACT_ABOVE_BYTES;

  constructor(folder: string) {
    this.#log = openLogFile(join(folder, "state.jsonl"));
    this.#ledger = openLogFile(join(folder, "ledger.jsonl"));
    for (const { id } of this.effects()) this.#lastEffect = Math.max(this.#lastEffect, Number(id));
    for (const line of this.#log.read() as LogLine[]) {
      this.#apply(line.p ?? []);
      this.#record((line.e ?? []).filter((effect) => Number(effect.id) > this.#lastEffect));
    }
    this.#compact();
  }

  collection<T>(name: string, { max }: { max: number }): Collection<T> {
    this.#limits.set(name, max);
    return {
      get: (key) => this.#map(name).get(key) as T | undefined,
      values: () => [...this.#map(name).values()] as T[],
      size: () => this.#map(name).size,
      put: (key, value) => ({ collection: name, key, value }),
      remove: (key) => ({ collection: name, key }),
    };
  }

  commit(changes: Change[], newEffects: NewEffect[] = []): Effect[] {
    if (changes.length === 0 && newEffects.length === 0) return [];
    const effects = newEffects.map((effect, index) => ({
      id: String(this.#lastEffect + 1 + index),
      ...effect,
    }));
    const puts = changes.map(
      ({ collection, key, value }): Put =>
        value === undefined ? [collection, key] : [collection, key, value],
    );
    this.#log.append(effects.length > 0 ? { p: puts, e: effects } : { p: puts }, {
      sync: effects.length > 0,
    });
    this.#apply(puts);
    this.#record(effects);
    this.#evict(new Set(changes.map((change) => change.collection)));
    if (this.#log.bytes() > this.#compactAbove) this.#compact();
    return effects;
  }

  effects(): Effect[] {
    return this.#ledger.read() as Effect[];
  }

  reset(): void {
    this.#maps.clear();
    this.#log.rewrite([]);
    this.#ledger.rewrite([]);
    this.#lastEffect = 0;
  }

  close(): void {
    this.#log.close();
    this.#ledger.close();
  }

  #map(name: string): Map<string, unknown> {
    const existing = this.#maps.get(name);
    if (existing) return existing;
    const fresh = new Map<string, unknown>();
    this.#maps.set(name, fresh);
    return fresh;
  }

  #apply(puts: Put[]): void {
    for (const [collection, key, value] of puts) {
      if (value === undefined) this.#map(collection).delete(key);
      else this.#map(collection).set(key, value);
    }
  }

  #record(effects: Effect[]): void {
    for (const effect of effects) {
      this.#ledger.append(effect, { sync: true });
      this.#lastEffect = Number(effect.id);
    }
  }

  /** Keeps memory bounded: the oldest records of a collection that grew past its limit are forgotten. */
  #evict(touched: Set<string>): void {
    for (const name of touched) {
      const map = this.#map(name);
      const surplus = map.size - (this.#limits.get(name) ?? Number.POSITIVE_INFINITY);
      if (surplus <= 0) continue;
      const puts = [...map.keys()].slice(0, surplus).map((key): Put => [name, key]);
      this.#log.append({ p: puts }, { sync: false });
      this.#apply(puts);
    }
  }

  #compact(): void {
    const lines: LogLine[] = [];
    for (const [name, map] of this.#maps)
      for (const [key, value] of map) lines.push({ p: [[name, key, value]] });
    this.#log.rewrite(lines);
    this.#compactAbove = Math.max(COMPACT_ABOVE_BYTES, this.#log.bytes() * 2);
  }
}
