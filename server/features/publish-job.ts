import type { Tx } from "./unit-of-work.ts";

/** What the alarm of a target is made from. */
export interface PublishAlarm {
  id: string;
  workspaceId: string;
  revision: number;
}

/** One alarm per revision of a target: an edit makes a new one, and the old one finds itself outdated. */
export const publishJobKey = (target: Pick<PublishAlarm, "id" | "revision">): string =>
  `${target.id}:${target.revision}`;

/** Sets the alarm of a target for the time it is due. */
export async function enqueuePublish(tx: Tx, target: PublishAlarm, runAt: Date): Promise<void> {
  await tx.enqueue(
    "publish.target",
    { targetId: target.id, revision: target.revision },
    { key: publishJobKey(target), runAt, workspaceId: target.workspaceId },
  );
}

/**
 * Rings the alarm of a target now. When its job is running this very moment a second alarm is set beside it, because
 * the running one has read the target already; two alarms on one target do no harm, the claim admits one.
 */
export async function ringPublish(tx: Tx, target: PublishAlarm & { fence: number }): Promise<void> {
  const payload = { targetId: target.id, revision: target.revision };
  const options = { key: publishJobKey(target), workspaceId: target.workspaceId };
  if (await tx.ring("publish.target", payload, options)) return;
  await tx.ring("publish.target", payload, { ...options, key: `${options.key}:${target.fence}` });
}

/**
 * What a target forgets when its content or time changes, or a person tries it again: it starts over from its first
 * step, older alarms find themselves outdated, and whoever still works on it can write nothing more.
 */
export const AFRESH = {
  revision: { increment: 1 },
  fence: { increment: 1 },
  leaseUntil: null,
  handles: {},
  armedAt: null,
  errorCode: null,
  errorMessage: null,
  providerCode: null,
  evidence: null,
  nextCheckAt: null,
} as const;
