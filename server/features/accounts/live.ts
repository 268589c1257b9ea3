import type { Connection } from "#prisma/generated/client.ts";
import { toAppError } from "#server/core/errors.ts";
import type { PlatformSession } from "#server/platforms/platform.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { AccountsDeps } from "./deps.ts";

/** What networks tell of an account is asked once a minute, however often the composer opens. */
const CACHED_MS = 60_000;

export interface Quota {
  used: number;
  limit: number;
  windowMs: number;
}

type Row = Pick<Connection, "id" | "platform" | "tokenVersion" | "status">;

/** Choices the account has at this moment; empty for a platform that asks nobody. */
export async function readOptions(deps: AccountsDeps, row: Row): Promise<Record<string, string[]>> {
  const { publish } = platformThat(deps.platforms, row.platform, "publish");
  const { composeOptions } = publish;
  if (!composeOptions) return {};
  return cached(deps, `connection:${row.id}:${row.tokenVersion}:options`, () =>
    withSession(deps, row.id, (session) => composeOptions(session)),
  );
}

/** What is left of the quota; null where nobody tells, or cannot be asked right now. */
export async function readQuota(deps: AccountsDeps, row: Row): Promise<Quota | null> {
  const quota = deps.platforms.get(row.platform)?.publish.quota;
  if (!quota || row.status !== "active") return null;
  try {
    return await cached(deps, `connection:${row.id}:${row.tokenVersion}:quota`, () =>
      withSession(deps, row.id, (session) => quota(session)),
    );
  } catch (error) {
    deps.log.warn("quota not read", { connectionId: row.id, error: toAppError(error) });
    return null;
  }
}

/** A call with a fresh token, and once more with another when the network refuses that one. */
async function withSession<T>(
  deps: AccountsDeps,
  connectionId: string,
  call: (session: PlatformSession) => Promise<T>,
): Promise<T> {
  const session = await deps.tokens.fresh(connectionId);
  try {
    return await call(session);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== "NEEDS_RECONNECT") throw thrown;
    await deps.tokens.refused(session, error);
    return call(await deps.tokens.fresh(connectionId));
  }
}

/** A cache that is out of order costs a call, nothing more. */
async function cached<T>(deps: AccountsDeps, key: string, read: () => Promise<T>): Promise<T> {
  const known = await deps.cache.get<T>(key).catch(() => undefined);
  if (known !== undefined) return known;
  const value = await read();
  await deps.cache.set(key, value, CACHED_MS).catch((error) => deps.log.warn("not cached", { key, error }));
  return value;
}
