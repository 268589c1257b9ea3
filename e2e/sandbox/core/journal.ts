/** One request a client made, as the sandbox saw it. Secrets are cut short. */
export interface JournalEntry {
  id: number;
  at: string;
  network: string;
  operation: string;
  method: string;
  path: string;
  /** 0 where no answer was sent. */
  status: number;
  /** The fault that was played, when one was. */
  fault?: string;
  /** What an operator should notice, e.g. the reuse of a rotated refresh token. */
  note?: string;
  bodySummary: string;
}

export interface JournalFilter {
  network?: string;
  operation?: string;
  /** An entry id (exclusive) or an ISO time (inclusive). */
  since?: string;
}

/** The last requests, oldest first. Memory only, bounded. */
export interface Journal {
  add(entry: Omit<JournalEntry, "id">): void;
  read(filter?: JournalFilter): JournalEntry[];
  clear(): void;
}

export function createJournal(capacity = 5_000): Journal {
  let entries: JournalEntry[] = [];
  let lastId = 0;
  return {
    add(entry) {
      lastId += 1;
      entries.push({ id: lastId, ...entry });
      if (entries.length > capacity * 1.2) entries = entries.slice(-capacity);
    },
    read(filter = {}) {
      return entries.filter(
        (entry) =>
          (filter.network === undefined || entry.network === filter.network) &&
          (filter.operation === undefined || entry.operation === filter.operation) &&
          (filter.since === undefined || isAfter(entry, filter.since)),
      );
    },
    clear() {
      entries = [];
    },
  };
}

const isAfter = (entry: JournalEntry, since: string): boolean =>
  /^\d+$/.test(since) ? entry.id > Number(since) : Date.parse(entry.at) >= Date.parse(since);
