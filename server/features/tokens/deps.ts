import type { Clock, FaultPoints, Lock, Log } from "#server/core/ports.ts";
import type { NotificationsService } from "#server/features/notifications/service.ts";
import type { Db, Tx, UnitOfWork } from "#server/features/unit-of-work.ts";
import type { Platforms } from "#server/platforms/platforms.ts";
import type { TokenVault } from "./vault.ts";

/** What the tokens feature stands on. */
export interface TokensDeps {
  db: Db;
  work: UnitOfWork;
  platforms: Platforms;
  vault: TokenVault;
  notifications: Pick<NotificationsService, "notify">;
  /** Publishing's own: wakes what stands still because this connection was broken. */
  resumeParked(tx: Tx, connectionId: string, now: Date): Promise<number>;
  /** One run at a time of what a calendar outside starts. */
  lock: Lock;
  clock: Clock;
  log: Log;
  faults: FaultPoints;
  random?: () => number;
}
