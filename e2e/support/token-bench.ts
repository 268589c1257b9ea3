import { createPostgresLock } from "#server/adapters/postgres-lock/postgres-lock.ts";
import { createSecretBox } from "#server/adapters/secret-box/secret-box.ts";
import { toBase64 } from "#server/core/encoding.ts";
import { newId } from "#server/core/ids.ts";
import type { Clock } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { NotifyInput } from "#server/features/notifications/service.ts";
import type { TokensDeps } from "#server/features/tokens/deps.ts";
import type { TokensService } from "#server/features/tokens/service.ts";
import { createTokens } from "#server/features/tokens/tokens.ts";
import { createTokenVault } from "#server/features/tokens/vault.ts";
import { createUnitOfWork, type UnitOfWork } from "#server/features/unit-of-work.ts";
import type { Tokens } from "#server/platforms/platform.ts";
import type { Platforms } from "#server/platforms/platforms.ts";
import type { TestDatabase } from "./database.ts";
import { type RecordedLog, silentLog } from "./log.ts";
import { rememberingTransport, seedConnection } from "./workspace.ts";

export const testSecretBox = () => createSecretBox([{ id: "t1", key: toBase64(new Uint8Array(32).fill(5)) }]);

export interface TokenBench {
  tokens: TokensService;
  work: UnitOfWork;
  log: RecordedLog;
  notices: NotifyInput[];
  resumed: string[];
  deps: TokensDeps;
  /** A connection with this grant, stored as a login stores it. */
  connect(actor: Actor, tokens: Tokens, platform?: string): Promise<string>;
}

/** The tokens feature on a real database, with a platform of the test's choice and memories in place of its neighbours. */
export function tokenBench(
  database: TestDatabase,
  clock: Clock,
  platforms: Platforms,
  more: Partial<TokensDeps> = {},
): TokenBench {
  const log = silentLog();
  const notices: NotifyInput[] = [];
  const resumed: string[] = [];
  const work = createUnitOfWork({ db: database.db, clock, log, ...rememberingTransport() });
  const deps: TokensDeps = {
    db: database.db,
    work,
    platforms,
    vault: createTokenVault(testSecretBox()),
    notifications: { notify: async (_tx, input) => void notices.push(input) },
    resumeParked: async (_tx, connectionId) => resumed.push(connectionId),
    lock: createPostgresLock({ pool: database.pool, clock }),
    clock,
    log,
    faults: { hit: () => undefined },
    random: () => 0,
    ...more,
  };
  const tokens = createTokens(deps);
  return {
    tokens,
    work,
    log,
    notices,
    resumed,
    deps,
    async connect(actor, grant, platform = "instagram") {
      const connectionId = await seedConnection(database.db, actor, { platform, handle: `h${newId()}` });
      const { workspaceId } = actor;
      await database.db.connection.update({ where: { id: connectionId }, data: { tokenVersion: 0 } });
      await work.run((tx) =>
        tokens.granted(tx, {
          connectionId,
          workspaceId,
          platform,
          flavor: "instagram-login",
          tokens: grant,
          kind: "connected",
        }),
      );
      return connectionId;
    },
  };
}
