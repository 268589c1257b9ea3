import type { Prisma } from "#prisma/generated/client.ts";
import { type Role, role as roleSchema } from "#server/features/session/schema.ts";
import type { Db } from "#server/features/unit-of-work.ts";

type Reader = Db | Prisma.TransactionClient;

export interface MemberRow {
  id: string;
  userId: string;
  role: Role;
}

/** A role we do not know is the least there is. */
const roleOf = (text: string | null): Role => roleSchema.catch("viewer").parse(text);

/**
 * Whoever changes the people of a workspace holds this row until the transaction ends. `no key`: posts and media that
 * only refer to the workspace are not held up.
 */
export async function lockWorkspace(db: Prisma.TransactionClient, workspaceId: string): Promise<void> {
  await db.$queryRaw`select id from workspaces where id = ${workspaceId} for no key update`;
}

export async function updateWorkspace(
  db: Db,
  workspaceId: string,
  data: { name: string; timeZone: string },
): Promise<void> {
  await db.organization.update({
    where: { id: workspaceId },
    data: { name: data.name, timeZone: data.timeZone },
  });
}

export async function listMembers(db: Db, workspaceId: string) {
  const rows = await db.member.findMany({
    where: { organizationId: workspaceId },
    include: { user: { select: { name: true, email: true } } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => ({
    id: row.id,
    userId: row.userId,
    name: row.user.name,
    email: row.user.email,
    role: roleOf(row.role),
    joinedAt: row.createdAt,
  }));
}

const toMember = (row: { id: string; userId: string; role: string } | null): MemberRow | undefined =>
  row ? { id: row.id, userId: row.userId, role: roleOf(row.role) } : undefined;

export const findMember = async (db: Reader, workspaceId: string, memberId: string) =>
  toMember(await db.member.findFirst({ where: { organizationId: workspaceId, id: memberId } }));

export const findMemberOfUser = async (db: Reader, workspaceId: string, userId: string) =>
  toMember(await db.member.findFirst({ where: { organizationId: workspaceId, userId } }));

export const countOwners = (db: Reader, workspaceId: string): Promise<number> =>
  db.member.count({ where: { organizationId: workspaceId, role: "owner" } });

export async function hasMemberWithEmail(db: Reader, workspaceId: string, email: string): Promise<boolean> {
  return (await db.member.count({ where: { organizationId: workspaceId, user: { email } } })) > 0;
}

export async function setRole(db: Reader, workspaceId: string, userId: string, role: Role): Promise<void> {
  await db.member.updateMany({ where: { organizationId: workspaceId, userId }, data: { role } });
}

/** Ends the membership, and the invitations the person sent: they must not let anybody in after them. */
export async function removeMember(db: Reader, workspaceId: string, userId: string): Promise<void> {
  await db.member.deleteMany({ where: { organizationId: workspaceId, userId } });
  await closeInvitationsBy(db, workspaceId, userId);
}

/** Joining twice is joining once: the role held already is kept. */
export async function addMember(
  db: Reader,
  member: { id: string; workspaceId: string; userId: string; role: Role; at: Date },
): Promise<void> {
  await db.member.createMany({
    data: [
      {
        id: member.id,
        organizationId: member.workspaceId,
        userId: member.userId,
        role: member.role,
        createdAt: member.at,
      },
    ],
    skipDuplicates: true,
  });
}

export async function emailOf(db: Reader, userId: string): Promise<string | undefined> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { email: true } });
  return user?.email.toLowerCase();
}

export async function listOpenInvitations(db: Db, workspaceId: string, now: Date) {
  const rows = await db.invitation.findMany({
    where: { organizationId: workspaceId, status: "pending", expiresAt: { gt: now } },
    include: { inviter: { select: { name: true } } },
    orderBy: { createdAt: "desc" },
    take: 500,
  });
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: roleOf(row.role),
    expiresAt: row.expiresAt,
    invitedBy: row.inviter.name,
  }));
}

/** By id alone: the id is the secret in the link, and its holder belongs to no workspace yet. */
export async function findInvitation(db: Reader, invitationId: string) {
  const row = await db.invitation.findUnique({
    where: { id: invitationId },
    include: {
      inviter: { select: { name: true } },
      organization: { select: { id: true, name: true } },
    },
  });
  return row
    ? {
        workspace: row.organization,
        invitedBy: row.inviter.name,
        email: row.email,
        role: roleOf(row.role),
        status: row.status,
        expiresAt: row.expiresAt,
      }
    : undefined;
}

interface InvitationTerms {
  role: Role;
  expiresAt: Date;
  inviterId: string;
}

/** The pending invitation of this address under new terms; its id, or undefined when there is none. */
export async function renewInvitation(
  db: Reader,
  workspaceId: string,
  email: string,
  terms: InvitationTerms,
): Promise<string | undefined> {
  const [row] = await db.invitation.updateManyAndReturn({
    where: { organizationId: workspaceId, email, status: "pending" },
    data: terms,
    select: { id: true },
  });
  return row?.id;
}

export async function createInvitation(
  db: Reader,
  { workspaceId, ...invitation }: InvitationTerms & { id: string; workspaceId: string; email: string },
): Promise<string> {
  await db.invitation.create({ data: { ...invitation, organizationId: workspaceId } });
  return invitation.id;
}

/** False when the workspace has no such pending invitation. */
export async function closeInvitation(
  db: Reader,
  workspaceId: string,
  invitationId: string,
  status: "canceled" | "accepted" = "canceled",
): Promise<boolean> {
  const closed = await db.invitation.updateMany({
    where: { id: invitationId, organizationId: workspaceId, status: "pending" },
    data: { status },
  });
  return closed.count > 0;
}

export async function closeInvitationsBy(db: Reader, workspaceId: string, userId: string): Promise<void> {
  await db.invitation.updateMany({
    where: { organizationId: workspaceId, inviterId: userId, status: "pending" },
    data: { status: "canceled" },
  });
}

/** Names for the mail, in the language of the person invited when they have an account, else of the inviter. */
export async function invitationLetter(
  db: Reader,
  { workspaceId, inviterId, email }: { workspaceId: string; inviterId: string; email: string },
): Promise<{ workspace: string; inviter: string; locale: "en" | "fr" }> {
  const workspace = await db.organization.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { name: true },
  });
  const inviter = await db.user.findUniqueOrThrow({
    where: { id: inviterId },
    select: { name: true, locale: true },
  });
  const invited = await db.user.findUnique({ where: { email }, select: { locale: true } });
  const locale = (invited ?? inviter).locale === "fr" ? "fr" : "en";
  return { workspace: workspace.name, inviter: inviter.name, locale };
}
