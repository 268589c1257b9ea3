import { AppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { recordTimeline, type TimelineData } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { findTarget, type SeenTarget, type TargetChange, updateSeen } from "./repo.ts";
import type { PublishDeps } from "./run.ts";

export type ActDeps = Pick<PublishDeps, "db" | "work" | "clock">;

export type Deed = (tx: Tx, target: SeenTarget, now: Date) => Promise<{ type: string; data?: TimelineData }>;

/** What a person does to a target: in one transaction with the event that names them. Throws NOT_FOUND, FORBIDDEN. */
export async function act(deps: ActDeps, actor: Actor, targetId: string, deed: Deed): Promise<void> {
  requireRole(actor, "editor");
  const { workspaceId, userId: actorUserId } = actor;
  await deps.work.run(async (tx) => {
    const target = await findTarget(tx.db, workspaceId, targetId);
    if (!target) throw new AppError("NOT_FOUND", "no such target");
    if (target.removeAskedAt) refuse(target, "TARGET_BEING_REMOVED");
    const at = deps.clock.now();
    const event = await deed(tx, target, at);
    const { postId } = target;
    await recordTimeline(tx, [{ workspaceId, postId, targetId, actorUserId, at, ...event }]);
    tx.emit({ workspaceId, type: "post.changed", id: postId });
  });
}

/** Compare-and-set on what the decision rested on: whoever was quicker wins. Throws CONFLICT. */
export async function change(tx: Tx, target: SeenTarget, data: TargetChange): Promise<void> {
  if (await updateSeen(tx.db, target, data)) return;
  throw new AppError("CONFLICT", "the target moved on meanwhile");
}

/** Not possible as the target stands; `userMessage` says why. */
export const refuse = (
  target: SeenTarget,
  userMessage: string,
  params: Record<string, string> = {},
): never => {
  const message = `not possible for a target that is ${target.status}`;
  throw new AppError("CONFLICT", message, { userMessage, params });
};
