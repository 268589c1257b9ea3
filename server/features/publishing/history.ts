import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { findAttempts, findEvents, findNames, findPost } from "./repo.ts";
import { attemptOutput, type TimelineEventOutput, type timelineOutput } from "./schema.ts";

/** Read at most; a post that is asked about for days has fewer. */
const EVENTS = 2000;
const ATTEMPTS = 500;

/** The flight recorder of a post and its attempt ledger. Throws NOT_FOUND for a stranger's post. */
export async function readTimeline(
  db: Db,
  workspaceId: string,
  postId: string,
): Promise<z.infer<typeof timelineOutput>> {
  if (!(await findPost(db, workspaceId, postId))) throw new AppError("NOT_FOUND", "no such post");
  const [rows, attempts] = await Promise.all([
    findEvents(db, workspaceId, postId, EVENTS),
    findAttempts(db, workspaceId, postId, ATTEMPTS),
  ]);
  const actors = rows.flatMap((row) => row.actorUserId ?? []);
  const names = new Map((await findNames(db, [...new Set(actors)])).map((user) => [user.id, user.name]));
  const events = rows.map((row) => ({
    id: String(row.id),
    targetId: row.targetId,
    type: row.type,
    data: row.data as Record<string, unknown>,
    actorName: row.actorUserId ? (names.get(row.actorUserId) ?? null) : null,
    at: row.at,
  }));
  return { events: joinEdits(events), attempts: attempts.map((row) => attemptOutput.parse(row)) };
}

/** Saves of one person in one go. */
const ONE_SITTING_MS = 10 * 60_000;

/** Autosave writes an event per pause in typing; to a reader one sitting is one event, told at its end. */
function joinEdits(events: TimelineEventOutput[]): TimelineEventOutput[] {
  const joined: TimelineEventOutput[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    const sameSitting =
      last?.type === "post.edited" &&
      event.type === "post.edited" &&
      last.actorName === event.actorName &&
      event.at.getTime() - last.at.getTime() <= ONE_SITTING_MS;
    if (sameSitting) joined[joined.length - 1] = { ...event, data: { fields: fieldsOf(last, event) } };
    else joined.push(event);
  }
  return joined;
}

function fieldsOf(...events: TimelineEventOutput[]): string[] {
  const fields = events.flatMap((event) => (Array.isArray(event.data.fields) ? event.data.fields : []));
  return [...new Set(fields.map(String))];
}
