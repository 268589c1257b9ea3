import type { Connection } from "#prisma/generated/client.ts";
import { toAppError } from "#server/core/errors.ts";
import { CACHED_MS, cached } from "#server/features/cached.ts";
import { assistedBy } from "#server/platforms/connect.ts";
import type { PlatformSession, PublishContent } from "#server/platforms/platform.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";
import type { AccountsDeps } from "./deps.ts";

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
  const asked = deciding.length > 0 ? `${key}:${JSON.stringify(deciding)}` : key;
  return cached(deps, asked, CACHED_MS.account, () =>
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
    const key = `connection:${row.id}:${row.tokenVersion}:quota`;
    return await cached(deps, key, CACHED_MS.account, () =>
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
