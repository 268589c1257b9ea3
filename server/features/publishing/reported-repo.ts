import type { Prisma } from "#prisma/generated/client.ts";
import type { PublicationNotice } from "#server/webhooks/effects.ts";

/** Queries for many notices of platforms at once; targets are found by account and handle, in whatever workspace. */

type Tx = Prisma.TransactionClient;

export interface NamedTarget {
  /** Which of the notices names it. */
  index: number;
  id: string;
  workspaceId: string;
  postId: string;
  /** It was told of this event before. */
  told: boolean;
}

export const findNamed = (tx: Tx, notices: readonly PublicationNotice[]): Promise<NamedTarget[]> =>
  tx.$queryRaw<NamedTarget[]>`
    SELECT n.index, t.id, t."workspaceId", t."postId",
           EXISTS (SELECT 1 FROM timeline_events e
                   WHERE e."postId" = t."postId" AND e."targetId" = t.id AND e.data -> 'eventId' = to_jsonb(n.event)) AS told
    FROM unnest(${notices.map((_, index) => index)}::int[], ${notices.map(({ platform }) => platform)}::text[],
                ${notices.map(({ accountRef }) => accountRef)}::text[],
                ${notices.map(({ handle }) => handle.name)}::text[], ${notices.map(({ handle }) => handle.value)}::text[],
                ${notices.map(({ event }) => event.id)}::text[]) AS n (index, platform, account, handle, value, event)
    JOIN connections c ON c.platform = n.platform AND c."externalId" = n.account
    JOIN post_targets t ON t."connectionId" = c.id
     AND (t.handles -> n.handle = to_jsonb(n.value) OR t."remoteId" = n.value)
    ORDER BY n.index, t.id`;

/** The public ids of live targets that went out without one; ids that are known stay. */
export async function nameLive(
  tx: Tx,
  ids: readonly { targetId: string; remoteId: string }[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`
    UPDATE post_targets t SET "remoteId" = said.remote, "updatedAt" = now() AT TIME ZONE 'utc'
    FROM unnest(${ids.map(({ targetId }) => targetId)}::uuid[], ${ids.map(({ remoteId }) => remoteId)}::text[])
           AS said (id, remote)
    WHERE t.id = said.id AND t.status = 'live' AND t."remoteId" IS NULL`;
}

export interface WokenTarget {
  id: string;
  workspaceId: string;
  revision: number;
  fence: number;
}

/** Targets that are not settled are asked about now. In the order of their ids: two of these never wait in a circle. */
export const wakeUnsettled = (tx: Tx, ids: readonly string[], now: Date): Promise<WokenTarget[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : tx.$queryRaw<WokenTarget[]>`
        WITH unsettled AS (
          SELECT id FROM post_targets WHERE id = ANY(${ids}::uuid[]) AND status IN ('publishing', 'unknown')
          ORDER BY id FOR UPDATE)
        UPDATE post_targets t SET "nextCheckAt" = ${now}, "updatedAt" = ${now}
        FROM unsettled WHERE t.id = unsettled.id
        RETURNING t.id, t."workspaceId", t.revision, t.fence`;
