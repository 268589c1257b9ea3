import { addDays, startOfWeek, wallTimeOf } from "#app/lib/zoned-time.ts";

export interface QuickTime {
  /** i18n key under `composer.quick`. */
  id: "tonight" | "tomorrow" | "monday";
  /** Wall clock of the zone, `YYYY-MM-DDTHH:mm`. */
  at: string;
}

/** Times people reach for, on the clocks of a zone: tonight while it is still to come, tomorrow and Monday morning. */
export function quickTimes(now: Date, timeZone: string): QuickTime[] {
  const { date, time } = wallTimeOf(now, timeZone);
  const monday = addDays(startOfWeek(date, 1), 7);
  const tomorrow = addDays(date, 1);
  return [
    ...(time < "17:30" ? [{ id: "tonight", at: `${date}T18:00` } as const] : []),
    { id: "tomorrow", at: `${tomorrow}T09:00` },
    ...(monday === tomorrow ? [] : [{ id: "monday", at: `${monday}T09:00` } as const]),
  ];
}

const MORNING = "09:00";

/** A day was chosen: its old time is kept; a first time is the morning, or the next full hour of a day already begun. */
export function withDay(at: string | null, day: string, now: Date, timeZone: string): string {
  if (at) return `${day}T${at.slice(11)}`;
  const today = wallTimeOf(now, timeZone);
  if (day !== today.date || today.time < MORNING) return `${day}T${MORNING}`;
  const hour = Math.min(23, Number(today.time.slice(0, 2)) + 1);
  return `${day}T${String(hour).padStart(2, "0")}:00`;
}

/** A time was chosen: without a day it is today's, or tomorrow's when it has passed. */
export function withTime(at: string | null, time: string, now: Date, timeZone: string): string {
  if (at) return `${at.slice(0, 10)}T${time}`;
  const today = wallTimeOf(now, timeZone);
  return `${time > today.time ? today.date : addDays(today.date, 1)}T${time}`;
}
