import type { Clock, Http, Log, RateLimiter, SecretBox } from "#server/core/ports.ts";
import type { NotificationsService } from "#server/features/notifications/service.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import type { AddressRule } from "./address.ts";
import type { AlertKind } from "./schema.ts";

/** Addresses the installation's own alerts go to; null where none is configured. */
export type AlertChannels = Record<AlertKind, string | null>;

/** What the feature stands on. */
export interface OutgoingDeps {
  db: Db;
  work: UnitOfWork;
  http: Http;
  secretBox: SecretBox;
  notifications: Pick<NotificationsService, "notify">;
  rateLimiter: RateLimiter;
  clock: Clock;
  log: Log;
  /** Whether an address may be dialled, as far as its text tells. */
  mayDial: AddressRule;
  /** Public origin, for links in alerts. */
  appUrl: string;
  channels: AlertChannels;
  /** Name of a network, as people know it. */
  networkLabel(id: string): string;
  random?: () => number;
}

/** What a sealed value is bound to: it opens nowhere else. */
export const secretPlace = (row: { workspaceId: string; id: string }): string =>
  `${row.workspaceId}|${row.id}|outgoingSecret`;
export const alertPlace = (row: { workspaceId: string; id: string }): string =>
  `${row.workspaceId}|${row.id}|alertUrl`;
