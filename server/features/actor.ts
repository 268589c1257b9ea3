import { AppError } from "#server/core/errors.ts";
import { ROLES, type Role } from "./session/schema.ts";

/** Who acts, for whom: every service call starts with one. */
export interface Actor {
  userId: string;
  workspaceId: string;
  role: Role;
}

/** Throws FORBIDDEN unless the actor holds at least this role: owner > admin > editor > viewer. */
export function requireRole(actor: Actor, least: Role): void {
  if (ROLES.indexOf(actor.role) > ROLES.indexOf(least))
    throw new AppError("FORBIDDEN", `role ${actor.role} may not do what needs ${least}`, {
      params: { role: least },
    });
}
