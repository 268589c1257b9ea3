import { type ErrorCode, isAppError } from "#server/core/errors.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import type { VerificationRefusal } from "./source.ts";
import type { Sql } from "./store.ts";

/** Why a delivery was not taken in: rows are counted by it, so callers cannot make up new ones. */
export type RefusalReason =
  | VerificationRefusal
  | "unknown_source"
  | "not_configured"
  | "wrong_method"
  | "too_large"
  | "unreadable"
  /** Signed, and not the provider's form: the delivery is kept. */
  | "not_understood"
  | "challenge"
  | "rate_limited"
  /** Ours to mend; the provider sends it again. */
  | "not_stored";

const REASONS: Record<RefusalReason, true> = {
  no_signature: true,
  malformed_signature: true,
  wrong_signature: true,
  stale: true,
  unknown_source: true,
  not_configured: true,
  wrong_method: true,
  too_large: true,
  unreadable: true,
  not_understood: true,
  challenge: true,
  rate_limited: true,
  not_stored: true,
};

const isReason = (text: string | undefined): text is RefusalReason =>
  text !== undefined && Object.hasOwn(REASONS, text);

export interface RefusalCounter {
  /** Takes no time and never fails: the count is written later, and all that came meanwhile at once. */
  count(source: string, reason: RefusalReason): void;
  /** Writes what is not written yet. Never rejects: what cannot be written now is kept for the next time. */
  flush(): Promise<void>;
}

const BY_CODE: Partial<Record<ErrorCode, RefusalReason>> = {
  NOT_FOUND: "unknown_source",
  CONFIG_MISSING: "not_configured",
  METHOD_NOT_ALLOWED: "wrong_method",
  PAYLOAD_TOO_LARGE: "too_large",
  BAD_REQUEST: "unreadable",
};

/** The reason behind what the receiver throws: the one it names, else the one its code stands for. */
export function reasonOf(error: unknown): RefusalReason {
  if (!isAppError(error)) return "not_stored";
  const { providerCode, code } = error;
  return isReason(providerCode) ? providerCode : (BY_CODE[code] ?? "not_stored");
}

const FLUSH_MS = 2_000;

interface Counted {
  source: string;
  reason: RefusalReason;
  day: string;
  count: number;
  firstAt: string;
  lastAt: string;
}

const UPSERT = `
  INSERT INTO webhook_refusals (source, reason, day, count, "firstAt", "lastAt")
  SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::int[], $5::timestamp[], $6::timestamp[])
    AS r(source, reason, day, count, first, last) ORDER BY 1, 2, 3
  ON CONFLICT (source, reason, day) DO UPDATE SET
    count = least(webhook_refusals.count::bigint + excluded.count, 2147483647)::int,
    "firstAt" = least(webhook_refusals."firstAt", excluded."firstAt"),
    "lastAt" = greatest(webhook_refusals."lastAt", excluded."lastAt")`;

/**
 * Counts refusals in memory, by source, reason and day (UTC), and adds them to the table every two seconds. Sources and
 * reasons are words of ours, so neither the memory nor the table can be filled from outside.
 */
export function createRefusalCounter(deps: { sql: Sql; clock: Clock; log: Log }): RefusalCounter {
  let counted = new Map<string, Counted>();
  let planned = false;
  let writing = Promise.resolve();

  /** One after the other, so that whoever waits for the last has waited for all. */
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };

  async function write(): Promise<void> {
    const rows = [...counted.values()];
    if (rows.length === 0) return;
    counted = new Map();
    try {
      await deps.sql.query({ name: "count_refusals", text: UPSERT, values: columns(rows) });
    } catch (error) {
      for (const row of rows) add(counted, row);
      deps.log.warn("refused webhooks not counted yet", { error });
      plan();
    }
  }

  function plan(): void {
    if (planned) return;
    planned = true;
    deps.clock
      .sleep(FLUSH_MS)
      .then(() => {
        planned = false;
        return flush();
      })
      .catch(() => undefined);
  }

  return {
    count(source, reason) {
      const at = deps.clock.now().toISOString();
      add(counted, { source, reason, day: at.slice(0, 10), count: 1, firstAt: at, lastAt: at });
      plan();
    },
    flush,
  };
}

function add(to: Map<string, Counted>, row: Counted): void {
  const key = `${row.source} ${row.reason} ${row.day}`;
  const before = to.get(key);
  if (!before) {
    to.set(key, row);
    return;
  }
  before.count += row.count;
  if (row.firstAt < before.firstAt) before.firstAt = row.firstAt;
  if (row.lastAt > before.lastAt) before.lastAt = row.lastAt;
}

const columns = (rows: Counted[]): unknown[] => [
  rows.map(({ source }) => source),
  rows.map(({ reason }) => reason),
  rows.map(({ day }) => day),
  rows.map(({ count }) => count),
  rows.map(({ firstAt }) => firstAt),
  rows.map(({ lastAt }) => lastAt),
];
