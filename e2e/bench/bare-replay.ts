import pg from "pg";

const HANDS = 16;

/**
 * The opponent of the replay bench: dead rows applied one after the other by sixteen hands, each in the one transaction that
 * a replay must have at least (lock, effect, new state); no jobs, no leases, no filter. Resolves to rows a second.
 */
export async function bareReplay(serverUrl: string, count: number): Promise<number> {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query("CREATE DATABASE bare_replay").finally(() => admin.end());
  const url = Object.assign(new URL(serverUrl), { pathname: "/bare_replay" }).href;
  const pool = new pg.Pool({ connectionString: url, max: HANDS });
  await pool.query(`
    CREATE TABLE bare_events (id int PRIMARY KEY, state text NOT NULL, payload jsonb NOT NULL);
    CREATE TABLE bare_effects (event int PRIMARY KEY, payload jsonb NOT NULL, at timestamptz DEFAULT now())`);
  await pool.query(
    `INSERT INTO bare_events SELECT n, 'dead', jsonb_build_object('post_id', '75' || n) FROM generate_series(1, $1::int) n`,
    [count],
  );
  let next = 1;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: HANDS }, async () => {
      const session = await pool.connect();
      for (let id = next++; id <= count; id = next++) await replayOne(session, id);
      session.release();
    }),
  );
  const elapsedMs = performance.now() - startedAt;
  await pool.end();
  return count / (elapsedMs / 1_000);
}

async function replayOne(session: pg.PoolClient, id: number): Promise<void> {
  await session.query("BEGIN");
  const { rows } = await session.query(
    "SELECT payload FROM bare_events WHERE id = $1 AND state = 'dead' FOR UPDATE",
    [id],
  );
  await session.query("INSERT INTO bare_effects (event, payload) VALUES ($1, $2)", [id, rows[0].payload]);
  await session.query("UPDATE bare_events SET state = 'done' WHERE id = $1", [id]);
  await session.query("COMMIT");
}
