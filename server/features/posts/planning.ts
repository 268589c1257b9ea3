import { AppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { refuseBeyondQuota } from "#server/features/beyond-quota.ts";
import { AFRESH } from "#server/features/publish-job.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { changed, contentOf, detached, lockEditable, putInLine, recordDeed } from "./change.ts";
import { issuesOf, loadAccountOptions, loadReferences, type PostsDeps } from "./judge.ts";
import { toPostOutput } from "./present.ts";
import { findPost, NO_REPEAT, type PostRow, updatePost, updateTargets } from "./repo.ts";
import type { Issue, PostOutput } from "./schema.ts";
import { FURTHEST_AHEAD_MS, hasErrors } from "./validate.ts";

/** Nothing of it is out, and it may still go. */
export const STILL_IN_LINE = ["scheduled", "waiting", "held", "assisted"] as const;
/** Nothing of it is out; scheduling sends it. */
const AT_REST = ["draft", ...STILL_IN_LINE, "failed", "canceled"] as const;

/** The past means at once. */
const notBefore = (now: Date, wanted: Date): Date => (wanted < now ? now : wanted);

async function readPost(deps: PostsDeps, actor: Actor, postId: string): Promise<PostRow> {
  const post = await findPost(deps.db, actor.workspaceId, postId);
  if (!post) throw new AppError("NOT_FOUND", "no such post");
  return post;
}

const connectionsOf = (post: PostRow) => post.targets.map((target) => target.connection);

type Planned = { post: PostOutput; issues: Issue[] };

export async function schedule(
  deps: PostsDeps,
  actor: Actor,
  input: { postId: string; revision: number; scheduledAt: Date },
): Promise<Planned> {
  requireRole(actor, "editor");
  const current = await readPost(deps, actor, input.postId);
  const connections = connectionsOf(current);
  const options = await loadAccountOptions(deps, actor, connections, contentOf(current).targets);
  const limits = await deps.quota.limits(actor, connections);
  return deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, input.postId, input.revision);
    return sendAt(deps, tx, actor, post, { at: input.scheduledAt, options, limits });
  });
}

/** At the first slot that is free for all of its accounts; found and taken in one go, so nobody else gets it too. */
export async function scheduleNextSlot(
  deps: PostsDeps,
  actor: Actor,
  input: { postId: string; revision: number },
): Promise<Planned> {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  const current = await readPost(deps, actor, input.postId);
  const connections = connectionsOf(current);
  const options = await loadAccountOptions(deps, actor, connections, contentOf(current).targets);
  const limits = await deps.quota.limits(actor, connections);
  return deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, input.postId, input.revision);
    const connectionIds = post.targets.map((target) => target.connectionId);
    const after = deps.clock.now();
    const slot = await deps.slots.take(tx, { workspaceId, connectionIds, postId: post.id, after, limits });
    if (!slot) throw new AppError("CONFLICT", "no free slot", { userMessage: "NO_FREE_SLOT" });
    return sendAt(deps, tx, actor, post, { at: slot.at, options, limits });
  });
}

interface Departure {
  at: Date;
  options: Awaited<ReturnType<typeof loadAccountOptions>>;
  limits: Awaited<ReturnType<PostsDeps["quota"]["limits"]>>;
}

async function sendAt(
  deps: PostsDeps,
  tx: Tx,
  actor: Actor,
  post: PostRow,
  { at, options, limits }: Departure,
): Promise<Planned> {
  const { workspaceId } = actor;
  const now = deps.clock.now();
  const content = contentOf(post);
  const references = await loadReferences(tx.db, workspaceId, content);
  const issues = [
    ...issuesOf(deps, content, references, at, options),
    ...(await deps.quota.issues(tx.db, { workspaceId, limits, postId: post.id, at, hold: true })),
  ];
  if (hasErrors(issues)) return { post: toPostOutput(post), issues };
  const scheduledAt = notBefore(now, at);
  await updatePost(tx.db, workspaceId, post.id, {
    status: "scheduled",
    scheduledAt,
    repeat: NO_REPEAT,
    ...detached(post, now),
  });
  await putInLine(tx, post, scheduledAt, AT_REST);
  const facts = { at: scheduledAt.toISOString(), targets: post.targets.length };
  await recordDeed(tx, actor, now, post.id, "post.scheduled", facts);
  return { post: toPostOutput(await changed(tx, actor, post.id)), issues };
}

export async function reschedule(
  deps: PostsDeps,
  actor: Actor,
  input: { postId: string; scheduledAt: Date },
): Promise<PostOutput> {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  const now = deps.clock.now();
  if (input.scheduledAt.getTime() - now.getTime() > FURTHEST_AHEAD_MS)
    throw new AppError("VALIDATION_ERROR", "too far ahead", { userMessage: "SCHEDULED_TOO_FAR" });
  const connections = connectionsOf(await readPost(deps, actor, input.postId));
  const limits = await deps.quota.limits(actor, connections);
  const post = await deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, input.postId);
    const inLine = post.status === "scheduled";
    const scheduledAt = inLine ? notBefore(now, input.scheduledAt) : input.scheduledAt;
    if (inLine) {
      const plan = { workspaceId, limits, postId: post.id, at: scheduledAt, hold: true };
      refuseBeyondQuota(await deps.quota.issues(tx.db, plan));
    }
    await updatePost(tx.db, workspaceId, post.id, { scheduledAt, ...detached(post, now) });
    if (inLine) await putInLine(tx, post, scheduledAt, STILL_IN_LINE);
    const facts = { at: scheduledAt.toISOString(), from: post.scheduledAt?.toISOString() ?? null };
    await recordDeed(tx, actor, now, post.id, "post.rescheduled", facts);
    return changed(tx, actor, post.id);
  });
  return toPostOutput(post);
}

export async function unschedule(deps: PostsDeps, actor: Actor, postId: string): Promise<PostOutput> {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  const now = deps.clock.now();
  const post = await deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, postId);
    if (post.status === "draft") return post;
    await updatePost(tx.db, workspaceId, postId, { status: "draft", ...detached(post, now) });
    await updateTargets(tx.db, { workspaceId, postId }, { ...AFRESH, status: "draft", scheduledAt: null });
    await recordDeed(tx, actor, now, postId, "post.unscheduled");
    return changed(tx, actor, postId);
  });
  return toPostOutput(post);
}
