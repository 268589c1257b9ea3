import type { AlertTarget, OutgoingAttempt, OutgoingEndpoint, Prisma } from "#prisma/generated/client.ts";
import { AppError } from "#server/core/errors.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { TEST_EVENT } from "./schema.ts";

/** Every query of outgoing webhooks. A person's come with their workspace; a job's with ids from its own row. */

type Reader = Db | Prisma.TransactionClient;
type Writer = Prisma.TransactionClient;
export type EndpointRow = OutgoingEndpoint;
export type AlertTargetRow = AlertTarget;
export type AttemptRow = OutgoingAttempt;

const missing = (what: string) => new AppError("NOT_FOUND", `no such ${what}`);

// Endpoints ------------------------------------------------------------------------------------------------------------

export const listEndpoints = (db: Reader, workspaceId: string): Promise<EndpointRow[]> =>
  db.outgoingEndpoint.findMany({ where: { workspaceId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });

export const countEndpoints = (db: Reader, workspaceId: string): Promise<number> =>
  db.outgoingEndpoint.count({ where: { workspaceId } });

export const insertEndpoint = (
  db: Writer,
  data: Prisma.OutgoingEndpointUncheckedCreateInput,
): Promise<EndpointRow> => db.outgoingEndpoint.create({ data });

export async function findEndpoint(db: Reader, workspaceId: string, id: string): Promise<EndpointRow> {
  const row = await db.outgoingEndpoint.findFirst({ where: { id, workspaceId } });
  if (!row) throw missing("endpoint");
  return row;
}

/** Whoever changes what is known of an endpoint holds it until the transaction ends. Undefined when it is gone. */
export async function lockEndpoint(db: Writer, id: string): Promise<EndpointRow | undefined> {
  await db.$queryRaw`SELECT id FROM outgoing_endpoints WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return (await db.outgoingEndpoint.findUnique({ where: { id } })) ?? undefined;
}

export type EndpointChange = Prisma.OutgoingEndpointUncheckedUpdateManyInput;

/** Throws NOT_FOUND for another workspace's. */
export async function updateEndpoint(
  db: Reader,
  workspaceId: string,
  id: string,
  data: EndpointChange,
): Promise<EndpointRow> {
  const [row] = await db.outgoingEndpoint.updateManyAndReturn({ where: { id, workspaceId }, data });
  if (!row) throw missing("endpoint");
  return row;
}

export async function deleteEndpoint(db: Reader, workspaceId: string, id: string): Promise<void> {
  const { count } = await db.outgoingEndpoint.deleteMany({ where: { id, workspaceId } });
  if (count === 0) throw missing("endpoint");
}

export async function cancelPending(db: Writer, endpointId: string, at: Date): Promise<void> {
  await db.outgoingDelivery.updateMany({
    where: { endpointId, status: "pending" },
    data: { status: "canceled", nextAttemptAt: null, finishedAt: at },
  });
}

// Messages and deliveries ----------------------------------------------------------------------------------------------

export const insertMessage = (db: Writer, data: Prisma.OutgoingMessageUncheckedCreateInput) =>
  db.outgoingMessage.create({ data });

export const insertDelivery = (db: Writer, data: Prisma.OutgoingDeliveryUncheckedCreateInput) =>
  db.outgoingDelivery.create({ data });

const toDeliver = { message: true, endpoint: true } satisfies Prisma.OutgoingDeliveryInclude;
export type DeliveryRow = Prisma.OutgoingDeliveryGetPayload<{ include: typeof toDeliver }>;

export const findToDeliver = (db: Reader, id: string): Promise<DeliveryRow | null> =>
  db.outgoingDelivery.findUnique({ where: { id }, include: toDeliver });

export type DeliveryChange = Prisma.OutgoingDeliveryUncheckedUpdateManyInput;

/** Compare-and-set on round and attempts: of two workers one records. */
export async function updateSeen(
  db: Writer,
  { id, round, attempts }: Pick<DeliveryRow, "id" | "round" | "attempts">,
  data: DeliveryChange,
): Promise<boolean> {
  const { count } = await db.outgoingDelivery.updateMany({
    where: { id, round, attempts, status: "pending" },
    data,
  });
  return count === 1;
}

export const insertAttempt = (db: Writer, data: Prisma.OutgoingAttemptUncheckedCreateInput) =>
  db.outgoingAttempt.create({ data });

const listed = {
  message: { select: { type: true } },
  log: { orderBy: { number: "desc" }, take: 1 },
} satisfies Prisma.OutgoingDeliveryInclude;
export type ListedDelivery = Prisma.OutgoingDeliveryGetPayload<{ include: typeof listed }>;

/** Newest first, from behind the cursor; one more than asked tells whether there is a next page. */
export async function listDeliveries(
  db: Reader,
  workspaceId: string,
  query: { endpointId: string; state?: ListedDelivery["status"]; cursor?: string | null; limit: number },
): Promise<ListedDelivery[]> {
  const { endpointId, state, cursor } = query;
  if (cursor && !(await db.outgoingDelivery.count({ where: { id: cursor, workspaceId } })))
    throw missing("delivery");
  return db.outgoingDelivery.findMany({
    where: {
      ...{ workspaceId, endpointId },
      ...(state && { status: state }),
      ...(cursor && { id: { lt: cursor } }),
    },
    include: listed,
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
}

const detailed = {
  message: true,
  log: { orderBy: { number: "desc" }, take: 100 },
} satisfies Prisma.OutgoingDeliveryInclude;

export async function findDelivery(db: Reader, workspaceId: string, id: string) {
  const row = await db.outgoingDelivery.findFirst({ where: { id, workspaceId }, include: detailed });
  if (!row) throw missing("delivery");
  return row;
}

/** Begins another round. Throws NOT_FOUND; CONFLICT while one is under way. */
export async function reopen(db: Writer, workspaceId: string, id: string, at: Date) {
  const [row] = await db.outgoingDelivery.updateManyAndReturn({
    where: { id, workspaceId, status: { not: "pending" } },
    data: { status: "pending", round: { increment: 1 }, tries: 0, nextAttemptAt: at, finishedAt: null },
  });
  if (row) return row;
  await findDelivery(db, workspaceId, id);
  throw new AppError("CONFLICT", "it is on its way already", { userMessage: "DELIVERY_ON_ITS_WAY" });
}

/** What an endpoint did not take of what was written since then, as far as it had ended by `until`; tests are none of it. */
export interface MissedRange {
  workspaceId: string;
  endpointId: string;
  since: Date;
  until: Date;
}

/** Counted up to `most`. */
export const countMissed = (
  db: Reader,
  { workspaceId, endpointId, since, until }: MissedRange,
  most: number,
): Promise<number> =>
  db.outgoingDelivery.count({
    where: {
      ...{ workspaceId, endpointId, status: { in: ["failed", "canceled"] } },
      ...{ createdAt: { gte: since }, finishedAt: { lte: until } },
      message: { type: { not: TEST_EVENT } },
    },
    take: most,
  });

/** Begins another round for the oldest of them. The caller holds the endpoint, so no two do it at once. */
export const reopenMissed = (
  db: Writer,
  { workspaceId, endpointId, since, until }: MissedRange,
  at: Date,
  most: number,
): Promise<{ id: string; round: number }[]> =>
  db.$queryRaw<{ id: string; round: number }[]>`
    UPDATE outgoing_deliveries SET status = 'pending', round = round + 1, tries = 0,
      "nextAttemptAt" = ${at}, "finishedAt" = NULL
    WHERE status IN ('failed', 'canceled') AND id IN (
      SELECT d.id FROM outgoing_deliveries d JOIN outgoing_messages m ON m.id = d."messageId"
      WHERE d."workspaceId" = ${workspaceId} AND d."endpointId" = ${endpointId}::uuid
        AND d.status IN ('failed', 'canceled') AND d."createdAt" >= ${since} AND d."finishedAt" <= ${until}
        AND m.type <> ${TEST_EVENT}
      ORDER BY d.id LIMIT ${most})
    RETURNING id, round`;

// Alert targets --------------------------------------------------------------------------------------------------------

export const listAlertTargets = (db: Reader, workspaceId: string): Promise<AlertTargetRow[]> =>
  db.alertTarget.findMany({ where: { workspaceId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });

export const countAlertTargets = (db: Reader, workspaceId: string): Promise<number> =>
  db.alertTarget.count({ where: { workspaceId } });

export const insertAlertTarget = (db: Writer, data: Prisma.AlertTargetUncheckedCreateInput) =>
  db.alertTarget.create({ data });

export async function findAlertTarget(db: Reader, workspaceId: string, id: string): Promise<AlertTargetRow> {
  const row = await db.alertTarget.findFirst({ where: { id, workspaceId } });
  if (!row) throw missing("alert target");
  return row;
}

export const findAlertTargetToSend = (db: Reader, id: string) =>
  db.alertTarget.findUnique({
    where: { id },
    include: { organization: { select: { name: true } } },
  });

export const findMessage = (db: Reader, id: string) => db.outgoingMessage.findUnique({ where: { id } });

export async function updateAlertTarget(
  db: Reader,
  { workspaceId, id }: { workspaceId: string; id: string },
  data: Prisma.AlertTargetUncheckedUpdateManyInput,
): Promise<boolean> {
  return (await db.alertTarget.updateMany({ where: { id, workspaceId }, data })).count > 0;
}

/** Switches it off. True for the one who did: several alerts may find the address gone at once. */
export async function stopAlertTarget(
  db: Writer,
  { workspaceId, id }: { workspaceId: string; id: string },
  at: Date,
): Promise<boolean> {
  const where = { id, workspaceId, disabledAt: null };
  return (await db.alertTarget.updateMany({ where, data: { disabledAt: at } })).count > 0;
}

export async function deleteAlertTarget(db: Reader, workspaceId: string, id: string): Promise<void> {
  const { count } = await db.alertTarget.deleteMany({ where: { id, workspaceId } });
  if (count === 0) throw missing("alert target");
}

// For alerts of the installation: of all workspaces --------------------------------------------------------------------

/** Jobs that died since, by name, the most first. */
export async function countDeadJobs(db: Reader, since: Date): Promise<{ name: string; count: number }[]> {
  const rows = await db.job.groupBy({
    by: ["name"],
    where: { status: "dead", finishedAt: { gte: since } },
    _count: { _all: true },
  });
  return rows.map(({ name, _count }) => ({ name, count: _count._all })).sort((a, b) => b.count - a.count);
}

export const countDisabledEndpoints = (db: Reader, since: Date): Promise<number> =>
  db.outgoingEndpoint.count({
    where: { status: "disabled", disabledAt: { gte: since }, disabledReason: { in: ["gone", "failing"] } },
  });

// Accounts that webhooks speak of --------------------------------------------------------------------------------------

/** The account in every workspace that works with it. */
export const findAccounts = (db: Reader, platform: string, externalId: string) =>
  db.connection.findMany({
    where: { platform, externalId, status: { not: "disconnected" } },
    select: { id: true, workspaceId: true, handle: true },
    orderBy: { id: "asc" },
  });

// For the change of keys: of all workspaces ----------------------------------------------------------------------------

export const listSealedEndpoints = (db: Reader) =>
  db.outgoingEndpoint.findMany({
    select: { id: true, workspaceId: true, secret: true, previousSecret: true },
  });

export const listSealedAlerts = (db: Reader) =>
  db.alertTarget.findMany({ select: { id: true, workspaceId: true, url: true } });

export async function replaceSecret(
  db: Reader,
  id: string,
  column: "secret" | "previousSecret",
  old: string,
  next: string,
): Promise<number> {
  const where = { id, [column]: old };
  return (await db.outgoingEndpoint.updateMany({ where, data: { [column]: next } })).count;
}

export async function replaceAlertUrl(db: Reader, id: string, old: string, next: string): Promise<number> {
  return (await db.alertTarget.updateMany({ where: { id, url: old }, data: { url: next } })).count;
}
