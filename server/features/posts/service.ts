import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { AFRESH } from "#server/features/publish-job.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import {
  changed,
  changedFields,
  contentOf,
  lockEditable,
  putInLine,
  recordDeed,
  writeContent,
} from "./change.ts";
import {
  type AccountOptions,
  type JudgeDeps,
  judge,
  loadAccountOptions,
  loadReferences,
  type References,
} from "./judge.ts";
import { toPostOutput } from "./present.ts";
import {
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
import { FURTHEST_AHEAD_MS, hasErrors } from "./validate.ts";

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
  /** Moves the time: of a scheduled post with all that is still in line, of a draft as a plan. */
  reschedule(actor: Actor, input: { postId: string; scheduledAt: Date }): Promise<PostOutput>;
  /** Back to draft: nothing goes out. Refused once a target is on its way. */
  unschedule(actor: Actor, postId: string): Promise<PostOutput>;
  /** A new draft with the same content and no time. */
  duplicate(actor: Actor, postId: string): Promise<PostOutput>;
  /** Out of sight; what is in line goes nowhere, what is live stays live. Refused while something is on its way. */
  remove(actor: Actor, postId: string): Promise<void>;
}

export interface PostsDeps extends JudgeDeps {
  db: Db;
  work: UnitOfWork;
  clock: Clock;
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
    async validate(actor, { scheduledAt, ...content }) {
      const references = await loadReferences(db, actor.workspaceId, content);
      return {
        issues: judge(deps.platform, content, references, { scheduledAt, now: deps.clock.now() }),
      };
    },
    save: (actor, { postId, revision, scheduledAt, ...content }) =>
      postId === undefined
        ? create(deps, actor, content, scheduledAt)
        : update(deps, actor, { postId, revision, content, plannedAt: scheduledAt }),
    schedule: (actor, input) => schedule(deps, actor, input),
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

/** What an edit is judged by; a draft has no time that could be wrong. */
function issuesOf(
  deps: PostsDeps,
  content: PostContentInput,
  references: References,
  scheduledAt: Date | null,
  accountOptions?: AccountOptions,
): Issue[] {
  return judge(deps.platform, content, references, { scheduledAt, now: deps.clock.now() }, accountOptions);
}

async function create(
  deps: PostsDeps,
  actor: Actor,
  content: PostContentInput,
  scheduledAt: Date | null | undefined,
) {
  requireRole(actor, "editor");
  const { workspaceId, userId: createdByUserId } = actor;
  const references = await loadReferences(deps.db, workspaceId, content);
  const post = await deps.work.run(async (tx) => {
    const id = await insertPost(tx.db, {
      workspaceId,
      createdByUserId,
      content,
      scheduledAt: scheduledAt ?? null,
    });
    await recordDeed(tx, actor, deps.clock.now(), id, "post.created");
    return changed(tx, actor, id);
  });
  return { post: toPostOutput(post), issues: issuesOf(deps, content, references, null) };
}

interface Edit {
  postId: string;
  revision: number | undefined;
  content: PostContentInput;
  /** Of a draft; undefined leaves the stored one. */
  plannedAt: Date | null | undefined;
}

async function update(deps: PostsDeps, actor: Actor, { postId, revision, content, plannedAt }: Edit) {
  requireRole(actor, "editor");
  const references = await loadReferences(deps.db, actor.workspaceId, content);
  const now = deps.clock.now();
  const current = found(await findPost(deps.db, actor.workspaceId, postId));
  const options =
    current.status === "scheduled"
      ? await loadAccountOptions(deps, actor, references.connections)
      : undefined;
  return deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, postId, revision);
    const issues = issuesOf(deps, content, references, null, options);
    const scheduledAt = post.status === "scheduled" || plannedAt === undefined ? post.scheduledAt : plannedAt;
    const fields = changedFields(post, content, scheduledAt);
    const refused = post.status === "scheduled" && hasErrors(issues);
    if (refused || fields.length === 0) return { post: toPostOutput(post), issues };
    await writeContent(tx, post, content, { scheduledAt, now });
    await recordDeed(tx, actor, now, postId, "post.edited", { fields });
    return { post: toPostOutput(await changed(tx, actor, postId)), issues };
  });
}

/** Nothing of it is out, and it may still go. */
const STILL_IN_LINE = ["scheduled", "waiting", "held", "assisted"] as const;
/** Nothing of it is out; scheduling sends it. */
const AT_REST = ["draft", ...STILL_IN_LINE, "failed", "canceled"] as const;

/** The past means at once. */
const notBefore = (now: Date, wanted: Date): Date => (wanted < now ? now : wanted);

async function schedule(
  deps: PostsDeps,
  actor: Actor,
  input: { postId: string; revision: number; scheduledAt: Date },
) {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  const now = deps.clock.now();
  const current = found(await findPost(deps.db, workspaceId, input.postId));
  const connections = current.targets.map((target) => target.connection);
  const options = await loadAccountOptions(deps, actor, connections);
  return deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, input.postId, input.revision);
    const content = contentOf(post);
    const references = await loadReferences(tx.db, workspaceId, content);
    const issues = issuesOf(deps, content, references, input.scheduledAt, options);
    if (hasErrors(issues)) return { post: toPostOutput(post), issues };
    const scheduledAt = notBefore(now, input.scheduledAt);
    await updatePost(tx.db, workspaceId, post.id, { status: "scheduled", scheduledAt });
    await putInLine(tx, post, scheduledAt, AT_REST);
    const facts = { at: scheduledAt.toISOString(), targets: post.targets.length };
    await recordDeed(tx, actor, now, post.id, "post.scheduled", facts);
    return { post: toPostOutput(await changed(tx, actor, post.id)), issues };
  });
}

async function reschedule(deps: PostsDeps, actor: Actor, input: { postId: string; scheduledAt: Date }) {
  requireRole(actor, "editor");
  const now = deps.clock.now();
  if (input.scheduledAt.getTime() - now.getTime() > FURTHEST_AHEAD_MS)
    throw new AppError("VALIDATION_ERROR", "too far ahead", { userMessage: "SCHEDULED_TOO_FAR" });
  const post = await deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, input.postId);
    const scheduledAt = post.status === "scheduled" ? notBefore(now, input.scheduledAt) : input.scheduledAt;
    await updatePost(tx.db, actor.workspaceId, post.id, { scheduledAt });
    if (post.status === "scheduled") await putInLine(tx, post, scheduledAt, STILL_IN_LINE);
    const facts = { at: scheduledAt.toISOString(), from: post.scheduledAt?.toISOString() ?? null };
    await recordDeed(tx, actor, now, post.id, "post.rescheduled", facts);
    return changed(tx, actor, post.id);
  });
  return toPostOutput(post);
}

async function unschedule(deps: PostsDeps, actor: Actor, postId: string) {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  const post = await deps.work.run(async (tx) => {
    const post = await lockEditable(tx, actor, postId);
    if (post.status === "draft") return post;
    await updatePost(tx.db, workspaceId, postId, { status: "draft" });
    await updateTargets(tx.db, { workspaceId, postId }, { ...AFRESH, status: "draft", scheduledAt: null });
    await recordDeed(tx, actor, deps.clock.now(), postId, "post.unscheduled");
    return changed(tx, actor, postId);
  });
  return toPostOutput(post);
}

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
    await updatePost(tx.db, workspaceId, postId, { deletedAt: deps.clock.now() });
    await updateTargets(
      tx.db,
      { workspaceId, postId, status: { in: [...STILL_IN_LINE] } },
      { ...AFRESH, status: "canceled" },
    );
    await recordDeed(tx, actor, deps.clock.now(), postId, "post.removed");
    tx.emit({ workspaceId, type: "post.changed", id: postId });
  });
}
