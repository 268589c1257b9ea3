import { addDays, startOfDay } from "#app/lib/zoned-time.ts";
import {
  type DeliveryFilter,
  type JobFilter,
  jobStatus,
  type WebhookFilter,
  webhookStatus,
} from "#server/features/operations/schema.ts";

/** Filters as they stand in the address: one word each, days as `2026-03-29`. What makes no sense is left out. */

export const PAGE_SIZE = 50;

const MOST_LETTERS = 300;

function wordIn(params: URLSearchParams, name: string): string | undefined {
  const text = params.get(name)?.trim().slice(0, MOST_LETTERS);
  return text ? text : undefined;
}

/** The whole of the days named, on the clocks of a zone. */
function rangeIn(params: URLSearchParams, timeZone: string): { from?: Date; to?: Date } {
  const startOf = (name: string, daysLater: number): Date | undefined => {
    const day = params.get(name);
    if (!day || !/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) return undefined;
    return startOfDay(addDays(day, daysLater), timeZone);
  };
  const from = startOf("from", 0);
  const to = startOf("to", 1);
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

/** Only what is set, so that the same filter is always the same key of a query. */
const set = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;

export const readWebhookFilter = (params: URLSearchParams, timeZone: string): WebhookFilter =>
  set({
    q: wordIn(params, "q"),
    source: wordIn(params, "source"),
    type: wordIn(params, "type"),
    status: webhookStatus.safeParse(params.get("status")).data,
    reason: params.get("reason")?.slice(0, MOST_LETTERS),
    ...rangeIn(params, timeZone),
  });

export const readDeliveryFilter = (params: URLSearchParams, timeZone: string): DeliveryFilter =>
  set({ source: wordIn(params, "source"), ...rangeIn(params, timeZone) });

export const readJobFilter = (params: URLSearchParams, timeZone: string): JobFilter =>
  set({
    q: wordIn(params, "q"),
    name: wordIn(params, "name"),
    status: jobStatus.safeParse(params.get("status")).data,
    workspaceId: wordIn(params, "workspace"),
    reason: params.get("reason")?.slice(0, MOST_LETTERS),
    ...rangeIn(params, timeZone),
  });
