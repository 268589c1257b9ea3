import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { Clock, RateLimiter } from "#server/core/ports.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { ROLES, type Role } from "#server/features/session/schema.ts";
import type { SessionService } from "#server/features/session/service.ts";
import type { Db, Tx, UnitOfWork } from "#server/features/unit-of-work.ts";
import * as repo from "./repo.ts";
import type { invitationViewOutput, inviteInput, peopleOutput, updateWorkspaceInput } from "./schema.ts";

export interface WorkspaceService {
  people(actor: Actor): Promise<z.infer<typeof peopleOutput>>;
  update(actor: Actor, input: z.infer<typeof updateWorkspaceInput>): Promise<void>;
  /** Mails a link that joins the workspace. Inviting the same address again renews the link and mails it once more. */
  invite(actor: Actor, input: z.infer<typeof inviteInput>): Promise<void>;
  revokeInvitation(actor: Actor, invitationId: string): Promise<void>;
  /** The last owner can be neither demoted nor removed; only an owner touches or makes an owner. */
  changeRole(actor: Actor, input: { memberId: string; role: Role }): Promise<void>;
  removeMember(actor: Actor, memberId: string): Promise<void>;
  /** Gives up one's own membership; the last owner cannot. */
  leave(actor: Actor): Promise<void>;
  /** What an invitation's link leads to. Whoever holds the link may look. */
  invitation(invitationId: string): Promise<z.infer<typeof invitationViewOutput>>;
  /** Joins the workspace and makes it the active one. Only the person with the invited address can. */
  acceptInvitation(person: { userId: string; request: Request }, invitationId: string): Promise<void>;
}

export interface WorkspaceServiceDeps {
  db: Db;
  uow: UnitOfWork;
  sessions: Pick<SessionService, "switchWorkspace">;
  rateLimiter: RateLimiter;
  clock: Clock;
  /** Public origin: invitation links start with it. */
  appUrl: string;
}

const DAY_MS = 86_400_000;
const INVITATION_LIFE_MS = 7 * DAY_MS;
/** Each invitation is a mail to a stranger's mailbox. */
export const INVITATION_LIMIT = {
  scope: "workspace:invite",
  limit: 30,
  windowMs: 3_600_000,
  onFailure: "open",
} as const;

export function createWorkspaceService(deps: WorkspaceServiceDeps): WorkspaceService {
  const { db, clock } = deps;
  return {
    async people(actor) {
      const members = await repo.listMembers(db, actor.workspaceId);
      const invitations = atLeast(actor.role, "admin")
        ? await repo.listOpenInvitations(db, actor.workspaceId, clock.now())
        : [];
      return { members, invitations };
    },
    async update(actor, input) {
      requireRole(actor, "admin");
      await repo.updateWorkspace(db, actor.workspaceId, input);
    },
    invite: (actor, input) => invite(deps, actor, input),
    revokeInvitation: (actor, invitationId) =>
      asAdmin(deps, actor, async (tx) => {
        if (!(await repo.closeInvitation(tx.db, actor.workspaceId, invitationId)))
          throw missing("invitation");
      }),
    changeRole: (actor, input) =>
      asAdmin(deps, actor, (tx, ownRole) => changeRole(tx, { ...actor, role: ownRole }, input)),
    removeMember: (actor, memberId) =>
      asAdmin(deps, actor, (tx, ownRole) => removeMember(tx, { ...actor, role: ownRole }, memberId)),
    leave: (actor) =>
      inWorkspace(deps, actor, async (tx, ownRole) => {
        await assertAnotherOwner(tx, actor.workspaceId, ownRole);
        await repo.removeMember(tx.db, actor.workspaceId, actor.userId);
      }),
    async invitation(invitationId) {
      const found = await repo.findInvitation(db, invitationId);
      if (!found) throw missing("invitation");
      const { workspace, invitedBy, email, role } = found;
      return { workspace: workspace.name, invitedBy, email, role, state: stateOf(found, clock.now()) };
    },
    async acceptInvitation({ userId, request }, invitationId) {
      const workspaceId = await accept(deps, userId, invitationId);
      await deps.sessions.switchWorkspace(userId, request, workspaceId);
    },
  };
}

/**
 * Runs `work` while nobody else changes the people of this workspace, with the role the actor holds at that moment:
 * the one in the session may have been taken away since the request began.
 */
function inWorkspace(
  deps: WorkspaceServiceDeps,
  actor: Actor,
  work: (tx: Tx, ownRole: Role) => Promise<void>,
): Promise<void> {
  return deps.uow.run(async (tx) => {
    await repo.lockWorkspace(tx.db, actor.workspaceId);
    const self = await repo.findMemberOfUser(tx.db, actor.workspaceId, actor.userId);
    if (!self) throw new AppError("FORBIDDEN", "the actor is no longer a member");
    await work(tx, self.role);
  });
}

const asAdmin = (
  deps: WorkspaceServiceDeps,
  actor: Actor,
  work: (tx: Tx, ownRole: Role) => Promise<void>,
): Promise<void> =>
  inWorkspace(deps, actor, async (tx, ownRole) => {
    requireRole({ ...actor, role: ownRole }, "admin");
    await work(tx, ownRole);
  });

async function invite(
  deps: WorkspaceServiceDeps,
  actor: Actor,
  { email, role }: z.infer<typeof inviteInput>,
): Promise<void> {
  requireRole(actor, "admin");
  const decision = await deps.rateLimiter.check(INVITATION_LIMIT, actor.workspaceId);
  if (!decision.allowed) throw new AppError("RATE_LIMITED", "too many invitations in an hour");
  await asAdmin(deps, actor, async (tx) => {
    const { workspaceId } = actor;
    if (await repo.hasMemberWithEmail(tx.db, workspaceId, email))
      throw new AppError("CONFLICT", "already a member", {
        userMessage: "ALREADY_MEMBER",
        params: { email },
      });
    const expiresAt = new Date(deps.clock.now().getTime() + INVITATION_LIFE_MS);
    const renewed = { role, expiresAt, inviterId: actor.userId };
    const id =
      (await repo.renewInvitation(tx.db, workspaceId, email, renewed)) ??
      (await repo.createInvitation(tx.db, { id: crypto.randomUUID(), workspaceId, email, ...renewed }));
    const letter = await repo.invitationLetter(tx.db, { workspaceId, inviterId: actor.userId, email });
    await tx.enqueue(
      "mail.send",
      {
        to: email,
        template: "invitation",
        locale: letter.locale,
        params: {
          url: `${deps.appUrl}/invitations/${id}`,
          name: letter.inviter,
          inviter: letter.inviter,
          workspace: letter.workspace,
          role,
        },
      },
      { workspaceId },
    );
  });
}

async function changeRole(tx: Tx, actor: Actor, input: { memberId: string; role: Role }): Promise<void> {
  const member = await targetOf(tx, actor, input.memberId);
  if (input.role === "owner") requireRole(actor, "owner");
  if (member.role === input.role) return;
  await assertAnotherOwner(tx, actor.workspaceId, member.role);
  await repo.setRole(tx.db, actor.workspaceId, member.userId, input.role);
  if (!atLeast(input.role, "admin")) await repo.closeInvitationsBy(tx.db, actor.workspaceId, member.userId);
}

async function removeMember(tx: Tx, actor: Actor, memberId: string): Promise<void> {
  const member = await targetOf(tx, actor, memberId);
  await assertAnotherOwner(tx, actor.workspaceId, member.role);
  await repo.removeMember(tx.db, actor.workspaceId, member.userId);
}

/** The member an act is aimed at; only an owner may aim at an owner. */
async function targetOf(tx: Tx, actor: Actor, memberId: string): Promise<repo.MemberRow> {
  const member = await repo.findMember(tx.db, actor.workspaceId, memberId);
  if (!member) throw missing("member");
  if (member.role === "owner") requireRole(actor, "owner");
  return member;
}

/** Called before a member of `role` loses it: a workspace without an owner could never be governed again. */
async function assertAnotherOwner(tx: Tx, workspaceId: string, role: Role): Promise<void> {
  if (role !== "owner" || (await repo.countOwners(tx.db, workspaceId)) > 1) return;
  throw new AppError("CONFLICT", "the last owner stays", { userMessage: "LAST_OWNER" });
}

async function accept(deps: WorkspaceServiceDeps, userId: string, invitationId: string): Promise<string> {
  const known = await repo.findInvitation(deps.db, invitationId);
  if (!known) throw missing("invitation");
  const workspaceId = known.workspace.id;
  await deps.uow.run(async (tx) => {
    await repo.lockWorkspace(tx.db, workspaceId);
    const invitation = await repo.findInvitation(tx.db, invitationId);
    if (!invitation) throw missing("invitation");
    if ((await repo.emailOf(tx.db, userId)) !== invitation.email.toLowerCase())
      throw new AppError("FORBIDDEN", "the invitation is for another address", {
        userMessage: "INVITATION_OTHER_EMAIL",
      });
    const now = deps.clock.now();
    if (stateOf(invitation, now) === "closed")
      throw new AppError("CONFLICT", "the invitation is closed", { userMessage: "INVITATION_CLOSED" });
    await repo.addMember(tx.db, { id: newId(), workspaceId, userId, role: invitation.role, at: now });
    await repo.closeInvitation(tx.db, workspaceId, invitationId, "accepted");
  });
  return workspaceId;
}

const stateOf = ({ status, expiresAt }: { status: string; expiresAt: Date }, now: Date): "open" | "closed" =>
  status === "pending" && expiresAt > now ? "open" : "closed";

const atLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(least);

const missing = (what: string): AppError => new AppError("NOT_FOUND", `${what} not found in this workspace`);
