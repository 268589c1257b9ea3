import type { Connection } from "#prisma/generated/client.ts";
import { toAppError } from "#server/core/errors.ts";
import { assistedBy } from "#server/platforms/connect.ts";
import type { PlatformSession, PublishContent } from "#server/platforms/platform.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";
import type { AccountsDeps } from "./deps.ts";

/** What networks tell of an account is asked once a minute, however often the composer opens. */
const CACHED_MS = 60_000;

export interface Quota {
  used: number;
  limit: number;
  windowMs: number;
}

export type Row = Pick<Connection, "id" | "platform" | "flavor" | "tokenVersion" | "status">;

/** Choices the account has at this moment, for what is chosen already; empty for a platform that asks nobody. */
export async function readOptions(
  deps: AccountsDeps,
  row: Row,
  chosen: PublishContent["options"] = {},
): Promise<Record<string, string[]>> {
  const assisted = assistedBy(deps.platforms.get(row.platform), row.flavor);
  if (assisted) return assisted.options;
  const { publish, rules } = platformThat(deps.platforms, row.platform, "publish");
  const { composeOptions } = publish;
  if (!composeOptions) return {};
  const deciding = deciders(rules, chosen);
  const key = `connection:${row.id}:${row.tokenVersion}:options`;
  return cached(deps, deciding.length > 0 ? `${key}:${JSON.stringify(deciding)}` : key, () =>
    withSession(deps, row.id, (session) => composeOptions(session, Object.fromEntries(deciding))),
  );
}

const LONGEST_DECIDER = 100;

/** Of what is chosen only that which values of the account depend on. */
function deciders(rules: PlatformRules, chosen: PublishContent["options"]): [string, string][] {
  if (Object.keys(chosen).length === 0) return [];
  const ids = rules.options.flatMap((rule) => (rule.type === "select" ? (rule.dependsOn ?? []) : []));
  return [...new Set(ids)].flatMap((id): [string, string][] => {
    const value = chosen[id];
    const decides = typeof value === "string" && value.trim() !== "" && value.length <= LONGEST_DECIDER;
    return decides ? [[id, value.trim()]] : [];
  });
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
export async function withSession<T>(
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
export async function cached<T>(
  deps: Pick<AccountsDeps, "cache" | "log">,
  key: string,
  read: () => Promise<T>,
  forMs = CACHED_MS,
): Promise<T> {
  const known = await deps.cache.get<T>(key).catch(() => undefined);
  if (known !== undefined) return known;
  const value = await read();
  await deps.cache.set(key, value, forMs).catch((error) => deps.log.warn("not cached", { key, error }));
  return value;
}
