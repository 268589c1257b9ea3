import type { z } from "zod";
import { AppError, toAppError } from "#server/core/errors.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import type { AccountsService } from "#server/features/accounts/service.ts";
import type { Actor } from "#server/features/actor.ts";
import { lockPlans } from "#server/features/plan-lock.ts";
import type { Issue } from "#server/features/posts/schema.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { addDays, dateIn, startOfDay } from "#server/features/wall-clock.ts";
import type { Platform } from "#server/platforms/platform.ts";
import { type AccountLimit, nextLegalForAll, readTimes, usedAt } from "./count.ts";
import { findConnections, findTimeZone, type QuotaConnection, type Reader } from "./repo.ts";
import type { QuotaDay, quotaAtInput, quotaAtOutput, quotaDaysInput, quotaDaysOutput } from "./schema.ts";

export interface QuotaService extends QuotaGate {
  /** What these accounts have left around an instant, and when all of them take one more. */
  at(actor: Actor, input: z.infer<typeof quotaAtInput>): Promise<z.infer<typeof quotaAtOutput>>;
  /** The days of a range on which an account is close to its limit. */
  days(actor: Actor, input: z.infer<typeof quotaDaysInput>): Promise<z.infer<typeof quotaDaysOutput>>;
}

/** What planning asks before it gives a post its time. */
export interface QuotaGate {
  /** What limits these accounts now. Asks networks (at most once a minute each), so call it outside of transactions. */
  limits(actor: Actor, connections: readonly QuotaConnection[]): Promise<readonly AccountLimit[]>;
  /**
   * One issue per account that would take a post too many at this time, each with the next instant at which all of
   * them take it. `hold`, in a transaction: nobody else plans for these accounts until it ends.
   */
  issues(db: Reader, plan: QuotaPlan): Promise<Issue[]>;
}

export interface QuotaPlan {
  workspaceId: string;
  limits: readonly AccountLimit[];
  postId: string | null;
  at: Date;
  hold: boolean;
}

export interface QuotaDeps {
  db: Db;
  clock: Clock;
  log: Log;
  accounts: Pick<AccountsService, "composeOptions">;
  /** Undefined for a network that is switched off here. */
  platform(id: string): Pick<Platform, "label" | "rules"> | undefined;
}

export function createQuotaService(deps: QuotaDeps): QuotaService {
  return {
    at: (actor, input) => quotaAround(deps, actor, input),
    days: (actor, input) => quotaDays(deps, actor, input),
    limits: (actor, connections) => readLimits(deps, actor, connections),
    issues: (db, plan) => findIssues(deps, db, plan),
  };
}

async function readLimits(
  deps: QuotaDeps,
  actor: Actor,
  connections: readonly QuotaConnection[],
): Promise<AccountLimit[]> {
  const limited = connections.flatMap((connection) => {
    const platform = deps.platform(connection.platform);
    const quota = platform?.rules.quota;
    return platform && quota ? [{ connection, label: platform.label, ...quota, counted: null }] : [];
  });
  return Promise.all(limited.map(async (limit) => ({ ...limit, ...(await askNetwork(deps, actor, limit)) })));
}

/** What the network itself says; where it does not, or cannot be asked, its documentation stands. */
async function askNetwork(deps: QuotaDeps, actor: Actor, { connection }: AccountLimit) {
  if (connection.status !== "active") return {};
  try {
    const { quota } = await deps.accounts.composeOptions(actor, connection.id);
    return quota ? { limit: quota.limit, windowMs: quota.windowMs, counted: quota.used } : {};
  } catch (error) {
    deps.log.warn("quota not read", { connectionId: connection.id, error: toAppError(error) });
    return {};
  }
}

/** Now, for what is planned in the past: that goes out at once. */
const notBefore = (now: Date, at: Date): Date => (at < now ? now : at);

async function findIssues(
  deps: QuotaDeps,
  db: Reader,
  { workspaceId, limits, postId: exceptPostId, at: wanted, hold }: QuotaPlan,
): Promise<Issue[]> {
  if (limits.length === 0) return [];
  if (hold)
    await lockPlans(
      db,
      limits.map(({ connection }) => connection.id),
    );
  const now = deps.clock.now();
  const at = notBefore(now, wanted);
  const input = { workspaceId, limits, exceptPostId, now };
  const used = await usedAt(db, input, at);
  const full = limits.filter(({ connection, limit }) => (used.get(connection.id) ?? 0) >= limit);
  if (full.length === 0) return [];
  const next = await nextLegalForAll(db, input, at);
  return full.map((limit) => issueOf(limit, next));
}

const HOUR_MS = 3_600_000;

const issueOf = ({ connection, label, limit, windowMs }: AccountLimit, next: Date | null): Issue => ({
  connectionId: connection.id,
  field: "scheduledAt",
  code: "quota.full",
  params: {
    network: label,
    handle: connection.handle,
    limit,
    hours: Math.round(windowMs / HOUR_MS),
    ...(next ? { nextAt: next.toISOString() } : {}),
  },
  severity: "error",
});

async function quotaAround(
  deps: QuotaDeps,
  actor: Actor,
  { connectionIds, at: wanted, postId }: z.infer<typeof quotaAtInput>,
): Promise<z.infer<typeof quotaAtOutput>> {
  const { workspaceId } = actor;
  const connections = await findConnections(deps.db, workspaceId, connectionIds);
  if (connections.length < new Set(connectionIds).size) throw new AppError("NOT_FOUND", "no such connection");
  const limits = await readLimits(deps, actor, connections);
  const now = deps.clock.now();
  const at = notBefore(now, wanted);
  const input = { workspaceId, limits, exceptPostId: postId, now };
  const used = await usedAt(deps.db, input, at);
  return {
    connections: limits.map(({ connection, limit, windowMs, counted }) => {
      const count = used.get(connection.id) ?? 0;
      const left = Math.max(0, limit - count);
      const source = counted === null ? ("documentation" as const) : ("network" as const);
      return { connectionId: connection.id, limit, windowMs, used: count, left, source };
    }),
    nextAt: limits.length === 0 ? at : await nextLegalForAll(deps.db, input, at),
  };
}

/** Close: a fifth or less is left, or no more than two. */
const isClose = (used: number, limit: number): boolean =>
  used > 0 && (used >= limit * 0.8 || limit - used <= 2);

async function quotaDays(
  deps: QuotaDeps,
  actor: Actor,
  { from, to }: z.infer<typeof quotaDaysInput>,
): Promise<z.infer<typeof quotaDaysOutput>> {
  const { workspaceId } = actor;
  const [connections, timeZone] = await Promise.all([
    findConnections(deps.db, workspaceId),
    findTimeZone(deps.db, workspaceId),
  ]);
  const limits = await readLimits(deps, actor, connections);
  const now = deps.clock.now();
  const reach = Math.max(0, ...limits.map(({ windowMs }) => windowMs));
  const stretch = { from: new Date(from.getTime() - reach), to };
  const times = await readTimes(deps.db, { workspaceId, limits, exceptPostId: null, now }, stretch);
  const days: QuotaDay[] = [];
  for (let date = dateIn(from, timeZone); startOfDay(date, timeZone) < to; date = addDays(date, 1))
    for (const limit of limits) {
      const used = fullestOn(times.get(limit.connection.id) ?? [], date, timeZone, limit.windowMs);
      if (isClose(used, limit.limit)) days.push(dayOf(limit, date, used));
    }
  return { days };
}

/** Posts in the fullest window that ends with a post of this day. */
function fullestOn(times: readonly number[], date: string, timeZone: string, windowMs: number): number {
  const begin = startOfDay(date, timeZone).getTime();
  const end = startOfDay(addDays(date, 1), timeZone).getTime();
  const counts = times.map((time, index) => {
    if (time < begin || time >= end) return 0;
    return index + 1 - times.findIndex((other) => other > time - windowMs);
  });
  return Math.max(0, ...counts);
}

const dayOf = ({ connection, limit }: AccountLimit, date: string, used: number): QuotaDay => ({
  date,
  connectionId: connection.id,
  platform: connection.platform,
  handle: connection.handle,
  limit,
  used,
  left: Math.max(0, limit - used),
});
