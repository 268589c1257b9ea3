import type { Prisma } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import { type Announcement, outgoingEvents } from "./outgoing/schema.ts";

/** Work that an announcement makes, to be enqueued in the same transaction. */
export type TellingJob =
  | { name: "outgoing.deliver"; key: string; payload: { deliveryId: string; round: number } }
  | { name: "alert.send"; key: string; payload: { alertTargetId: string; messageId: string } };

interface Listener {
  id: string;
  kind: "endpoint" | "alert";
}

/**
 * Writes an event of a workspace for everybody there who asked for it: one message however often the same cause is told,
 * and one delivery per endpoint. Nothing is written where nobody listens. Returns the jobs that tell it.
 */
export async function recordAnnouncement(
  db: Prisma.TransactionClient,
  now: Date,
  { workspaceId, type, cause, data }: Announcement,
): Promise<TellingJob[]> {
  const listeners = await findListeners(db, workspaceId, type);
  if (listeners.length === 0) return [];
  const messageId = newId(now.getTime());
  const written = await db.outgoingMessage.createMany({
    data: [
      { id: messageId, workspaceId, type, cause, data: outgoingEvents[type].parse(data), occurredAt: now },
    ],
    skipDuplicates: true,
  });
  if (written.count === 0) return [];
  const endpoints = listeners.filter(({ kind }) => kind === "endpoint");
  const deliveries = endpoints.map(({ id: endpointId }) => ({
    ...{ id: newId(now.getTime()), workspaceId, messageId, endpointId },
    ...{ nextAttemptAt: now, createdAt: now },
  }));
  await db.outgoingDelivery.createMany({ data: deliveries });
  return [
    ...deliveries.map(({ id }) => deliveryJob(id, 1)),
    ...listeners.filter(({ kind }) => kind === "alert").map(({ id }) => alertJob(id, messageId)),
  ];
}

export const deliveryJob = (deliveryId: string, round: number) =>
  ({ name: "outgoing.deliver", key: `${deliveryId}:${round}`, payload: { deliveryId, round } }) as const;

const alertJob = (alertTargetId: string, messageId: string) =>
  ({
    name: "alert.send",
    key: `${messageId}:${alertTargetId}`,
    payload: { alertTargetId, messageId },
  }) as const;

/**
 * Who wants it. The rows are held against deletion until the transaction ends: a person who removes an endpoint at this
 * moment must not make the change fail that is being told.
 */
async function findListeners(
  db: Prisma.TransactionClient,
  workspaceId: string,
  type: string,
): Promise<Listener[]> {
  const endpoints = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM outgoing_endpoints
    WHERE "workspaceId" = ${workspaceId} AND status = 'active' AND ${type} = ANY(events)
    ORDER BY id FOR KEY SHARE`;
  const alerts = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM alert_targets
    WHERE "workspaceId" = ${workspaceId} AND "disabledAt" IS NULL AND ${type} = ANY(events)
    ORDER BY id`;
  return [
    ...endpoints.map(({ id }) => ({ id, kind: "endpoint" as const })),
    ...alerts.map(({ id }) => ({ id, kind: "alert" as const })),
  ];
}
