import type { Cache, Clock, Log, SecretBox } from "#server/core/ports.ts";
import type { NotificationsService } from "#server/features/notifications/service.ts";
import type { TokensService } from "#server/features/tokens/service.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import type { Platforms } from "#server/platforms/platforms.ts";

/** What the configuration says about logging in to one network. */
interface ConnectablePlatform {
  mode: "sandbox" | "live" | "off";
  clients: Readonly<Record<string, unknown>>;
  /** Exactly as registered with the network. */
  redirectUri: string;
}

export interface AccountsDeps {
  db: Db;
  work: UnitOfWork;
  config: { platforms: Readonly<Record<string, ConnectablePlatform>> };
  platforms: Platforms;
  tokens: TokensService;
  notifications: Pick<NotificationsService, "notify">;
  secretBox: SecretBox;
  cache: Cache;
  clock: Clock;
  log: Log;
}
