import type pg from "pg";
import { newId } from "#server/core/ids.ts";
import type { Clock, Lock } from "#server/core/ports.ts";

/**
 * Takes the row when nobody holds it, or whoever did let its time pass. The fence is the time in milliseconds, and more
 * than the last one: so it keeps rising where another store granted the lock in between.
 */
const TAKE = `
INSERT INTO run_leases (name, holder, until, fence)
VALUES ($1, $2, $3::timestamptz AT TIME ZONE 'UTC', $5)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
  fence = greatest(run_leases.fence + 1, excluded.fence)
WHERE run_leases.until <= $4::timestamptz AT TIME ZONE 'UTC'
RETURNING fence`;

/** The row stays, for its fence. */
const GIVE_BACK = `
UPDATE run_leases SET until = to_timestamp(0) AT TIME ZONE 'UTC' WHERE name = $1 AND holder = $2`;

/**
 * A lock that all instances on one database share, with an owner and a fence: a row per name, decided by one statement,
 * so it works through any pooler and outlives the connection it was taken on. Throws what the driver throws.
 */
export function createPostgresLock({ pool, clock }: { pool: pg.Pool; clock: Clock }): Lock {
  return {
    async acquire(name, ttlMs) {
      const holder = newId();
      const now = clock.now();
      const until = new Date(now.getTime() + ttlMs);
      const { rows } = await pool.query<{ fence: string }>(TAKE, [
        name,
        holder,
        until.toISOString(),
        now.toISOString(),
        now.getTime(),
      ]);
      const [granted] = rows;
      if (!granted) return undefined;
      return {
        fence: Number(granted.fence),
        release: async () => void (await pool.query(GIVE_BACK, [name, holder])),
      };
    },
  };
}
