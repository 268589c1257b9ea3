import type pg from "pg";
import type { Facts } from "./judge.ts";
import { departureKey, MAILBOX, messageKey, newsOf, postKey } from "./world.ts";

type Db = Pick<pg.Pool | pg.PoolClient, "query">;

/** Everything the judge needs to know, out of the database of a run; `told` is what the endpoint heard. */
export async function readFacts(pool: Db, told: Facts["told"]): Promise<Facts> {
  return {
    ledger: await readLedger(pool),
    effects: new Map([...(await linesOf(pool)), ...(await announced(pool)), ...(await departed(pool))]),
    posts: await readPosts(pool),
    accounts: await readAccounts(pool),
    told,
  };
}

interface LedgerRow {
  type: string;
  account: string | null;
  publishId: string | null;
  messageId: string | null;
  events: number;
  applied: number;
}

async function readLedger(pool: Db): Promise<Facts["ledger"]> {
  const { rows } = await pool.query<LedgerRow>(`
    SELECT type, "accountRef" AS account, payload -> 'content' ->> 'publish_id' AS "publishId",
           payload -> 'payload' ->> 'id' AS "messageId",
           count(*)::int AS events, count(*) FILTER (WHERE status = 'done')::int AS applied
    FROM webhook_events GROUP BY 1, 2, 3, 4`);
  return new Map(rows.map((row) => [keyOf(row), { events: row.events, applied: row.applied }]));
}

function keyOf({ type, account, publishId, messageId }: LedgerRow): string {
  if (type === "messages.received") return messageKey(messageId ?? "");
  if (type === "authorization.removed") return departureKey(account ?? "");
  return postKey(newsOf(type), publishId ?? "");
}

/** What a notice writes as the ids it names. */
const NAMED = /^publishId /;
const NEWS = /^publish\.webhook_/;

async function linesOf(pool: Db): Promise<[string, number][]> {
  const { rows } = await pool.query<{ type: string; ids: string; lines: number }>(`
    SELECT type, data ->> 'ids' AS ids, count(*)::int AS lines
    FROM timeline_events WHERE type LIKE 'publish.webhook%' GROUP BY 1, 2`);
  return rows.map(({ type, ids, lines }) => [postKey(type.replace(NEWS, ""), ids.replace(NAMED, "")), lines]);
}

async function announced(pool: Db): Promise<[string, number][]> {
  const { rows } = await pool.query<{ id: string; deliveries: number }>(`
    SELECT m.data ->> 'messageId' AS id, count(d.id)::int AS deliveries
    FROM outgoing_messages m LEFT JOIN outgoing_deliveries d ON d."messageId" = m.id
    WHERE m.type = 'message.received' GROUP BY 1`);
  return rows.map(({ id, deliveries }) => [messageKey(id), deliveries]);
}

async function departed(pool: Db): Promise<[string, number][]> {
  const { rows } = await pool.query<{ account: string; times: number }>(`
    SELECT c."externalId" AS account, count(*)::int AS times
    FROM token_rotations r JOIN connections c ON c.id = r."connectionId" WHERE r.kind = 'failed' GROUP BY 1`);
  return rows.map(({ account, times }) => [departureKey(account), times]);
}

async function readPosts(pool: Db): Promise<Facts["posts"]> {
  const { rows } = await pool.query<{ publishId: string; last: string | null; remoteId: string | null }>(`
    SELECT t.handles ->> 'publishId' AS "publishId", t."remoteId", last.type AS last
    FROM post_targets t LEFT JOIN LATERAL (
      SELECT type FROM timeline_events e WHERE e."postId" = t."postId" AND e.type LIKE 'publish.webhook%'
      ORDER BY at DESC, id DESC LIMIT 1) last ON true`);
  return new Map(
    rows.map(({ publishId, last, remoteId }) => [
      publishId,
      { last: last?.replace(NEWS, "") ?? null, remoteId },
    ]),
  );
}

async function readAccounts(pool: Db): Promise<Facts["accounts"]> {
  const { rows } = await pool.query<{ account: string; status: string }>(
    `SELECT "externalId" AS account, status::text AS status FROM connections WHERE "externalId" <> $1`,
    [MAILBOX],
  );
  return new Map(rows.map(({ account, status }) => [account, status]));
}

/** Nothing waits to be applied or told any more. */
export async function isQuiet(pool: Db): Promise<boolean> {
  const { rows } = await pool.query<{ busy: boolean }>(`
    SELECT EXISTS (SELECT 1 FROM webhook_events WHERE status IN ('received', 'processing', 'failed'))
        OR EXISTS (SELECT 1 FROM outgoing_deliveries WHERE status = 'pending') AS busy`);
  return rows[0]?.busy === false;
}
