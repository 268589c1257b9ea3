import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { AFRESH } from "#server/features/publish-job.ts";
import { type SeriesRule, storedRule } from "#server/features/series-rule.ts";
import {
  changed,
  changedFields,
  contentOf,
  detached,
  lockEditable,
  type Plan,
  recordDeed,
  writeContent,
} from "./change.ts";
import { issuesOf, loadAccountOptions, loadDemands, loadReferences, type PostsDeps } from "./judge.ts";
import { reschedule, STILL_IN_LINE, schedule, scheduleNextSlot, unschedule } from "./planning.ts";
import { toPostOutput } from "./present.ts";
import {
  type ConnectionRow,
  findCalendar,
  findCursor,
  findList,
  findPost,
  insertPost,
  lockPost,
  type PostRow,
  updatePost,
  updateTargets,
} from "./repo.ts";
import type {
  calendarInput,
  calendarOutput,
  Issue,
  PostContentInput,
  PostOutput,
  postListInput,
  postListOutput,
  postSaveInput,
  validateInput,
} from "./schema.ts";
import { hasErrors } from "./validate.ts";

export type {
  MadeOccurrence,
  OccurrencePosts,
  Prepared,
  SeriesPost,
} from "./occurrences.ts";

export interface PostsService {
  get(actor: Actor, postId: string): Promise<PostOutput>;
  list(actor: Actor, input: z.infer<typeof postListInput>): Promise<z.infer<typeof postListOutput>>;
  calendar(actor: Actor, input: z.infer<typeof calendarInput>): Promise<z.infer<typeof calendarOutput>>;
  validate(actor: Actor, input: z.infer<typeof validateInput>): Promise<{ issues: Issue[] }>;
  /**
   * Creates or updates. A draft may be incomplete. A change that would make a scheduled post invalid is refused: when an
   * issue is an error, `post` is what it was and nothing was written. Throws CONFLICT for an outdated revision and for
   * a post on its way, NOT_FOUND for media or connections of others.
   */
  save(actor: Actor, input: z.infer<typeof postSaveInput>): Promise<{ post: PostOutput; issues: Issue[] }>;
  /** Sends every target out at the time; refused like `save` when an issue is an error. The past means at once. */
  schedule(
    actor: Actor,
    input: { postId: string; revision: number; scheduledAt: Date },
  ): Promise<{ post: PostOutput; issues: Issue[] }>;
  /** The same at the first posting slot that is free for all of its accounts. Throws CONFLICT where there is none. */
  scheduleNextSlot(
    actor: Actor,
    input: { postId: string; revision: number },
  ): Promise<{ post: PostOutput; issues: Issue[] }>;
  /** Moves the time: of a scheduled post with all that is still in line, of a draft as a plan. Throws CONFLICT beyond a quota. */
  reschedule(actor: Actor, input: { postId: string; scheduledAt: Date }): Promise<PostOutput>;
  /** Back to draft: nothing goes out. Refused once a target is on its way. */
  unschedule(actor: Actor, postId: string): Promise<PostOutput>;
  /** A new draft with the same content and no time. */
  duplicate(actor: Actor, postId: string): Promise<PostOutput>;
  /** Out of sight; what is in line goes nowhere, what is live stays live. Refused while something is on its way. */
  remove(actor: Actor, postId: string): Promise<void>;
}

export function createPostsService(deps: PostsDeps): PostsService {
  const { db } = deps;
  return {
    async get(actor, postId) {
      return toPostOutput(found(await findPost(db, actor.workspaceId, postId)));
    },
    list: (actor, input) => list(deps, actor, input),
    async calendar(actor, input) {
      const rows = await findCalendar(db, actor.workspaceId, input, CALENDAR_LIMIT + 1);
      return {
        posts: rows.slice(0, CALENDAR_LIMIT).map(toPostOutput),
        truncated: rows.length > CALENDAR_LIMIT,
      };
    },
    validate: (actor, input) => validate(deps, actor, input),
    save: (actor, { postId, revision, scheduledAt, repeat, ...content }) =>
      postId === undefined
        ? create(deps, actor, content, { scheduledAt: scheduledAt ?? null, repeat: repeat ?? null })
        : update(deps, actor, { postId, revision, content, plannedAt: scheduledAt, repeat }),
    schedule: (actor, input) => schedule(deps, actor, input),
    scheduleNextSlot: (actor, input) => scheduleNextSlot(deps, actor, input),
    reschedule: (actor, input) => reschedule(deps, actor, input),
    unschedule: (actor, postId) => unschedule(deps, actor, postId),
    duplicate: (actor, postId) => duplicate(deps, actor, postId),
    remove: (actor, postId) => remove(deps, actor, postId),
  };
}

const CALENDAR_LIMIT = 1000;

function found(post: PostRow | null): PostRow {
  if (!post) throw new AppError("NOT_FOUND", "no such post");
  return post;
}

async function list(
  { db }: PostsDeps,
  actor: Actor,
  input: z.infer<typeof postListInput>,
): Promise<z.infer<typeof postListOutput>> {
  const after = input.cursor ? await findCursor(db, actor.workspaceId, input.cursor) : undefined;
  if (after === null) throw new AppError("NOT_FOUND", "no such cursor");
  const states = input.states ?? (input.state ? [input.state] : undefined);
  const rows = await findList(db, actor.workspaceId, states, after, input.limit + 1);
  const posts = rows.slice(0, input.limit).map(toPostOutput);
  return { posts, nextCursor: rows.length > input.limit ? (posts.at(-1)?.id ?? null) : null };
}

async function validate(
  deps: PostsDeps,
  actor: Actor,
  { scheduledAt, postId, ...content }: z.infer<typeof validateInput>,
): Promise<{ issues: Issue[] }> {
  const references = await loadReferences(deps.db, actor.workspaceId, content);
  const demands = await loadDemands(deps, actor, content.targets);
  const issues = issuesOf(deps, content, references, scheduledAt, demands);
  const { connections } = references;
  const plan = { postId: postId ?? null, at: scheduledAt, connections };
  return { issues: [...issues, ...(await plannedIssues(deps, actor, plan))] };
}

/** What quotas say to a time that is planned and not yet taken. */
async function plannedIssues(
  deps: PostsDeps,
  actor: Actor,
  { postId, at, connections }: { postId: string | null; at: Date | null; connections: ConnectionRow[] },
): Promise<Issue[]> {
  if (!at) return [];
  const limits = await deps.quota.limits(actor, connections);
  const { workspaceId } = actor;
  return deps.quota.issues(deps.db, { workspaceId, limits, postId, at, hold: false });
}

async function create(deps: PostsDeps, actor: Actor, content: PostContentInput, planned: Plan) {
  requireRole(actor, "editor");
  const { workspaceId, userId: createdByUserId } = actor;
  const references = await loadReferences(deps.db, workspaceId, content);
  const post = await deps.work.run(async (tx) => {
    const id = await insertPost(tx.db, { workspaceId, createdByUserId, content, ...planned });
    await recordDeed(tx, actor, deps.clock.now(), id, "post.created");
    return changed(tx, actor, id);
  });
  const { connections } = references;
  const plan = { postId: post.id, at: post.scheduledAt, connections };
  return {
    post: toPostOutput(post),
    issues: [
      ...issuesOf(deps, content, references, null, await loadDemands(deps, actor, content.targets)),
      ...(await plannedIssues(deps, actor, plan)),
    ],
  };
}

interface Edit {
  postId: string;
  revision: number | undefined;
  content: PostContentInput;
  /** Of a draft; undefined leaves the stored one. */
  plannedAt: Date | null | undefined;
  repeat: SeriesRule | null | undefined;
}

/** What is in line keeps its time, and goes out once. */
function planAfter(post: PostRow, { plannedAt, repeat }: Edit): Plan {
  const inLine = post.status === "scheduled";
  return {
    scheduledAt: inLine || plannedAt === undefined ? post.scheduledAt : plannedAt,
    repeat: inLine || repeat === undefined ? storedRule(post.repeat) : repeat,
  };
}

async function update(deps: PostsDeps, actor: Actor, edit: Edit) {
  const { postId, revision, content } = edit;
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  const references = await loadReferences(deps.db, workspaceId, content);
  const now = deps.clock.now();
  const current = found(await findPost(deps.db, workspaceId, postId));
  const inLine = current.status === "scheduled";
  const options = inLine
    ? await loadAccountOptions(deps, actor, references.connections, content.targets)
    : await loadDemands(deps, actor, content.targets);
  const limits = await deps.quota.limits(actor, accountsToCount(current, references.connections));
  return deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, postId, revision);
    const scheduled = post.status === "scheduled";
    const planned = planAfter(post, edit);
    const { scheduledAt } = planned;
    const plan = { workspaceId, limits, postId, hold: scheduled };
    const issues = [
      ...issuesOf(deps, content, references, null, options),
      ...(scheduledAt ? await deps.quota.issues(tx.db, { ...plan, at: scheduledAt }) : []),
    ];
    const fields = changedFields(post, content, planned);
    if ((scheduled && hasErrors(issues)) || fields.length === 0) return { post: toPostOutput(post), issues };
    await writeContent(tx, post, content, { ...planned, now, ...detached(post, now) });
    await recordDeed(tx, actor, now, postId, "post.edited", { fields });
    return { post: toPostOutput(await changed(tx, actor, postId)), issues };
  });
}

/** Of a post in line only the accounts it did not have yet: the others have their place already. */
const accountsToCount = (post: PostRow, connections: readonly ConnectionRow[]): ConnectionRow[] =>
  connections.filter(
    ({ id }) => post.status === "draft" || !post.targets.some(({ connectionId }) => connectionId === id),
  );

async function duplicate(deps: PostsDeps, actor: Actor, postId: string) {
  requireRole(actor, "editor");
  const { workspaceId, userId } = actor;
  const post = await deps.work.run(async (tx) => {
    const original = found(await findPost(tx.db, workspaceId, postId));
    const id = await insertPost(tx.db, {
      workspaceId,
      createdByUserId: userId,
      content: contentOf(original),
      scheduledAt: null,
    });
    await recordDeed(tx, actor, deps.clock.now(), id, "post.duplicated", { from: postId });
    return changed(tx, actor, id);
  });
  return toPostOutput(post);
}

async function remove(deps: PostsDeps, actor: Actor, postId: string): Promise<void> {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  await deps.work.run(async (tx) => {
    const post = found(await lockPost(tx.db, workspaceId, postId));
    if (post.targets.some((target) => target.status === "publishing" || target.status === "unknown"))
      throw new AppError("CONFLICT", "the post is on its way", { userMessage: "POST_ON_ITS_WAY" });
    const now = deps.clock.now();
    await updatePost(tx.db, workspaceId, postId, { deletedAt: now, ...detached(post, now) });
    await updateTargets(
      tx.db,
      { workspaceId, postId, status: { in: [...STILL_IN_LINE] } },
      { ...AFRESH, status: "canceled" },
    );
    await recordDeed(tx, actor, now, postId, "post.removed");
    tx.emit({ workspaceId, type: "post.changed", id: postId });
  });
}
