import type { Clock, Log } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { NotificationsService, NotifyInput } from "#server/features/notifications/service.ts";
import { postTitle } from "#server/features/post-title.ts";
import type { PostContentInput } from "#server/features/posts/schema.ts";
import type {
  MadeOccurrence,
  OccurrencePosts,
  Prepared,
  SeriesPost,
} from "#server/features/posts/service.ts";
import type { Db, Tx, UnitOfWork } from "#server/features/unit-of-work.ts";
import { addDays, dateIn } from "#server/features/wall-clock.ts";
import { contentOf, planOf } from "./content.ts";
import { nextOccurrences, type Occurrence, occurrencesBetween } from "./recurrence.ts";
import { findDue, findOne, lockOne, type SeriesRow, updateOne } from "./repo.ts";

export interface SeriesDeps {
  db: Db;
  work: UnitOfWork;
  clock: Clock;
  log: Log;
  posts: OccurrencePosts;
  notifications: Pick<NotificationsService, "notify">;
}

/** Occurrences become posts this long before their time, so that a month's calendar shows them. */
export const AHEAD_MS = 28 * 24 * 3_600_000;
/** Series dealt with by one sweep; the next goes on with the rest. */
const BATCH = 200;

/** Makes the posts of all series that are due. Returns how many series were looked at. Repeatable. */
export async function sweepSeries(deps: SeriesDeps, signal: AbortSignal): Promise<number> {
  const due = await findDue(deps.db, deps.clock.now(), BATCH);
  for (const { id, workspaceId, createdByUserId } of due) {
    signal.throwIfAborted();
    const actor: Actor = { userId: createdByUserId, workspaceId, role: "editor" };
    try {
      await materialize(deps, actor, id);
    } catch (error) {
      // One that cannot be made must not keep the others from it; it is due again with the next sweep.
      deps.log.error("a series was not made into posts", { seriesId: id, error });
    }
  }
  return due.length;
}

/** Makes the posts of one series for the days ahead. However many do it at once, each day becomes one post. */
export async function materialize(deps: SeriesDeps, actor: Actor, seriesId: string): Promise<void> {
  const row = await findOne(deps.db, actor.workspaceId, seriesId);
  if (row?.status !== "active") return;
  // It may have outlived an account or a file it was made with.
  const { content, ...prepared } = await deps.posts.prepareStored(actor, contentOf(row));
  await deps.work.run(async (tx) => {
    const locked = await lockOne(tx.db, row.workspaceId, row.id);
    // Changed meanwhile: whoever changed it has made its posts, or has seen to it that they are made.
    if (locked?.status !== "active" || locked.revision !== row.revision) return;
    await bringUpToDate(deps, tx, locked, { content, prepared, rewrite: false });
  });
}

export interface Making {
  content: PostContentInput;
  prepared: Prepared;
  /** The series was edited: what it made and nobody touched follows it. */
  rewrite: boolean;
}

/** Inside the transaction that holds the series' row. */
export async function bringUpToDate(deps: SeriesDeps, tx: Tx, row: SeriesRow, making: Making): Promise<void> {
  const now = deps.clock.now();
  const horizon = new Date(now.getTime() + AHEAD_MS);
  const plan = planOf(row);
  const wanted = occurrencesBetween(plan, now, horizon);
  const known = await upcoming(deps, tx, row, now);
  if (making.rewrite) await withdrawOthers(deps, tx, row, known, wanted, now);
  for (const occurrence of wanted) {
    const post = known.find((each) => each.occurrence === occurrence.date);
    if (!post)
      await tellProblems(
        deps,
        tx,
        row,
        await deps.posts.make(tx, newOf(row, occurrence, making), making.prepared),
      );
    else if (making.rewrite && isFuture(post, now))
      await tellProblems(
        deps,
        tx,
        row,
        await deps.posts.rewrite(tx, post.id, newOf(row, occurrence, making), making.prepared),
      );
  }
  const [next] = nextOccurrences(plan, horizon, 1);
  const dueAt = next ? new Date(next.at.getTime() - AHEAD_MS) : null;
  await updateOne(tx.db, row.workspaceId, row.id, { dueAt });
}

const upcoming = (deps: SeriesDeps, tx: Tx, row: SeriesRow, now: Date): Promise<SeriesPost[]> =>
  deps.posts.lockSeries(tx, row.workspaceId, row.id, addDays(dateIn(now, row.timeZone), -2));

/** What is over or about to be is history, whatever became of it. */
const isFuture = ({ scheduledAt, untouched }: SeriesPost, now: Date): boolean =>
  untouched && scheduledAt !== null && scheduledAt > now;

async function withdrawOthers(
  deps: SeriesDeps,
  tx: Tx,
  row: SeriesRow,
  known: readonly SeriesPost[],
  wanted: readonly Occurrence[],
  now: Date,
): Promise<void> {
  for (const post of known)
    if (isFuture(post, now) && !wanted.some(({ date }) => date === post.occurrence))
      await deps.posts.withdraw(tx, row.workspaceId, post.id);
}

/** Paused or ended: what was made for the days ahead and nobody touched is taken back. */
export async function takeBack(deps: SeriesDeps, tx: Tx, row: SeriesRow): Promise<void> {
  const now = deps.clock.now();
  await withdrawOthers(deps, tx, row, await upcoming(deps, tx, row, now), [], now);
}

const newOf = (row: SeriesRow, { date, at }: Occurrence, { content }: Making) => ({
  workspaceId: row.workspaceId,
  createdByUserId: row.createdByUserId,
  seriesId: row.id,
  occurrence: date,
  content,
  at,
});

/** A person is told that an occurrence needs them, once. */
async function tellProblems(
  deps: SeriesDeps,
  tx: Tx,
  row: SeriesRow,
  { postId, issues }: MadeOccurrence,
): Promise<void> {
  if (issues.length === 0) return;
  const notice: NotifyInput = {
    workspaceId: row.workspaceId,
    type: "post.series_incomplete",
    severity: "warning",
    params: { title: postTitle(row.text) },
    href: `/compose?post=${postId}`,
    dedupeKey: `post.series_incomplete:${postId}:${row.revision}`,
    mail: true,
  };
  await deps.notifications.notify(tx, notice);
}
