import type { Saved } from "./autosave.ts";
import type { Draft } from "./draft.ts";

/** A copy of unsaved work in this browser, so that a closed tab or a dead network loses nothing. */
export interface Backup {
  draft: Draft;
  /** The revision the work was based on. */
  revision: number | null;
  at: number;
}

const keyOf = (postId: string | null): string => `huntaze.draft.${postId ?? "new"}`;
/** What drafts have come to hold since some browsers wrote their copy. */
const WRITTEN_SINCE: Pick<Draft, "latePolicy" | "repeat"> = { latePolicy: "publish", repeat: null };
const MAX_AGE_MS = 7 * 24 * 3_600_000;

export function writeBackup({ postId, revision }: Saved, draft: Draft): void {
  const backup: Backup = { draft, revision, at: Date.now() };
  try {
    localStorage.setItem(keyOf(postId), JSON.stringify(backup));
  } catch {
    // Storage is full or forbidden (private windows): the autosave to the server still runs.
  }
}

export function dropBackup(postId: string | null): void {
  try {
    localStorage.removeItem(keyOf(postId));
  } catch {
    // Where nothing could be written there is nothing to drop.
  }
}

/** Work on this post that never reached the server; null when there is none, or it is older than a week. */
export function readBackup(postId: string | null): Backup | null {
  try {
    const text = localStorage.getItem(keyOf(postId));
    const backup = text ? (JSON.parse(text) as Backup) : null;
    if (!backup || Date.now() - backup.at >= MAX_AGE_MS) return null;
    return { ...backup, draft: { ...WRITTEN_SINCE, ...backup.draft } };
  } catch {
    return null;
  }
}
