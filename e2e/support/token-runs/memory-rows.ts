import type { TokensDeps } from "#server/features/tokens/deps.ts";
import type { ConnectionRow } from "#server/features/tokens/repo.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";

/** The conditions the tokens feature asks by, with the meaning PostgreSQL gives them. */
interface Where {
  id?: string;
  workspaceId?: string;
  tokenVersion?: number;
  refreshFence?: number;
  status?: string | { not: string };
  refreshDueAt?: { lte: Date };
  refreshTokenExpiresAt?: { gt: Date; lte: Date };
  accessToken?: { not: null };
  updatedAt?: { lt: Date };
  OR?: { refreshLeaseUntil: null | { lte: Date } }[];
}
type Change = Record<string, unknown>;
interface Many {
  where: Where;
  orderBy?: object | object[];
  skip?: number;
  take?: number;
}

export interface MemoryRows {
  rows: Map<string, ConnectionRow>;
  db: Db;
  work: UnitOfWork;
  /** Refreshes the sweep asked for, since last taken. */
  takeJobs(): { connectionId: string; tokenVersion: number }[];
}

/**
 * The rows of a thousand connections in memory, so that a year of sweeps passes in a minute: one process, one caller at a
 * time, therefore no transactions. Knows what the tokens feature asks and throws on everything else.
 */
export function createMemoryRows(now: () => Date): MemoryRows {
  const rows = new Map<string, ConnectionRow>();
  let jobs: { connectionId: string; tokenVersion: number }[] = [];
  const keys = new Set<string>();
  const matching = (where: Where): ConnectionRow[] => {
    const one = where.id === undefined ? undefined : rows.get(where.id);
    const candidates = where.id === undefined ? [...rows.values()] : one ? [one] : [];
    return candidates.filter((row) => matches(row, where));
  };
  const update = ({ where, data }: { where: Where; data: Change }): ConnectionRow[] =>
    matching(where).map((row) => apply(row, data, now()));
  const connection = {
    findUnique: async ({ where: { id } }: { where: { id: string } }) => copy(rows.get(id)),
    findMany: async ({ where, orderBy, skip = 0, take = rows.size }: Many) => {
      const [field] = [orderBy ?? []].flat().flatMap((one) => Object.keys(one)) as (keyof ConnectionRow)[];
      const found = matching(where);
      if (field) found.sort((a, b) => Number(a[field]) - Number(b[field]));
      return found.slice(skip, skip + take).map(copy);
    },
    updateMany: async (order: { where: Where; data: Change }) => ({ count: update(order).length }),
    updateManyAndReturn: async (order: { where: Where; data: Change }) => update(order).map(copy),
    update: async (order: { where: Where; data: Change }) => copy(update(order)[0]),
  };
  const db = {
    connection,
    tokenRotation: { create: async () => ({}) },
    postTarget: { updateManyAndReturn: async () => [], count: async () => 0 },
  } as unknown as Db;
  const work: UnitOfWork = {
    run: (deed) =>
      deed({
        db,
        emit: () => undefined,
        ring: async () => true,
        ringMany: async () => new Set<string>(),
        announce: async () => undefined,
        enqueue: async (name, payload, options) => {
          const key = options?.key ?? "";
          if (name !== "token.refresh" || keys.has(key)) return undefined;
          keys.add(key);
          jobs.push(payload as { connectionId: string; tokenVersion: number });
          return key;
        },
      } as Parameters<typeof deed>[0]),
  };
  return {
    rows,
    db,
    work,
    takeJobs() {
      const taken = jobs;
      jobs = [];
      if (keys.size > 100_000) keys.clear();
      return taken;
    },
  };
}

const copy = <T extends object>(row: T | undefined): T | null => (row ? { ...row } : null);

const KNOWN = new Set<keyof Where>([
  "id",
  "workspaceId",
  "tokenVersion",
  "refreshFence",
  "status",
  "refreshDueAt",
  "refreshTokenExpiresAt",
  "accessToken",
  "updatedAt",
  "OR",
]);

function matches(row: ConnectionRow, where: Where): boolean {
  for (const name in where) if (!KNOWN.has(name as keyof Where)) throw new Error(`unknown condition ${name}`);
  const { status, refreshDueAt, refreshTokenExpiresAt, accessToken, updatedAt, OR } = where;
  if (typeof status === "string" && row.status !== status) return false;
  if (typeof status === "object" && row.status === status.not) return false;
  for (const name of ["workspaceId", "tokenVersion", "refreshFence"] as const)
    if (where[name] !== undefined && row[name] !== where[name]) return false;
  if (refreshDueAt && !(row.refreshDueAt && row.refreshDueAt <= refreshDueAt.lte)) return false;
  const ends = row.refreshTokenExpiresAt;
  if (
    refreshTokenExpiresAt &&
    !(ends && ends > refreshTokenExpiresAt.gt && ends <= refreshTokenExpiresAt.lte)
  )
    return false;
  if (accessToken && row.accessToken === null) return false;
  if (updatedAt && row.updatedAt >= updatedAt.lt) return false;
  return OR === undefined || OR.some(({ refreshLeaseUntil: until }) => leaseIs(row.refreshLeaseUntil, until));
}

const leaseIs = (lease: Date | null, asked: null | { lte: Date }): boolean =>
  asked === null ? lease === null : lease !== null && lease <= asked.lte;

function apply(row: ConnectionRow, data: Change, updatedAt: Date): ConnectionRow {
  const target = row as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(data))
    if (typeof value === "object" && value !== null && "increment" in value)
      target[name] = Number(target[name]) + Number(value.increment);
    else if (value !== undefined) target[name] = value;
  row.updatedAt = updatedAt;
  return row;
}

/** Tokens as they are: the year is about when they are renewed, not about how they are sealed. */
export const plainVault: TokensDeps["vault"] = {
  seal: async (_place, token) => token,
  open: async (_place, sealed) => sealed,
  isOutdated: () => false,
};
