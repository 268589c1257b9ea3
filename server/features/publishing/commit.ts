import type { NotifyInput } from "#server/features/notifications/service.ts";
import type { Announcement } from "#server/features/outgoing/schema.ts";
import { recordTimeline, type TimelineData } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { LEASE_MS, LeaseLost } from "./lease.ts";
import {
  type AttemptChange,
  type AttemptRow,
  findLastEvent,
  insertAttempt,
  lockConnectionStatus,
  type TargetChange,
  updateAttempt,
  updateHeld,
} from "./repo.ts";
import type { PublishDeps, Run } from "./run.ts";

export interface RunEvent {
  type: string;
  data?: TimelineData;
  /** Not written again while it is still the newest event of the target with the same facts. */
  once?: readonly string[];
}

/** What one step leaves behind, written in one transaction under the fence or not at all. */
export interface Change {
  /** Names the fault points around the commit. */
  name: string;
  target?: TargetChange;
  attempt?: AttemptChange;
  /** Closes the attempt as `attempt` says and opens the next. */
  nextAttempt?: boolean;
  events?: RunEvent[];
  notify?: NotifyInput;
  /** For the workspace's own webhooks. */
  announce?: Announcement;
  /** Refused once the lease has run out, although nobody took over: for the commit that arms. */
  fresh?: boolean;
  /** Ends the run. */
  release?: Release;
}

export interface Release {
  /** When the target is looked at again; null when only something new wakes it. */
  at: Date | null;
  /** Standing still for a broken connection makes sense only while it is broken: else look again then. */
  unlessMended?: { connectionId: string; at: Date };
}

/**
 * Commits a change and brings the run up to date with it. Resolves to when a released target is looked at again, which
 * is earlier than asked when somebody rang for it meanwhile. Throws LeaseLost when the target is ours no more.
 */
export async function commit(deps: PublishDeps, run: Run, change: Change): Promise<Date | null> {
  deps.faults.hit(`publish:before:commit:${change.name}`);
  const now = deps.clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const written = await deps.work.run(async (tx) => {
    const nextAt = await writeTarget(tx, run, change, now, leaseUntil);
    const attempt = await writeAttempt(tx, run, change, now);
    await writeEvents(tx, run, change.events ?? [], now);
    if (change.notify) await deps.notifications.notify(tx, change.notify);
    if (change.announce) await tx.announce(change.announce);
    tx.emit({ workspaceId: run.workspaceId, type: "post.changed", id: run.postId });
    return { nextAt, attempt };
  });
  deps.faults.hit(`publish:after:commit:${change.name}`);
  if (written.attempt) {
    run.history = [{ ...run.attempt, ...(change.attempt as Partial<AttemptRow>) }, ...run.history];
    run.attempt = written.attempt;
  } else {
    run.attempt = { ...run.attempt, ...(change.attempt as Partial<AttemptRow>) };
  }
  run.leaseUntil = leaseUntil;
  return written.nextAt;
}

async function writeTarget(
  tx: Tx,
  run: Run,
  { target = {}, release, fresh }: Change,
  now: Date,
  leaseUntil: Date,
): Promise<Date | null> {
  if (!release) {
    const still = fresh ? { leaseUntil: { gt: now } } : {};
    if (await updateHeld(tx.db, run, { ...target, leaseUntil }, still)) return null;
    throw new LeaseLost();
  }
  const { unlessMended } = release;
  const mended = unlessMended && (await lockConnectionStatus(tx.db, unlessMended.connectionId)) === "active";
  const at = mended ? unlessMended.at : release.at;
  const data = { ...target, leaseUntil: null };
  // The claim emptied nextCheckAt: whatever stands there now was put there by somebody who wants us to look again.
  if (await updateHeld(tx.db, run, { ...data, nextCheckAt: at }, { nextCheckAt: null })) return at;
  if (await updateHeld(tx.db, run, data)) return now;
  throw new LeaseLost();
}

async function writeAttempt(
  tx: Tx,
  run: Run,
  { attempt, nextAttempt }: Change,
  now: Date,
): Promise<AttemptRow | undefined> {
  if (attempt) await updateAttempt(tx.db, run.attempt.id, attempt);
  if (!nextAttempt) return undefined;
  const { workspaceId, targetId, revision, fence } = run;
  return insertAttempt(tx.db, { workspaceId, targetId, revision, fence, startedAt: now });
}

async function writeEvents(tx: Tx, run: Run, events: RunEvent[], at: Date): Promise<void> {
  const last = events.some((event) => event.once) ? await findLastEvent(tx.db, run) : null;
  const news = events.filter(({ type, data, once }) => {
    const known = last?.data as TimelineData | undefined;
    return !(once && last?.type === type && once.every((fact) => known?.[fact] === data?.[fact]));
  });
  if (news.length === 0) return;
  await recordTimeline(
    tx,
    news.map(({ type, data }) => ({
      workspaceId: run.workspaceId,
      postId: run.postId,
      targetId: run.targetId,
      type,
      ...(data ? { data } : {}),
      at,
    })),
  );
}
