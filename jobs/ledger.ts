import type { DeliveryProof } from "#server/core/delivery-signature.ts";
import type { Clock } from "#server/core/ports.ts";
import { type Db, sql } from "#server/features/unit-of-work.ts";
import { waitingKinds } from "./contracts.ts";
import { createSettler } from "./settler.ts";

/**
 * A claim holds for this long; whoever holds it says so again well before. Every instance reads leases by its own clock,
 * so machines must agree within a few seconds; should they not, the fence still keeps the second writer out.
 */
export const LEASE_MS = 10_000;
export const HEARTBEAT_MS = 3_000;

/** One row, ours until its lease ends. Everything we write about it is bound to the fence. */
export interface Claim {
  id: string;
  name: string;
  payload: unknown;
  /** Tries so far, this one included. */
  attempts: number;
  maxAttempts: number;
  fence: number;
}

/** Why a row could not be claimed. */
export type Found = "missing" | "done" | "dead" | "canceled" | "running" | "not-due";

export type Settlement =
  | { to: "done" }
  | { to: "pending"; runAt: Date; refund: boolean; error?: { code: string; message: string } }
  | { to: "dead"; error: { code: string; message: string } };

/** The rows of `jobs` as a worker sees them: compare-and-set on status and lease to take, on the fence to write. */
export interface Ledger {
  /** True once per id: a signature opens the door once. */
  consume(proof: DeliveryProof): Promise<boolean>;
  claim(jobId: string, name: string): Promise<{ claim: Claim } | { found: Found }>;
  /**
   * Claims what is due, and what killed workers left behind, oldest first; never a row another claims this moment. `only`
   * leaves all other kinds alone.
   */
  claimDue(limit: number, only?: string): Promise<Claim[]>;
  /** Counts the tries of claims whose kind waits for its place. Resolves to the ids of those that are still ours. */
  begin(claims: readonly Pick<Claim, "id" | "fence">[]): Promise<Set<string>>;
  /** Extends the lease; false when the row is no longer ours. */
  extend(claim: Claim): Promise<boolean>;
  /** Records how the try ended; false when the row is no longer ours, and then nothing was written. */
  settle(claim: Claim, settlement: Settlement): Promise<boolean>;
  /** Winds the alarm of a row that could not ring: it may be handed out again. */
  rewind(jobId: string): Promise<void>;
}

export function createLedger({ db, clock }: { db: Db; clock: Clock }): Ledger {
  const leaseEnd = () => new Date(clock.now().getTime() + LEASE_MS);
  const settler = createSettler({ db, clock });
  return {
    async consume({ jti, expiresAt }) {
      const rows = await db.$executeRaw`
        INSERT INTO consumed_tokens (jti, "expiresAt") VALUES (${jti}, ${expiresAt}) ON CONFLICT DO NOTHING`;
      return rows === 1;
    },
    async claim(jobId, name) {
      const now = clock.now();
      const [claim] = await db.$queryRaw<Claim[]>`
        UPDATE jobs SET status = 'running', attempts = ${COUNTED}, fence = fence + 1,
               "leaseUntil" = ${leaseEnd()}, "startedAt" = ${now}, "armedUntil" = NULL
        WHERE id = ${jobId}::uuid AND name = ${name}
          AND ((status = 'pending' AND "runAt" <= ${now}) OR (status = 'running' AND "leaseUntil" <= ${now}))
        RETURNING id, name, payload, ${THIS_TRY} AS attempts, "maxAttempts", fence`;
      return claim ? { claim } : { found: await look(db, jobId, name) };
    },
    claimDue: (limit, only) => {
      const wanted = { now: clock.now(), leaseUntil: leaseEnd(), limit };
      return only === undefined ? claimDue(db, wanted) : claimDueOf(db, only, wanted);
    },
    async begin(claims) {
      const rows = await db.$queryRaw<{ id: string }[]>`
        UPDATE jobs SET attempts = attempts + 1
        FROM unnest(${claims.map(({ id }) => id)}::uuid[], ${claims.map(({ fence }) => fence)}::int[]) AS mine (id, fence)
        WHERE jobs.id = mine.id AND jobs.status = 'running' AND jobs.fence = mine.fence
        RETURNING jobs.id`;
      return new Set(rows.map(({ id }) => id));
    },
    async extend(claim) {
      const rows = await db.$executeRaw`
        UPDATE jobs SET "leaseUntil" = ${leaseEnd()}
        WHERE id = ${claim.id}::uuid AND status = 'running' AND fence = ${claim.fence}`;
      return rows === 1;
    },
    settle: (claim, settlement) =>
      settlement.to === "done" ? settler.done(claim) : settle(db, clock.now(), claim, settlement),
    async rewind(jobId) {
      await db.$executeRaw`
        UPDATE jobs SET "armedUntil" = NULL WHERE id = ${jobId}::uuid AND status = 'pending'`;
    },
  };
}

/** A kind whose tries count from its place is left uncounted here, but for the one by which we learn that none are left. */
const COUNTED = sql`attempts + (name <> ALL(${waitingKinds}::text[]) OR attempts >= "maxAttempts")::int`;
/** After that: the number of the try that this claim is for. */
const THIS_TRY = sql`attempts + (name = ANY(${waitingKinds}::text[]) AND attempts < "maxAttempts")::int`;

interface Wanted {
  now: Date;
  leaseUntil: Date;
  limit: number;
}

async function claimDue(db: Db, { now, leaseUntil, limit }: Wanted): Promise<Claim[]> {
  return db.$queryRaw<Claim[]>`
    WITH abandoned AS (
      SELECT id FROM jobs WHERE status = 'running' AND "leaseUntil" <= ${now}
      ORDER BY "leaseUntil" LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), due AS (
      SELECT id FROM jobs WHERE status = 'pending' AND "runAt" <= ${now}
      ORDER BY "runAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE jobs SET status = 'running', attempts = ${COUNTED}, fence = fence + 1,
           "leaseUntil" = ${leaseUntil}, "startedAt" = ${now}, "armedUntil" = NULL
    WHERE id IN (SELECT id FROM abandoned UNION ALL SELECT id FROM due LIMIT ${limit})
    RETURNING id, name, payload, ${THIS_TRY} AS attempts, "maxAttempts", fence`;
}

/** The same for one kind alone; a statement of its own, so that the one above keeps its plan. */
async function claimDueOf(db: Db, name: string, { now, leaseUntil, limit }: Wanted): Promise<Claim[]> {
  return db.$queryRaw<Claim[]>`
    UPDATE jobs SET status = 'running', attempts = ${COUNTED}, fence = fence + 1,
           "leaseUntil" = ${leaseUntil}, "startedAt" = ${now}, "armedUntil" = NULL
    WHERE id IN (
      SELECT id FROM jobs
      WHERE name = ${name} AND ((status = 'running' AND "leaseUntil" <= ${now}) OR (status = 'pending' AND "runAt" <= ${now}))
      ORDER BY "runAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, name, payload, ${THIS_TRY} AS attempts, "maxAttempts", fence`;
}

async function look(db: Db, jobId: string, name: string): Promise<Found> {
  const row = await db.job.findFirst({ where: { id: jobId, name }, select: { status: true } });
  if (!row) return "missing";
  return row.status === "pending" ? "not-due" : row.status;
}

type Unfinished = Exclude<Settlement, { to: "done" }>;

async function settle(db: Db, now: Date, claim: Claim, settlement: Unfinished): Promise<boolean> {
  const again = settlement.to === "pending" ? settlement : undefined;
  const { error } = settlement;
  const rows = await db.$executeRaw`
    UPDATE jobs SET status = ${settlement.to}::"JobStatus",
           "runAt" = coalesce(${again?.runAt ?? null}::timestamp, "runAt"),
           attempts = greatest(0, attempts - ${again?.refund ? 1 : 0}::int),
           "lastError" = ${error?.message.slice(0, 2000) ?? null}, "lastErrorCode" = ${error?.code ?? null},
           "finishedAt" = ${again ? null : now}::timestamp, "leaseUntil" = NULL, "armedUntil" = NULL
    WHERE id = ${claim.id}::uuid AND status = 'running' AND fence = ${claim.fence}`;
  return rows === 1;
}
