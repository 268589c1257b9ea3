import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { loadConfig } from "#server/config/load.ts";
import { systemClock } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import type { Actor } from "#server/features/actor.ts";
import { buildHouse, type House } from "#server/wiring/build.ts";
import { silentLog } from "./log.ts";

const generatedSecrets = {
  AUTH_SECRET: "an-auth-secret-of-the-test-0123456789abcdef",
  TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  CRON_SECRET: "a-cron-secret-of-the-test-0123456789abcdef",
  WORKER_SECRET: "a-worker-secret-of-the-test-0123456789abcdef",
};
const OPERATOR: Actor = { userId: "operator", workspaceId: "replays", role: "owner" };
/** Posts of one account: a handful of busy ones, not one post each. */
const POSTS_EACH = 50;

export interface Replayed {
  /** From the first click to the last effect. */
  elapsedMs: number;
  /** What each of the simultaneous clicks said it had replayed. */
  clicks: number[];
  /** What a click said afterwards, when all was applied. */
  afterwards: number;
  /** Events with exactly one effect, and with any other number. */
  once: number;
  notOnce: number;
  /** Events in each state at the end. */
  states: Record<string, number>;
}

/**
 * Dead webhook events, each about another post that is live, replayed by two simultaneous clicks of an operator and
 * applied by a whole house: its queue, its crew, `webhook.process`, one line in the post's timeline and its public id each.
 */
export async function replayRun(databaseUrl: string, count: number): Promise<Replayed> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  await seed(pool, count);
  const env = { NODE_ENV: "test", DATABASE_URL: databaseUrl };
  const config = loadConfig(env, { dataDir: join(tmpdir(), newId()), generatedSecrets });
  const log = silentLog();
  const house = await buildHouse({
    ...{ config, env, databaseUrl, clock: systemClock, log },
    selfUrl: config.appUrl,
  });
  await house.start();
  try {
    return await measured(house, pool, count);
  } finally {
    await house.queue.stop();
    await house.stop();
    await pool.end();
  }
}

async function measured(house: House, pool: pg.Pool, count: number): Promise<Replayed> {
  const startedAt = performance.now();
  const clicks = await Promise.all([click(house, count), click(house, count)]);
  await applied(pool);
  const elapsedMs = performance.now() - startedAt;
  const afterwards = await click(house, count);
  const effects = await pool.query<{ n: number; events: number }>(
    `SELECT coalesce(t.n, 0)::int AS n, count(*)::int AS events
     FROM webhook_events e LEFT JOIN (
       SELECT data ->> 'eventId' AS event, count(*) AS n FROM timeline_events GROUP BY 1) t ON t.event = e.id::text
     GROUP BY 1`,
  );
  const states = await pool.query<{ status: string; n: number }>(
    `SELECT e.status::text AS status, count(*)::int AS n FROM webhook_events e
     JOIN post_targets t ON t."remoteId" = e.payload -> 'content' ->> 'post_id' GROUP BY 1`,
  );
  const once = effects.rows.find(({ n }) => n === 1)?.events ?? 0;
  return {
    ...{ elapsedMs, clicks, afterwards, once },
    notOnce: effects.rows.filter(({ n }) => n !== 1).reduce((sum, { events }) => sum + events, 0),
    states: Object.fromEntries(states.rows.map(({ status, n }) => [status, n])),
  };
}

/** As the page does it: everything dead, in as many calls as it takes. */
async function click({ services }: House, count: number): Promise<number> {
  const until = new Date();
  let total = 0;
  for (let cursor: string | null = null, first = true; first || cursor; first = false) {
    const answer: { replayed: number; next: string | null } = await services.operations.replayWebhooks(
      OPERATOR,
      {
        ...{ filter: { status: "dead" }, confirmed: count, until, cursor },
      },
    );
    total += answer.replayed;
    cursor = answer.next;
  }
  return total;
}

async function applied(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      `SELECT 1 FROM webhook_events WHERE status IN ('received', 'processing', 'failed', 'dead') LIMIT 1`,
    );
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** As an outage leaves them: events dead after their last try, their jobs too. */
async function seed(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(`
    INSERT INTO users (id, name, email, "updatedAt") VALUES ('operator', 'Olu', 'olu@example.com', now());
    INSERT INTO workspaces (id, name, slug, "createdAt") VALUES ('replays', 'Replays', 'replays', now())`);
  await pool.query(
    `WITH accounts AS (
       INSERT INTO connections (id, "workspaceId", platform, flavor, "externalId", handle, "displayName", "tokenIssuedAt",
                                "connectedByUserId", "updatedAt")
       SELECT gen_random_uuid(), 'replays', 'tiktok', 'login-kit', 'act.' || n, 'a' || n, 'A' || n, now(), 'operator', now()
       FROM generate_series(0, ($1::int - 1) / $2::int) n RETURNING id, "externalId"
     ), posts AS (
       INSERT INTO posts (id, "workspaceId", "createdByUserId", text, "timeZone", status, "updatedAt")
       SELECT gen_random_uuid(), 'replays', 'operator', 'post ' || n, 'UTC', 'scheduled', now()
       FROM generate_series(1, $1::int) n RETURNING id, text
     )
     INSERT INTO post_targets (id, "workspaceId", "postId", "connectionId", kind, status, handles, "updatedAt")
     SELECT gen_random_uuid(), 'replays', p.id, a.id, 'video', 'live',
            jsonb_build_object('publishId', 'v_pub_url~' || split_part(p.text, ' ', 2)), now()
     FROM posts p JOIN accounts a ON a."externalId" = 'act.' || (split_part(p.text, ' ', 2)::int - 1) / $2::int`,
    [count, POSTS_EACH],
  );
  await pool.query(
    `WITH events AS (
       SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS delivery, now() AT TIME ZONE 'utc' - n * interval '1 ms' AS at
       FROM generate_series(1, $1::int) n
     ), deliveries AS (
       INSERT INTO webhook_deliveries (id, source, "rawBody", headers, "signatureKeyId", "receivedAt")
       SELECT delivery, 'tiktok', '{}', '{}', 'login-kit', at FROM events
     ), jobs AS (
       INSERT INTO jobs (id, name, key, payload, status, "runAt", attempts, "maxAttempts", "createdAt", "finishedAt", "lastError")
       SELECT gen_random_uuid(), 'webhook.process', id::text, jsonb_build_object('eventId', id), 'dead', at, 12, 12, at, at,
              'the store is away' FROM events
     )
     INSERT INTO webhook_events (id, "deliveryId", source, "externalId", type, "accountRef", payload, status, attempts,
                                 "receivedAt", "lastError")
     SELECT id, delivery, 'tiktok', 'x' || n, 'post.publish.publicly_available', 'act.' || (n - 1) / $2::int,
            jsonb_build_object('content', jsonb_build_object('publish_id', 'v_pub_url~' || n, 'post_id', '75' || n)),
            'dead', 12, at, 'the store is away' FROM events`,
    [count, POSTS_EACH],
  );
  await pool.query("ANALYZE");
}
