import type { TestDatabase } from "#e2e/support/database.ts";
import type { Db } from "#server/features/unit-of-work.ts";

interface Reads {
  scans: number;
  rows: number;
}

/** Rows of the table that a query touched, and how often it read the table from end to end. */
export async function touched<T>(
  database: TestDatabase,
  table: string,
  query: (db: Db) => Promise<T>,
): Promise<Reads & { answer: T }> {
  return database.db.$transaction(async (tx) => {
    // What this connection has not yet reported of earlier transactions is counted too.
    const reads = async () => {
      const [row] = await tx.$queryRaw<Reads[]>`
        SELECT seq_scan::int AS scans, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS rows
        FROM pg_stat_xact_user_tables WHERE relname = ${table}`;
      return row ?? { scans: 0, rows: 0 };
    };
    const before = await reads();
    const answer = await query(tx as unknown as Db);
    const after = await reads();
    return { answer, scans: after.scans - before.scans, rows: after.rows - before.rows };
  });
}
