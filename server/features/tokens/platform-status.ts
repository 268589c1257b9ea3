import type { Db } from "#server/features/unit-of-work.ts";
import { platformDefinitions } from "#server/platforms/platforms.ts";

export interface AccountStatus {
  id: string;
  handle: string;
  displayName: string;
  status: "active" | "needs_reconnect";
  needsReconnect: boolean;
  /** Key under `connections.reason`, when a person has to log in again. */
  reason: string | null;
  /** When the token in use runs out; it is renewed before. */
  expiresAt: string | null;
  /** When no renewal helps any more. */
  endsAt: string | null;
  nextRefreshAt: string | null;
  lastRefreshedAt: string | null;
}

export interface PlatformStatusEntry {
  label: string;
  /** sandbox: everything stays on this machine. off: not set up here. */
  mode: "sandbox" | "live" | "off";
  /** At least one account works at this moment. */
  connected: boolean;
  accounts: AccountStatus[];
}

/** By platform id; every network of the house is named, connected or not. */
export type PlatformStatus = (workspaceId: string) => Promise<Record<string, PlatformStatusEntry>>;

export interface PlatformStatusDeps {
  db: Db;
  config: { platforms: Readonly<Record<string, { mode: PlatformStatusEntry["mode"] }>> };
}

/** What the rows of this workspace say about each network, at this moment and whichever process is asked. */
export function createPlatformStatus({ db, config }: PlatformStatusDeps): PlatformStatus {
  return async (workspaceId) => {
    const rows = await db.connection.findMany({
      where: { workspaceId, status: { in: ["active", "needs_reconnect"] } },
      orderBy: [{ handle: "asc" }, { id: "asc" }],
    });
    const accountsOf = (id: string) => rows.filter(({ platform }) => platform === id).map(present);
    return Object.fromEntries(
      platformDefinitions.map(({ id, label }) => {
        const accounts = accountsOf(id);
        const connected = accounts.some(({ needsReconnect }) => !needsReconnect);
        return [id, { label, mode: config.platforms[id]?.mode ?? "off", connected, accounts }];
      }),
    );
  };
}

type Row = Awaited<ReturnType<Db["connection"]["findMany"]>>[number];

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const present = (row: Row): AccountStatus => ({
  id: row.id,
  handle: row.handle,
  displayName: row.displayName,
  status: row.status === "active" ? "active" : "needs_reconnect",
  needsReconnect: row.status !== "active",
  reason: row.statusReason,
  expiresAt: iso(row.accessTokenExpiresAt),
  endsAt: iso(row.refreshTokenExpiresAt),
  nextRefreshAt: iso(row.refreshDueAt),
  lastRefreshedAt: iso(row.lastRefreshedAt),
});
