import type { Prisma } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { type Role, role as roleSchema, signInProvider } from "./schema.ts";

type Reader = Db | Prisma.TransactionClient;

/** Any number unused by other advisory locks: who becomes operator is decided one at a time. */
const OPERATOR_LOCK = 7_403_112;

export interface FoundSession {
  user: {
    id: string;
    name: string;
    email: string;
    emailVerified: boolean;
    locale: string;
    operator: boolean;
  };
  activeWorkspaceId: string | null;
  /** In the order in which the person joined. */
  memberships: { workspace: { id: string; name: string; timeZone: string }; role: Role }[];
}

interface SessionRow {
  activeWorkspaceId: string | null;
  userId: string;
  name: string;
  email: string;
  emailVerified: boolean;
  locale: string;
  operator: boolean;
  workspaceId: string | null;
  workspaceName: string | null;
  timeZone: string | null;
  role: string | null;
}

/** Session, person and memberships in one round trip: every request of a signed-in person begins with it. */
export async function findSession(db: Db, token: string, now: Date): Promise<FoundSession | null> {
  const rows = await db.$queryRaw<SessionRow[]>`
    select s."activeOrganizationId" as "activeWorkspaceId", u.id as "userId", u.name, u.email, u."emailVerified",
           u.locale, u.operator, w.id as "workspaceId", w.name as "workspaceName", w."timeZone", m.role
      from sessions s
      join users u on u.id = s."userId"
      left join members m on m."userId" = u.id
      left join workspaces w on w.id = m."organizationId"
     where s.token = ${token} and s."expiresAt" > ${now}
     order by m."createdAt", m.id`;
  const [first] = rows;
  if (!first) return null;
  const { activeWorkspaceId, userId, name, email, emailVerified, locale, operator } = first;
  return {
    user: { id: userId, name, email, emailVerified, locale, operator },
    activeWorkspaceId,
    memberships: rows.flatMap(toMembership),
  };
}

/** A role we do not know opens nothing. */
function toMembership(row: SessionRow): FoundSession["memberships"] {
  const role = roleSchema.safeParse(row.role);
  if (!role.success || row.workspaceId === null) return [];
  const workspace = { id: row.workspaceId, name: row.workspaceName ?? "", timeZone: row.timeZone ?? "UTC" };
  return [{ workspace, role: role.data }];
}

/** False when the person is no member there, or the session is not theirs. */
export async function setActiveWorkspace(
  db: Db,
  { token, userId, workspaceId }: { token: string; userId: string; workspaceId: string },
): Promise<boolean> {
  const member = await db.member.count({ where: { organizationId: workspaceId, userId } });
  if (member === 0) return false;
  const changed = await db.session.updateMany({
    where: { token, userId },
    data: { activeOrganizationId: workspaceId },
  });
  return changed.count > 0;
}

export async function updateUser(
  db: Db,
  userId: string,
  data: { name: string; locale: string },
): Promise<void> {
  await db.user.update({ where: { id: userId }, data: { name: data.name, locale: data.locale } });
}

export async function hasTwoFactor(db: Db, userId: string): Promise<boolean> {
  return (await db.user.count({ where: { id: userId, twoFactorEnabled: true } })) > 0;
}

/** Newest first; keys themselves stay in the table. */
export async function listPasskeys(
  db: Db,
  userId: string,
): Promise<{ id: string; name: string; addedAt: Date }[]> {
  const rows = await db.passkey.findMany({
    where: { userId },
    orderBy: { createdAt: "desc" },
    select: { id: true, name: true, createdAt: true },
    take: 100,
  });
  return rows.map((row) => ({ id: row.id, name: row.name ?? "", addedAt: row.createdAt ?? new Date(0) }));
}

export interface WaysIn {
  hasPassword: boolean;
  providers: { id: string; provider: "google" | "github"; linkedAt: Date }[];
}

/** What signs the person in beside passkeys, the oldest first. */
export async function listWaysIn(db: Reader, userId: string): Promise<WaysIn> {
  const rows = await db.account.findMany({
    where: { userId },
    orderBy: { createdAt: "asc" },
    select: { id: true, providerId: true, password: true, createdAt: true },
  });
  return {
    hasPassword: rows.some(({ providerId, password }) => providerId === "credential" && password !== null),
    providers: rows.flatMap(({ id, providerId, createdAt }) => {
      const provider = signInProvider.safeParse(providerId);
      return provider.success ? [{ id, provider: provider.data, linkedAt: createdAt }] : [];
    }),
  };
}

export async function deleteProvider(db: Reader, userId: string, id: string): Promise<void> {
  await db.account.deleteMany({ where: { userId, id, providerId: { in: signInProvider.options } } });
}

export const listSessions = (db: Db, userId: string, now: Date) =>
  db.session.findMany({
    where: { userId, expiresAt: { gt: now } },
    orderBy: { createdAt: "desc" },
    select: { id: true, token: true, userAgent: true, ipAddress: true, createdAt: true, expiresAt: true },
    take: 100,
  });

/** False when the person has no such session. */
export async function deleteSession(db: Db, userId: string, sessionId: string): Promise<boolean> {
  return (await db.session.deleteMany({ where: { id: sessionId, userId } })).count > 0;
}

export async function deleteOtherSessions(db: Db, userId: string, token: string): Promise<void> {
  await db.session.deleteMany({ where: { userId, token: { not: token } } });
}

export interface LockedUser {
  id: string;
  name: string;
  locale: string;
  emailVerified: boolean;
}

/** The person's row, locked until the transaction ends: one settlement at a time. */
export async function lockUser(db: Reader, userId: string): Promise<LockedUser | undefined> {
  const rows = await db.$queryRaw<LockedUser[]>`
    select id, name, locale, "emailVerified" from users where id = ${userId} for no key update`;
  return rows[0];
}

export async function hasMembership(db: Reader, userId: string): Promise<boolean> {
  return (await db.member.count({ where: { userId, role: { in: [...roleSchema.options] } } })) > 0;
}

/** A workspace with the person as its owner. */
export async function createFirstWorkspace(
  db: Reader,
  { userId, name, timeZone, at }: { userId: string; name: string; timeZone: string; at: Date },
): Promise<void> {
  const id = newId();
  await db.organization.create({
    data: {
      id,
      name,
      slug: id,
      timeZone,
      createdAt: at,
      members: { create: { id: newId(), userId, role: "owner", createdAt: at } },
    },
  });
}

/** Makes the person operator when the installation has none. True when this call did it. */
export async function appointOperator(db: Reader, userId: string): Promise<boolean> {
  if ((await db.user.count({ where: { operator: true } })) > 0) return false;
  await db.$executeRaw`select pg_advisory_xact_lock(${OPERATOR_LOCK})`;
  const appointed = await db.$executeRaw`
    update users set operator = true
     where id = ${userId} and not exists (select 1 from users where operator)`;
  return appointed > 0;
}

/** Who becomes operator, or is one no longer, is decided one at a time. Until the end of the transaction. */
export const lockOperators = (db: Reader): Promise<number> =>
  db.$executeRaw`select pg_advisory_xact_lock(${OPERATOR_LOCK})`;

export async function listOperatorEmails(db: Reader): Promise<string[]> {
  const users = await db.user.findMany({
    where: { operator: true },
    select: { email: true },
    orderBy: { email: "asc" },
  });
  return users.map(({ email }) => email);
}

/** Addresses are kept in small letters. */
export const findByEmail = (db: Reader, email: string) =>
  db.user.findUnique({
    where: { email: email.trim().toLowerCase() },
    select: { id: true, operator: true, emailVerified: true },
  });

export const setOperator = (db: Reader, id: string, operator: boolean) =>
  db.user.update({ where: { id }, data: { operator }, select: { id: true } });
