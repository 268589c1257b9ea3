import { addDays, dateIn, momentOf, weekdayOf } from "#server/features/wall-clock.ts";
import type { FreeSlot, Slot } from "./schema.ts";

/** Slots are looked for this far ahead. */
export const SEARCH_DAYS = 91;

export type SlotsByAccount = ReadonlyMap<string, readonly Slot[]>;

/**
 * The instants of the accounts' slots after a moment, soonest first, each with the accounts whose slot it is. Times that
 * the clocks skip move forward; slots that meet by that are one.
 */
export function slotMoments(slots: SlotsByAccount, timeZone: string, after: Date): FreeSlot[] {
  const found = new Map<number, Set<string>>();
  const first = dateIn(after, timeZone);
  for (let day = 0; day <= SEARCH_DAYS; day++) {
    const date = addDays(first, day);
    const weekday = weekdayOf(date);
    for (const [connectionId, own] of slots)
      for (const slot of own) {
        if (slot.weekday !== weekday) continue;
        const at = momentOf(date, slot.time, timeZone).at.getTime();
        if (at > after.getTime()) found.set(at, (found.get(at) ?? new Set()).add(connectionId));
      }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([at, connectionIds]) => ({ at: new Date(at), connectionIds: [...connectionIds].sort() }));
}

const minuteOf = (at: Date): number => Math.floor(at.getTime() / 60_000);

/**
 * Slots at which none of the accounts has a post, best first: those that all accounts with slots share come before
 * those of some of them, and sooner before later.
 */
export function freeSlots(
  slots: SlotsByAccount,
  moments: readonly FreeSlot[],
  taken: readonly Date[],
): FreeSlot[] {
  const minutes = new Set(taken.map(minuteOf));
  const free = moments.filter(({ at }) => !minutes.has(minuteOf(at)));
  const withSlots = [...slots.values()].filter((own) => own.length > 0).length;
  const shared = free.filter(({ connectionIds }) => connectionIds.length === withSlots);
  return shared.length > 0 ? shared : free;
}
