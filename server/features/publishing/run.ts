import type { Clock, FaultPoints, Log } from "#server/core/ports.ts";
import type { NotificationsService } from "#server/features/notifications/service.ts";
import type { TokensService } from "#server/features/tokens/service.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import type { Handles, Platform } from "#server/platforms/platform.ts";
import type { MediaSource } from "./media-source.ts";
import type { SettledPart } from "./parts.ts";
import type { AttemptRow, ClaimRow } from "./repo.ts";

/** What publishing knows of a platform. */
export type PublishingPlatform = Pick<Platform, "id" | "label" | "rules" | "publish" | "connect">;

export interface PublishDeps {
  db: Db;
  work: UnitOfWork;
  clock: Clock;
  log: Log;
  faults: FaultPoints;
  /** Undefined for a network that is switched off here. */
  platform(id: string): PublishingPlatform | undefined;
  tokens: Pick<TokensService, "fresh" | "refused">;
  media: MediaSource;
  notifications: Pick<NotificationsService, "notify">;
  /** Scales every wait; 1 in life, less in tests. */
  pace: number;
  /** For jitter; `Math.random` when left out. */
  random?: () => number;
}

/** What the job does next; `again` keeps its row and rings at that time. */
export type PublishResult =
  | { outcome: "done"; note?: string }
  | { outcome: "again"; at: Date; note?: string };

/**
 * One worker's turn at one target, from its claim to its release. What is in here is what the database holds: it is
 * changed only after the commit that wrote it.
 */
export interface Run {
  readonly targetId: string;
  readonly workspaceId: string;
  readonly postId: string;
  readonly revision: number;
  /** Every commit is bound to it; a newer claim raises it and voids ours. */
  readonly fence: number;
  readonly row: ClaimRow;
  /** Earlier attempts at this revision, newest first; only those since the last part was settled. */
  history: AttemptRow[];
  attempt: AttemptRow;
  status: "publishing" | "unknown";
  handles: Handles;
  /** What several irreversible calls have made public so far, in order. */
  parts: SettledPart[];
  /** Set from the moment before the irreversible call until it is proven not to have happened. */
  armedAt: Date | undefined;
  leaseUntil: Date;
}
