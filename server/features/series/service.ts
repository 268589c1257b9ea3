import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import type { Issue } from "#server/features/posts/schema.ts";
import type { SeriesPlan } from "#server/features/series-rule.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { addDays, dateIn } from "#server/features/wall-clock.ts";
import { columnsOf, contentOf, contentOfInput, planOf } from "./content.ts";
import { bringUpToDate, materialize, type SeriesDeps, sweepSeries, takeBack } from "./materialize.ts";
import { nextOccurrences, type Occurrence } from "./recurrence.ts";
import { findList, findOne, insertOne, lockOne, type SeriesRow, updateOne } from "./repo.ts";
import type {
  SeriesInput,
  SeriesOutput,
  seriesCreateInput,
  seriesDetailOutput,
  seriesListInput,
  seriesListOutput,
  seriesSaveOutput,
  seriesUpdateInput,
} from "./schema.ts";

type Saved = z.infer<typeof seriesSaveOutput>;

export interface SeriesService {
  /** The next ten occurrences of a plan, with what the clocks make of each. */
  preview(plan: SeriesPlan): { occurrences: Occurrence[] };
  list(actor: Actor, input: z.infer<typeof seriesListInput>): Promise<z.infer<typeof seriesListOutput>>;
  get(actor: Actor, seriesId: string): Promise<z.infer<typeof seriesDetailOutput>>;
  /** Starts a series and makes its first posts. Refused, with nothing written, when an issue is an error. */
  create(actor: Actor, input: z.infer<typeof seriesCreateInput>): Promise<Saved>;
  /**
   * Changes what is still to come: posts that nobody touched and that are not on their way. Throws CONFLICT for an
   * outdated revision and an ended series.
   */
  update(actor: Actor, input: z.infer<typeof seriesUpdateInput>): Promise<Saved>;
  /** Takes back what is still to come, until `resume`. */
  pause(actor: Actor, seriesId: string): Promise<void>;
  resume(actor: Actor, seriesId: string): Promise<void>;
  /** Takes back what is still to come, for good. */
  end(actor: Actor, seriesId: string): Promise<void>;
  /** For the schedule: makes the posts of every series that is due. Returns how many series were looked at. */
  sweep(signal: AbortSignal): Promise<number>;
}

export function createSeriesService(deps: SeriesDeps): SeriesService {
  return {
    preview: (plan) => ({ occurrences: nextOccurrences(plan, deps.clock.now(), SHOWN) }),
    list: (actor, input) => list(deps, actor, input),
    get: (actor, seriesId) => get(deps, actor, seriesId),
    create: (actor, input) => create(deps, actor, input),
    update: (actor, input) => update(deps, actor, input),
    pause: (actor, seriesId) => stop(deps, actor, seriesId, "paused"),
    resume: (actor, seriesId) => resume(deps, actor, seriesId),
    end: (actor, seriesId) => stop(deps, actor, seriesId, "ended"),
    sweep: (signal) => sweepSeries(deps, signal),
  };
}

/** Occurrences a person is shown. */
const SHOWN = 10;

function found(row: SeriesRow | null): SeriesRow {
  if (!row) throw new AppError("NOT_FOUND", "no such series");
  return row;
}

function notEnded(row: SeriesRow): SeriesRow {
  if (row.status === "ended")
    throw new AppError("CONFLICT", "the series has ended", { userMessage: "SERIES_ENDED" });
  return row;
}

async function present(deps: SeriesDeps, workspaceId: string, rows: SeriesRow[]): Promise<SeriesOutput[]> {
  const contents = rows.map(contentOf);
  const unique = (ids: string[]) => [...new Set(ids)];
  const { connections, media } = await deps.posts.show(workspaceId, {
    connectionIds: unique(contents.flatMap(({ targets }) => targets.map(({ connectionId }) => connectionId))),
    mediaIds: unique(contents.flatMap(({ mediaIds }) => mediaIds)),
  });
  const now = deps.clock.now();
  return rows.map((row, index) => {
    const plan = planOf(row);
    const content = contents[index] ?? contentOf(row);
    const [next] = row.status === "active" ? nextOccurrences(plan, now, 1) : [];
    return {
      ...{ id: row.id, status: row.status, text: row.text, latePolicy: row.latePolicy, ...plan },
      ...{ revision: row.revision, createdAt: row.createdAt, updatedAt: row.updatedAt },
      targets: content.targets.flatMap(({ connectionId, mediaIds = null, ...target }) => {
        const connection = connections.find(({ id }) => id === connectionId);
        if (!connection) return [];
        const { platform, handle } = connection;
        return [{ ...target, connectionId, platform, handle, mediaIds }];
      }),
      media: content.mediaIds.flatMap((id) => media.find((item) => item.id === id) ?? []),
      nextAt: next?.at ?? null,
    };
  });
}

async function presentOne(deps: SeriesDeps, row: SeriesRow): Promise<SeriesOutput> {
  const [output] = await present(deps, row.workspaceId, [row]);
  if (!output) throw new AppError("NOT_FOUND", "no such series");
  return output;
}

async function list(
  deps: SeriesDeps,
  { workspaceId }: Actor,
  { cursor, limit }: z.infer<typeof seriesListInput>,
): Promise<z.infer<typeof seriesListOutput>> {
  const after = cursor ? found(await findOne(deps.db, workspaceId, cursor)) : undefined;
  const rows = await findList(deps.db, workspaceId, after, limit + 1);
  const series = await present(deps, workspaceId, rows.slice(0, limit));
  return { series, nextCursor: rows.length > limit ? (series.at(-1)?.id ?? null) : null };
}

async function get(deps: SeriesDeps, actor: Actor, seriesId: string) {
  const row = found(await findOne(deps.db, actor.workspaceId, seriesId));
  const now = deps.clock.now();
  const from = addDays(dateIn(now, row.timeZone), -2);
  const posts = await deps.posts.ofSeries(deps.db, row.workspaceId, row.id, from);
  const days = nextOccurrences(planOf(row), now, SHOWN).map((occurrence) => {
    const post = posts.find((each) => each.occurrence === occurrence.date);
    const shown = post && !post.removed ? post : null;
    return {
      ...occurrence,
      skipped: post?.removed ?? false,
      post: shown && {
        id: shown.id,
        state: shown.state,
        detached: shown.detached,
        scheduledAt: shown.scheduledAt,
      },
    };
  });
  return { series: await presentOne(deps, row), days: row.status === "ended" ? [] : days };
}

/** Judged by its first occurrence; a plan without one is refused. */
async function judgeFirst(
  deps: SeriesDeps,
  tx: Tx,
  actor: Actor,
  input: SeriesInput,
  prepared: Awaited<ReturnType<SeriesDeps["posts"]["prepare"]>>,
): Promise<Issue[]> {
  const [first] = nextOccurrences(input, deps.clock.now(), 1);
  if (!first)
    throw new AppError("VALIDATION_ERROR", "the series never comes", { userMessage: "SERIES_NEVER" });
  const issues = await deps.posts.judge(tx.db, contentOfInput(input), prepared, {
    workspaceId: actor.workspaceId,
    postId: null,
    at: first.at,
    hold: false,
  });
  // How many fit in a day is judged for each occurrence by itself.
  return issues.filter(({ code }) => code !== "quota.full" && code !== "scheduledAt.too_far");
}

const hasErrors = (issues: readonly Issue[]): boolean => issues.some(({ severity }) => severity === "error");

async function create(
  deps: SeriesDeps,
  actor: Actor,
  { draftId, ...input }: z.infer<typeof seriesCreateInput>,
): Promise<Saved> {
  requireRole(actor, "editor");
  const { workspaceId, userId: createdByUserId } = actor;
  const content = contentOfInput(input);
  const prepared = await deps.posts.prepare(actor, content);
  const { row, issues } = await deps.work.run(async (tx) => {
    const issues = await judgeFirst(deps, tx, actor, input, prepared);
    if (hasErrors(issues)) return { row: null, issues };
    const id = newId();
    const row = await insertOne(tx.db, { id, workspaceId, createdByUserId, ...columnsOf(input) });
    await bringUpToDate(deps, tx, row, { content, prepared, rewrite: false });
    if (draftId) await deps.posts.discardDraft(tx, actor, draftId);
    return { row, issues };
  });
  return { series: row && (await presentOne(deps, row)), issues };
}

async function update(
  deps: SeriesDeps,
  actor: Actor,
  { seriesId, revision, ...input }: z.infer<typeof seriesUpdateInput>,
): Promise<Saved> {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  notEnded(found(await findOne(deps.db, workspaceId, seriesId)));
  const content = contentOfInput(input);
  const prepared = await deps.posts.prepare(actor, content);
  const { row, issues } = await deps.work.run(async (tx) => {
    const locked = notEnded(found(await lockOne(tx.db, workspaceId, seriesId)));
    if (locked.revision !== revision)
      throw new AppError("CONFLICT", `revision ${revision} is not the newest (${locked.revision})`);
    const issues = await judgeFirst(deps, tx, actor, input, prepared);
    if (hasErrors(issues)) return { row: locked, issues };
    await updateOne(tx.db, workspaceId, seriesId, { ...columnsOf(input), revision: { increment: 1 } });
    const row = found(await findOne(tx.db, workspaceId, seriesId));
    if (row.status === "active") await bringUpToDate(deps, tx, row, { content, prepared, rewrite: true });
    return { row, issues };
  });
  return { series: await presentOne(deps, row), issues };
}

async function stop(
  deps: SeriesDeps,
  actor: Actor,
  seriesId: string,
  status: "paused" | "ended",
): Promise<void> {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  await deps.work.run(async (tx) => {
    const row = found(await lockOne(tx.db, workspaceId, seriesId));
    if (row.status === status) return;
    notEnded(row);
    await updateOne(tx.db, workspaceId, seriesId, { status, dueAt: null, revision: { increment: 1 } });
    await takeBack(deps, tx, row);
  });
}

async function resume(deps: SeriesDeps, actor: Actor, seriesId: string): Promise<void> {
  requireRole(actor, "editor");
  const { workspaceId } = actor;
  const resumed = await deps.work.run(async (tx) => {
    const row = notEnded(found(await lockOne(tx.db, workspaceId, seriesId)));
    if (row.status === "active") return false;
    const dueAt = deps.clock.now();
    await updateOne(tx.db, workspaceId, seriesId, { status: "active", dueAt, revision: { increment: 1 } });
    return true;
  });
  // Its posts are made at once; should that fail, the schedule makes them.
  if (resumed) await materialize(deps, actor, seriesId);
}
