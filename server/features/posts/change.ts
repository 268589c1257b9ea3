import { AppError } from "#server/core/errors.ts";
import type { Actor } from "#server/features/actor.ts";
import { AFRESH, enqueuePublish } from "#server/features/publish-job.ts";
import { type SeriesRule, storedRule } from "#server/features/series-rule.ts";
import { ownMediaIds } from "#server/features/target-media.ts";
import { recordTimeline, type TimelineData } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import {
  deleteTargets,
  FOLLOWS_POST,
  findPost,
  insertTargets,
  lockPost,
  NO_REPEAT,
  type PostRow,
  replaceMedia,
  type TargetRow,
  updatePost,
  updateTargets,
} from "./repo.ts";
import { optionValues, type PostContentInput, type TargetInput, type TargetStatus } from "./schema.ts";
import { isEditable } from "./state.ts";

/** The building blocks of a change to a post; each runs inside the transaction of one service call. */

/** The locked post. Throws NOT_FOUND; CONFLICT once something is on its way, or when somebody saved in between. */
export async function lockEditable(
  tx: Tx,
  actor: Actor,
  postId: string,
  revision?: number,
): Promise<PostRow> {
  const post = await lockPost(tx.db, actor.workspaceId, postId);
  if (!post) throw new AppError("NOT_FOUND", "no such post");
  if (!isEditable(post.targets))
    throw new AppError("CONFLICT", "the post is on its way", { userMessage: "POST_ON_ITS_WAY" });
  if (revision !== undefined && revision !== post.revision)
    throw new AppError("CONFLICT", `revision ${revision} is not the newest (${post.revision})`);
  return post;
}

/** The post after the change, told to open pages. */
export async function changed(tx: Tx, actor: Actor, postId: string): Promise<PostRow> {
  tx.emit({ workspaceId: actor.workspaceId, type: "post.changed", id: postId });
  const post = await findPost(tx.db, actor.workspaceId, postId);
  if (!post) throw new AppError("NOT_FOUND", "no such post");
  return post;
}

/** What a person changes about one occurrence is theirs: its series leaves it alone from then on. */
export const detached = (post: Pick<PostRow, "seriesId" | "detachedAt">, now: Date): { detachedAt?: Date } =>
  post.seriesId && !post.detachedAt ? { detachedAt: now } : {};

/** Writes what a person did into the post's timeline. */
export const recordDeed = (
  tx: Tx,
  actor: Actor,
  now: Date,
  postId: string,
  type: string,
  data: TimelineData = {},
): Promise<void> =>
  recordTimeline(tx, [
    { workspaceId: actor.workspaceId, postId, type, data, actorUserId: actor.userId, at: now },
  ]);

export const contentOf = (post: PostRow): PostContentInput => ({
  text: post.text,
  timeZone: post.timeZone,
  latePolicy: post.latePolicy,
  mediaIds: post.media.map((item) => item.mediaId),
  targets: post.targets.map(targetInputOf),
});

const targetInputOf = (target: TargetRow): TargetInput => ({
  connectionId: target.connectionId,
  kind: target.kind,
  text: target.text,
  mediaIds: ownMediaIds(target.mediaIds),
  options: optionValues.parse(target.options),
});

/** When a post goes out, and, of a draft, on which days it is to come again. */
export interface Plan {
  scheduledAt: Date | null;
  repeat: SeriesRule | null;
}

/** The parts of the content and the plan that differ, in words of the timeline. Empty when nothing changed. */
export function changedFields(
  post: PostRow,
  content: PostContentInput,
  { scheduledAt, repeat }: Plan,
): string[] {
  const before = contentOf(post);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const inOrder = (targets: TargetInput[]) =>
    targets
      .map(({ connectionId, kind, text, mediaIds, options }) => [
        ...[connectionId, kind, text, mediaIds?.join() ?? null],
        Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)),
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return [
    ...(before.text === content.text ? [] : ["text"]),
    ...(same(before.mediaIds, content.mediaIds) ? [] : ["media"]),
    ...(same(inOrder(before.targets), inOrder(content.targets)) ? [] : ["targets"]),
    ...(before.timeZone === content.timeZone ? [] : ["timeZone"]),
    ...(before.latePolicy === (content.latePolicy ?? before.latePolicy) ? [] : ["latePolicy"]),
    ...(post.scheduledAt?.getTime() === scheduledAt?.getTime() ? [] : ["scheduledAt"]),
    ...(same(storedRule(post.repeat), storedRule(repeat)) ? [] : ["repeat"]),
  ];
}

/** Targets an edit of a scheduled post sends out anew: those that stand in line. */
const IN_LINE: readonly TargetStatus[] = ["scheduled", "waiting", "assisted"];

/** Writes the content; targets in line start over with it, so that an older alarm finds itself outdated. */
export async function writeContent(
  tx: Tx,
  post: PostRow,
  content: PostContentInput,
  when: Plan & { now: Date; detachedAt?: Date },
): Promise<void> {
  const { workspaceId, id: postId } = post;
  const { text, timeZone, latePolicy } = content;
  const { scheduledAt, repeat, detachedAt } = when;
  await updatePost(tx.db, workspaceId, postId, {
    ...{ text, timeZone, scheduledAt, repeat: repeat ?? NO_REPEAT },
    ...(latePolicy ? { latePolicy } : {}),
    ...(detachedAt ? { detachedAt } : {}),
  });
  await replaceMedia(tx.db, postId, content.mediaIds);
  const wanted = new Map(content.targets.map((target) => [target.connectionId, target]));
  const dropped = post.targets.filter((target) => !wanted.has(target.connectionId));
  await deleteTargets(
    tx.db,
    workspaceId,
    dropped.map((target) => target.id),
  );
  for (const target of post.targets) {
    const input = wanted.get(target.connectionId);
    if (!input) continue;
    const { kind, text, mediaIds, options } = input;
    await updateTargets(
      tx.db,
      { workspaceId, id: target.id },
      { kind, text, mediaIds: mediaIds ?? FOLLOWS_POST, options },
    );
    wanted.delete(target.connectionId);
  }
  await insertTargets(
    tx.db,
    [...wanted.values()].map((target) => ({ ...target, postId, workspaceId })),
  );
  if (post.status === "scheduled")
    await putInLine(tx, post, when.scheduledAt ?? when.now, ["draft", ...IN_LINE]);
}

/** Sends the targets of these statuses out at a time: their rows start over and their alarms are set. */
export async function putInLine(
  tx: Tx,
  post: Pick<PostRow, "id" | "workspaceId">,
  scheduledAt: Date,
  statuses: readonly TargetStatus[],
): Promise<void> {
  const { workspaceId, id: postId } = post;
  await updateTargets(
    tx.db,
    { workspaceId, postId, status: { in: [...statuses] } },
    { ...AFRESH, status: "scheduled", scheduledAt },
  );
  const targets = await tx.db.postTarget.findMany({
    where: { workspaceId, postId, status: "scheduled" },
    select: { id: true, workspaceId: true, revision: true },
    orderBy: { id: "asc" },
  });
  for (const target of targets) await enqueuePublish(tx, target, scheduledAt);
}
