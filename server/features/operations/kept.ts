import type { z } from "zod";
import type { Db } from "#server/features/unit-of-work.ts";
import { type DeliveryRow, listSpans, type Span, walkDeliveries } from "./delivery-repo.ts";
import { cursorOf, positionOf } from "./replay-all.ts";
import type { DeliveryFilter, deliveryListInput, deliveryListOutput } from "./schema.ts";

/** Ordinary deliveries that one page may pass on its way to those that were not understood. */
const MOST_WALKED = 50_000;
/** Few enough for the planner to walk the index rather than to sort what a source has sent. */
const LARGEST_STEP = 1_000;

/**
 * Deliveries that were signed and not understood, newest first. Only the times in which some were counted are looked
 * through, day by day and in growing steps until the page is full. However much else came in such a time, a page passes
 * `mostWalked` deliveries and a step at the most; then it says how far it came, and the next page goes on from there.
 */
export async function readKept(
  db: Db,
  { cursor, limit, ...filter }: z.infer<typeof deliveryListInput>,
  mostWalked = MOST_WALKED,
): Promise<z.infer<typeof deliveryListOutput>> {
  const found: DeliveryRow[] = [];
  let after = positionOf(cursor);
  let walked = 0;
  for (const spans of days(await listSpans(db), filter, after?.at)) {
    for (let step = limit + 1, more = true; more; step = Math.min(4 * step, LARGEST_STEP)) {
      const walk = await walkDeliveries(db, spans, { after, limit: step });
      found.push(...walk.found);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      if (last && found.length > limit)
        return { items, nextCursor: cursorOf({ at: last.receivedAt, id: last.id }), searchedTo: null };
      after = walk.last ?? after;
      walked += walk.walked;
      if (after && walked >= mostWalked) return { items, nextCursor: cursorOf(after), searchedTo: after.at };
      more = walk.walked === step;
    }
  }
  return { items: found, nextCursor: null, searchedTo: null };
}

/** Every source of which something was not understood. */
export async function readKeptSources(db: Db): Promise<string[]> {
  return [...new Set((await listSpans(db)).map(({ source }) => source))].sort();
}

/** The parts of the spans that the filter leaves; those of a day together, the latest day first. */
function days(
  spans: readonly Span[],
  { source, from, to }: DeliveryFilter,
  upTo: Date | undefined,
): Span[][] {
  const left = spans
    .filter((span) => source === undefined || span.source === source)
    .map((span) => ({
      ...span,
      from: from && from > span.from ? from : span.from,
      until: to && to < span.until ? to : span.until,
    }))
    .filter((span) => span.from < span.until && (!upTo || span.from <= upTo));
  return [...Map.groupBy(left, ({ day }) => day.getTime()).values()];
}
