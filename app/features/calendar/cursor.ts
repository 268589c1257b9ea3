import { addDays } from "#app/lib/zoned-time.ts";
import type { CalendarView } from "./calendar-search.ts";

/** Where the keyboard is: a day (`index` -1) or one of the posts shown on it, from the top. */
export interface Spot {
  date: string;
  index: number;
}

export type ArrowKey = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export const isArrow = (key: string): key is ArrowKey => /^Arrow(Left|Right|Up|Down)$/.test(key);

/**
 * Sideways goes to the day before or after; downwards through the posts of a day and, in a month, on to the same day
 * of the next week; upwards the same way back.
 */
export function nextSpot(spot: Spot, key: ArrowKey, view: CalendarView, postsShown: number): Spot {
  const week = view === "month" ? 7 : 0;
  switch (key) {
    case "ArrowLeft":
      return { date: addDays(spot.date, -1), index: -1 };
    case "ArrowRight":
      return { date: addDays(spot.date, 1), index: -1 };
    case "ArrowDown":
      if (spot.index + 1 < postsShown) return { ...spot, index: spot.index + 1 };
      return week ? { date: addDays(spot.date, week), index: -1 } : spot;
    case "ArrowUp":
      if (spot.index >= 0) return { ...spot, index: spot.index - 1 };
      return week ? { date: addDays(spot.date, -week), index: -1 } : spot;
  }
}
