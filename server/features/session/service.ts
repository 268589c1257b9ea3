import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import * as repo from "./repo.ts";
import { locale, type SecurityOutput, type SessionOutput, type updateProfileInput } from "./schema.ts";

export interface SessionService {
  /** The person behind the request's cookie and the workspace they work in; null when signed out. */
  fromRequest(request: Request): Promise<SessionOutput | null>;
  switchWorkspace(userId: string, sessionRequest: Request, workspaceId: string): Promise<void>;
  updateProfile(actor: Actor, input: z.infer<typeof updateProfileInput>): Promise<void>;
  /** What guards the account, and where the person is signed in. */
  security(userId: string, request: Request): Promise<SecurityOutput>;
  /** Signs one place out, at once. A stranger's session is NOT_FOUND. */
  revokeDevice(userId: string, sessionId: string): Promise<void>;
  /**
   * Takes away an account elsewhere as a way in. NOT_FOUND for one that is not theirs; CONFLICT when it is the only way
   * in: a password or another provider must be left.
   */
  unlinkProvider(userId: string, accountId: string): Promise<void>;
  /** Signs every place out but the one that asks. */
  revokeOtherDevices(userId: string, request: Request): Promise<void>;
  /**
   * Makes sure that a person has a workspace to work in, and that the installation has an operator: the first person
   * who may enter. Idempotent, and safe against any number of simultaneous calls.
   */
  settle(userId: string, hints?: { timeZone?: string }): Promise<void>;
}

export interface SessionServiceDeps {
  db: Db;
  uow: UnitOfWork;
  /** The verified session token of a request; the auth adapter knows the cookie. */
  sessionToken(request: Request): Promise<string | null>;
  /** Only somebody who confirmed their address may become the operator (mail reaches people here). */
  requiresVerifiedEmail: boolean;
  clock: Clock;
  log: Log;
}

export function createSessionService(deps: SessionServiceDeps): SessionService {
  const { db, clock } = deps;
  return {
    fromRequest: (request) => fromRequest(deps, request),
    async switchWorkspace(userId, request, workspaceId) {
      const token = await requireToken(deps, request);
      if (!(await repo.setActiveWorkspace(db, { token, userId, workspaceId }))) throw notFound("workspace");
    },
    updateProfile: (actor, input) => repo.updateUser(db, actor.userId, input),
    async security(userId, request) {
      const token = await deps.sessionToken(request);
      const sessions = await repo.listSessions(db, userId, clock.now());
      const devices = sessions.map((session) => ({
        id: session.id,
        current: session.token === token,
        userAgent: session.userAgent ?? "",
        address: session.ipAddress ?? "",
        signedInAt: session.createdAt,
        expiresAt: session.expiresAt,
      }));
      const twoFactorEnabled = await repo.hasTwoFactor(db, userId);
      const ways = await repo.listWaysIn(db, userId);
      return {
        twoFactorEnabled,
        hasPassword: ways.hasPassword,
        providers: ways.providers,
        passkeys: await repo.listPasskeys(db, userId),
        devices,
      };
    },
    async revokeDevice(userId, sessionId) {
      if (!(await repo.deleteSession(db, userId, sessionId))) throw notFound("session");
    },
    unlinkProvider: (userId, accountId) => unlinkProvider(deps, userId, accountId),
    async revokeOtherDevices(userId, request) {
      await repo.deleteOtherSessions(db, userId, await requireToken(deps, request));
    },
    settle: (userId, hints = {}) => settle(deps, userId, hints),
  };
}

async function unlinkProvider(deps: SessionServiceDeps, userId: string, accountId: string): Promise<void> {
  await deps.uow.run(async ({ db }) => {
    // Two removals at once must not each count the other's account as the one that is left.
    await repo.lockUser(db, userId);
    const { hasPassword, providers } = await repo.listWaysIn(db, userId);
    if (!providers.some(({ id }) => id === accountId)) throw notFound("account");
    if (!hasPassword && providers.length === 1)
      throw new AppError("CONFLICT", "the only way in", { userMessage: "ONLY_WAY_IN" });
    await repo.deleteProvider(db, userId, accountId);
  });
}

async function fromRequest(deps: SessionServiceDeps, request: Request): Promise<SessionOutput | null> {
  const token = await deps.sessionToken(request);
  if (!token) return null;
  const found = await repo.findSession(deps.db, token, deps.clock.now());
  if (!found) return null;
  if (found.memberships.length > 0) return toOutput(found);
  // A crash between sign-up and its workspace, or a person removed from their last one.
  await settle(deps, found.user.id, {});
  const repaired = await repo.findSession(deps.db, token, deps.clock.now());
  return repaired && toOutput(repaired);
}

/** The active workspace when the person still belongs to it, else the one they joined first. */
function toOutput({ user, activeWorkspaceId, memberships }: repo.FoundSession): SessionOutput | null {
  const active = memberships.find((one) => one.workspace.id === activeWorkspaceId) ?? memberships[0];
  if (!active) return null;
  const language = locale.safeParse(user.locale);
  return {
    user: { ...user, locale: language.success ? language.data : "en" },
    workspace: active.workspace,
    role: active.role,
    workspaces: memberships.map(({ workspace, role }) => ({ id: workspace.id, name: workspace.name, role })),
  };
}

async function settle(deps: SessionServiceDeps, userId: string, hints: { timeZone?: string }): Promise<void> {
  await deps.uow.run(async ({ db }) => {
    const user = await repo.lockUser(db, userId);
    if (!user) return;
    if (!(await repo.hasMembership(db, userId)))
      await repo.createFirstWorkspace(db, {
        userId,
        name: firstWorkspaceName(user),
        timeZone: isTimeZone(hints.timeZone) ? hints.timeZone : "UTC",
        at: deps.clock.now(),
      });
    const mayOperate = user.emailVerified || !deps.requiresVerifiedEmail;
    if (mayOperate && (await repo.appointOperator(db, userId)))
      deps.log.info("this person runs the installation", { userId });
  });
}

/** A name to begin with, in the person's language; from then on it is theirs to change. */
function firstWorkspaceName({ name, locale: language }: { name: string; locale: string }): string {
  const short = name.slice(0, 60);
  return language === "fr" ? `Espace ${short}` : `${short}’s workspace`;
}

function isTimeZone(zone: string | undefined): zone is string {
  try {
    return zone !== undefined && Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

async function requireToken(deps: SessionServiceDeps, request: Request): Promise<string> {
  const token = await deps.sessionToken(request);
  if (!token) throw new AppError("UNAUTHORIZED", "the request carries no session");
  return token;
}

const notFound = (what: string): AppError => new AppError("NOT_FOUND", `${what} not found for this person`);
