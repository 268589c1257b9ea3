import type { Actor } from "#server/features/actor.ts";
import { AFRESH } from "#server/features/publish-job.ts";
import { recordTimeline } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { putInLine, writeContent } from "./change.ts";
import { issuesOf, loadAccountOptions, loadReferences, type PostsDeps } from "./judge.ts";
import { toPostMedia } from "./present.ts";
import {
  type ConnectionRow,
  findConnections,
  findMedia,
  findOfSeries,
  findPost,
  insertPost,
  lockOfSeries,
  lockPost,
  type PostRow,
  updatePost,
  updateTargets,
} from "./repo.ts";
import type { Issue, PostContentInput, PostOutput, TargetStatus } from "./schema.ts";
import { derivePostState } from "./state.ts";

/** The posts of a series, as the series needs them: made, rewritten and taken back by it, never by a person. */
export interface OccurrencePosts {
  /** Asks networks what the accounts allow now: outside of transactions. NOT_FOUND for what is not of this workspace. */
  prepare(actor: Actor, content: PostContentInput): Promise<Prepared>;
  /** The same for what was stored long ago: what is gone since is left out and told as issues. */
  prepareStored(actor: Actor, content: PostContentInput): Promise<Prepared & { content: PostContentInput }>;
  /** What keeps this content from going out at this time. `hold`: nobody else plans for the accounts meanwhile. */
  judge(db: Tx["db"], content: PostContentInput, prepared: Prepared, plan: JudgedPlan): Promise<Issue[]>;
  /**
   * Makes the post of an occurrence, in line to go out. Where something keeps it from that it is a draft with its time,
   * and the issues are returned; nothing is moved or left out silently.
   */
  make(tx: Tx, occurrence: NewOccurrence, prepared: Prepared): Promise<MadeOccurrence>;
  /** Gives an occurrence nobody touched the content and time that its series has now. */
  rewrite(tx: Tx, postId: string, occurrence: NewOccurrence, prepared: Prepared): Promise<MadeOccurrence>;
  /** Takes an occurrence back that its series no longer has; its day is free again. */
  withdraw(tx: Tx, workspaceId: string, postId: string): Promise<void>;
  /** The posts that stand for the days of a series from a date on, those that a person removed included. */
  ofSeries(db: Tx["db"], workspaceId: string, seriesId: string, from: string): Promise<SeriesPost[]>;
  /** The same, locked until the transaction ends: before anything is changed about several of them. */
  lockSeries(tx: Tx, workspaceId: string, seriesId: string, from: string): Promise<SeriesPost[]>;
  /** A draft that became a series is a draft no longer. */
  discardDraft(tx: Tx, actor: Actor, postId: string): Promise<void>;
  /** The accounts and media behind ids, as pages show them; what is gone is left out. */
  show(
    workspaceId: string,
    ids: { connectionIds: string[]; mediaIds: string[] },
  ): Promise<{ connections: { id: string; platform: string; handle: string }[]; media: PostOutput["media"] }>;
}

export interface Prepared {
  /** What was asked for and is no longer there. */
  lost: readonly Issue[];
  options: Awaited<ReturnType<typeof loadAccountOptions>>;
  limits: Awaited<ReturnType<PostsDeps["quota"]["limits"]>>;
}

export interface JudgedPlan {
  workspaceId: string;
  postId: string | null;
  at: Date;
  hold: boolean;
}

export interface NewOccurrence {
  workspaceId: string;
  createdByUserId: string;
  seriesId: string;
  occurrence: string;
  content: PostContentInput;
  at: Date;
}

export interface MadeOccurrence {
  postId: string;
  /** What keeps it from going out; it is a draft then. */
  issues: Issue[];
}

export interface SeriesPost {
  id: string;
  occurrence: string;
  scheduledAt: Date | null;
  detached: boolean;
  removed: boolean;
  /** Nobody touched it, and nothing of it is on its way. */
  untouched: boolean;
  state: PostOutput["state"];
}

export function createOccurrencePosts(deps: PostsDeps): OccurrencePosts {
  return {
    async prepare(actor, content) {
      const { connections } = await loadReferences(deps.db, actor.workspaceId, content);
      return { lost: [], ...(await askNetworks(deps, actor, connections, content.targets)) };
    },
    prepareStored: (actor, content) => prepareStored(deps, actor, content),
    judge: (db, content, prepared, plan) => judgeFor(deps, db, content, prepared, plan),
    make: (tx, occurrence, prepared) => make(deps, tx, occurrence, prepared),
    rewrite: (tx, postId, occurrence, prepared) => rewrite(deps, tx, postId, occurrence, prepared),
    withdraw: (tx, workspaceId, postId) => withdraw(deps, tx, workspaceId, postId),
    async ofSeries(db, workspaceId, seriesId, from) {
      return (await findOfSeries(db, workspaceId, seriesId, from)).map(toSeriesPost);
    },
    async lockSeries(tx, workspaceId, seriesId, from) {
      await lockOfSeries(tx.db, workspaceId, seriesId, from);
      return (await findOfSeries(tx.db, workspaceId, seriesId, from)).map(toSeriesPost);
    },
    discardDraft: (tx, actor, postId) => discardDraft(deps, tx, actor, postId),
    async show(workspaceId, { connectionIds, mediaIds }) {
      const [connections, media] = await Promise.all([
        findConnections(deps.db, workspaceId, connectionIds),
        findMedia(deps.db, workspaceId, mediaIds),
      ]);
      const kept = new Map(media.filter(({ deletedAt }) => !deletedAt).map((item) => [item.id, item]));
      return {
        connections,
        media: mediaIds.flatMap((id) => {
          const item = kept.get(id);
          return item ? [toPostMedia(item)] : [];
        }),
      };
    },
  };
}

const askNetworks = async (
  deps: PostsDeps,
  actor: Actor,
  connections: ConnectionRow[],
  targets: PostContentInput["targets"],
) => ({
  options: await loadAccountOptions(deps, actor, connections, targets),
  limits: await deps.quota.limits(actor, connections),
});

async function prepareStored(deps: PostsDeps, actor: Actor, content: PostContentInput) {
  const { workspaceId } = actor;
  const [connections, media] = await Promise.all([
    findConnections(
      deps.db,
      workspaceId,
      content.targets.map(({ connectionId }) => connectionId),
    ),
    findMedia(deps.db, workspaceId, content.mediaIds),
  ]);
  const hasMedia = (id: string) => media.some((item) => item.id === id);
  const hasAccount = (id: string) => connections.some((connection) => connection.id === id);
  return {
    ...(await askNetworks(deps, actor, connections, content.targets)),
    content: {
      ...content,
      mediaIds: content.mediaIds.filter(hasMedia),
      targets: content.targets.filter(({ connectionId }) => hasAccount(connectionId)),
    },
    lost: [
      ...content.mediaIds.flatMap((id, index) => (hasMedia(id) ? [] : [mediaGone(index + 1)])),
      ...content.targets.flatMap(({ connectionId }) => (hasAccount(connectionId) ? [] : [ACCOUNT_GONE])),
    ],
  };
}

const mediaGone = (position: number): Issue => ({
  ...{ connectionId: null, field: "media", code: "media.gone", params: { position }, severity: "error" },
});

const ACCOUNT_GONE: Issue = {
  ...{ connectionId: null, field: "targets", code: "connection.gone", params: {}, severity: "error" },
};

async function judgeFor(
  deps: PostsDeps,
  db: Tx["db"],
  content: PostContentInput,
  { options, limits, lost }: Prepared,
  { workspaceId, postId, at, hold }: JudgedPlan,
): Promise<Issue[]> {
  const references = await loadReferences(db, workspaceId, content);
  const quota = await deps.quota.issues(db, { workspaceId, limits, postId, at, hold });
  return [...lost, ...issuesOf(deps, content, references, at, options), ...quota];
}

/** A broken login keeps nobody from planning: the post waits for the reconnect by itself. */
const hinders = (issue: Issue): boolean =>
  issue.severity === "error" && issue.code !== "connection.needs_reconnect";

async function make(
  deps: PostsDeps,
  tx: Tx,
  { workspaceId, createdByUserId, seriesId, occurrence, content, at }: NewOccurrence,
  prepared: Prepared,
): Promise<MadeOccurrence> {
  const plan = { workspaceId, postId: null, at, hold: true };
  const issues = (await judgeFor(deps, tx.db, content, prepared, plan)).filter(hinders);
  const scheduledAt = at;
  const postId = await insertPost(tx.db, {
    ...{ workspaceId, createdByUserId, seriesId, occurrence, content, scheduledAt },
  });
  await tell(deps, tx, { workspaceId, postId }, "post.made_by_series");
  if (issues.length === 0) await send(deps, tx, { workspaceId, id: postId }, at);
  tx.emit({ workspaceId, type: "post.changed", id: postId });
  return { postId, issues };
}

async function send(
  deps: PostsDeps,
  tx: Tx,
  post: Pick<PostRow, "id" | "workspaceId">,
  at: Date,
): Promise<void> {
  const { workspaceId, id: postId } = post;
  await updatePost(tx.db, workspaceId, postId, { status: "scheduled" });
  await putInLine(tx, post, at, ["draft", "scheduled"]);
  await tell(deps, tx, { workspaceId, postId }, "post.scheduled", { at: at.toISOString() });
}

const tell = (
  deps: PostsDeps,
  tx: Tx,
  { workspaceId, postId }: { workspaceId: string; postId: string },
  type: string,
  data: { at?: string } = {},
): Promise<void> => recordTimeline(tx, [{ workspaceId, postId, type, data, at: deps.clock.now() }]);

async function rewrite(
  deps: PostsDeps,
  tx: Tx,
  postId: string,
  { workspaceId, content, at }: NewOccurrence,
  prepared: Prepared,
): Promise<MadeOccurrence> {
  const post = await lockPost(tx.db, workspaceId, postId);
  if (!post || !isUntouched(post)) return { postId, issues: [] };
  const plan = { workspaceId, postId, at, hold: true };
  const issues = (await judgeFor(deps, tx.db, content, prepared, plan)).filter(hinders);
  const held = issues.length > 0;
  if (held) await takeOutOfLine(tx, post);
  const status = held ? "draft" : post.status;
  await writeContent(tx, { ...post, status }, content, {
    ...{ scheduledAt: at, repeat: null },
    now: deps.clock.now(),
  });
  await tell(deps, tx, { workspaceId, postId }, "post.rewritten_by_series");
  if (!held && post.status === "draft") await send(deps, tx, post, at);
  tx.emit({ workspaceId, type: "post.changed", id: postId });
  return { postId, issues };
}

async function takeOutOfLine(tx: Tx, { workspaceId, id: postId }: PostRow): Promise<void> {
  await updatePost(tx.db, workspaceId, postId, { status: "draft" });
  await updateTargets(tx.db, { workspaceId, postId }, { ...AFRESH, status: "draft", scheduledAt: null });
}

async function withdraw(deps: PostsDeps, tx: Tx, workspaceId: string, postId: string): Promise<void> {
  const post = await lockPost(tx.db, workspaceId, postId);
  if (!post || !isUntouched(post)) return;
  await updatePost(tx.db, workspaceId, postId, { deletedAt: deps.clock.now(), occurrence: null });
  await updateTargets(tx.db, { workspaceId, postId }, { ...AFRESH, status: "canceled" });
  await tell(deps, tx, { workspaceId, postId }, "post.withdrawn_by_series");
  tx.emit({ workspaceId, type: "post.changed", id: postId });
}

/** Statuses a series itself gives: whatever else a target is in, a person or a network brought it there. */
const BY_THE_SERIES: readonly TargetStatus[] = ["draft", "scheduled"];

const isUntouched = (post: Pick<PostRow, "detachedAt" | "deletedAt"> & Statuses): boolean =>
  !post.detachedAt && !post.deletedAt && post.targets.every(({ status }) => BY_THE_SERIES.includes(status));

interface Statuses {
  targets: readonly { status: TargetStatus }[];
}

const toSeriesPost = (row: Awaited<ReturnType<typeof findOfSeries>>[number]): SeriesPost => ({
  id: row.id,
  occurrence: row.occurrence ?? "",
  scheduledAt: row.scheduledAt,
  detached: row.detachedAt !== null,
  removed: row.deletedAt !== null,
  untouched: isUntouched(row),
  state: derivePostState(
    row.status,
    row.targets.map(({ status }) => status),
  ),
});

async function discardDraft(deps: PostsDeps, tx: Tx, actor: Actor, postId: string): Promise<void> {
  const { workspaceId, userId: actorUserId } = actor;
  const post = await findPost(tx.db, workspaceId, postId);
  if (post?.status !== "draft") return;
  const now = deps.clock.now();
  await updatePost(tx.db, workspaceId, postId, { deletedAt: now });
  await recordTimeline(tx, [{ workspaceId, postId, type: "post.became_series", actorUserId, at: now }]);
  tx.emit({ workspaceId, type: "post.changed", id: postId });
}
