import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { lockPlans } from "#server/features/plan-lock.ts";
import type { QuotaGate, QuotaPlan } from "#server/features/quota/service.ts";
import type { Db, Tx, UnitOfWork } from "#server/features/unit-of-work.ts";
import {
  findConnections,
  findSlots,
  findTaken,
  findTimeZone,
  lockConnection,
  type Reader,
  replaceSlots,
} from "./repo.ts";
import type { FreeSlot, nextSlotInput, nextSlotOutput, Slot, setSlotsInput, slotsOutput } from "./schema.ts";
import { freeSlots, SEARCH_DAYS, type SlotsByAccount, slotMoments } from "./search.ts";

export interface SlotsService extends SlotFinder {
  /** The slots of every connected account. */
  list(actor: Actor): Promise<z.infer<typeof slotsOutput>>;
  /** Replaces the slots of one account. Posts that are planned already stay where they are. */
  set(actor: Actor, input: z.infer<typeof setSlotsInput>): Promise<void>;
  /** The first slot that is free for all of these accounts, as far as anybody knows at this moment. */
  next(actor: Actor, input: z.infer<typeof nextSlotInput>): Promise<z.infer<typeof nextSlotOutput>>;
}

export interface SlotFinder {
  /** The same inside a transaction that plans for it: until it ends, nobody else plans for these accounts. */
  take(tx: Tx, wanted: WantedSlot): Promise<FreeSlot | null>;
}

export interface WantedSlot {
  workspaceId: string;
  connectionIds: readonly string[];
  postId: string | null;
  after: Date;
  /** What limits the accounts: slots beyond it are passed over. */
  limits: QuotaPlan["limits"];
}

export interface SlotsDeps {
  db: Db;
  work: UnitOfWork;
  clock: Clock;
  quota: QuotaGate;
}

export function createSlotsService(deps: SlotsDeps): SlotsService {
  return {
    list: (actor) => list(deps, actor),
    set: (actor, input) => set(deps, actor, input),
    next: (actor, input) => next(deps, actor, input),
    async take(tx, wanted) {
      await lockPlans(tx.db, wanted.connectionIds);
      return (await find(deps, tx.db, wanted)).slot;
    },
  };
}

async function list({ db }: SlotsDeps, { workspaceId }: Actor): Promise<z.infer<typeof slotsOutput>> {
  const [connections, rows] = await Promise.all([
    findConnections(db, workspaceId),
    findSlots(db, workspaceId),
  ]);
  return {
    accounts: connections.map(({ id }) => ({ connectionId: id, slots: slotsOf(rows, id) })),
  };
}

const slotsOf = (rows: readonly (Slot & { connectionId: string })[], connectionId: string): Slot[] =>
  rows.filter((row) => row.connectionId === connectionId).map(({ weekday, time }) => ({ weekday, time }));

async function set(
  { work }: SlotsDeps,
  actor: Actor,
  { connectionId, slots }: z.infer<typeof setSlotsInput>,
): Promise<void> {
  requireRole(actor, "editor");
  await work.run(async (tx) => {
    if (!(await lockConnection(tx.db, actor.workspaceId, connectionId)))
      throw new AppError("NOT_FOUND", "no such connection");
    await replaceSlots(tx.db, actor.workspaceId, connectionId, slots);
  });
}

async function next(
  deps: SlotsDeps,
  actor: Actor,
  { connectionIds, postId, after }: z.infer<typeof nextSlotInput>,
): Promise<z.infer<typeof nextSlotOutput>> {
  const { workspaceId } = actor;
  const connections = await findConnections(deps.db, workspaceId, connectionIds);
  if (connections.length < new Set(connectionIds).size) throw new AppError("NOT_FOUND", "no such connection");
  const limits = await deps.quota.limits(actor, connections);
  const now = deps.clock.now();
  const wanted = { workspaceId, connectionIds, postId, limits, after: after && after > now ? after : now };
  return find(deps, deps.db, wanted);
}

/** Slots beyond a quota are passed over so often before the search gives up. */
const MOST_PASSED_OVER = 50;

async function find(
  deps: SlotsDeps,
  db: Reader,
  wanted: WantedSlot,
): Promise<z.infer<typeof nextSlotOutput>> {
  const { workspaceId, connectionIds, postId: exceptPostId, after } = wanted;
  const rows = await findSlots(db, workspaceId, connectionIds);
  if (rows.length === 0) return { slot: null, why: "none" };
  const slots: SlotsByAccount = new Map(connectionIds.map((id) => [id, slotsOf(rows, id)]));
  const moments = slotMoments(slots, await findTimeZone(db, workspaceId), after);
  const to = new Date(after.getTime() + (SEARCH_DAYS + 2) * 86_400_000);
  const taken = await findTaken(db, workspaceId, connectionIds, { from: after, to, exceptPostId });
  const slot = await firstLegal(deps, db, wanted, freeSlots(slots, moments, taken));
  return { slot, why: slot ? null : "full" };
}

/** The first of them that no quota forbids; after a refusal the search goes on where the quota has room again. */
async function firstLegal(
  deps: SlotsDeps,
  db: Reader,
  { workspaceId, postId, limits }: WantedSlot,
  free: readonly FreeSlot[],
): Promise<FreeSlot | null> {
  let from = 0;
  for (let tries = 0; tries < MOST_PASSED_OVER; tries++) {
    const slot = free.find(({ at }) => at.getTime() >= from);
    if (!slot) return null;
    const [issue] = await deps.quota.issues(db, { workspaceId, limits, postId, at: slot.at, hold: false });
    if (!issue) return slot;
    const { nextAt } = issue.params;
    if (typeof nextAt !== "string") return null;
    from = Math.max(Date.parse(nextAt), slot.at.getTime() + 1);
  }
  return null;
}
