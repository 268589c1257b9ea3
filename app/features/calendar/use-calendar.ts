import { useMediaQuery } from "@mantine/hooks";
import { useSearchParams } from "@remix-run/react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { todayIn } from "#app/lib/zoned-time.ts";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import type { PostOutput } from "#server/features/posts/schema.ts";
import {
  type CalendarSearch,
  type CalendarView,
  readCalendarSearch,
  writeCalendarSearch,
} from "./calendar-search.ts";
import { calendarQuery, firstDayOfWeek, periodOf, stepDate } from "./period.ts";

/** What the server sent along with the page. */
export interface LoadedCalendar {
  today: string;
  query: ReturnType<typeof calendarQuery>;
  calendar: { posts: PostOutput[]; truncated: boolean };
  connections: ConnectionOutput[];
}

/** The address as what it says, and a way to change it that shows at once. */
function useCalendarSearch() {
  const [params, setParams] = useSearchParams();
  /** What was just asked for, until the address says it: a second click must not start from the old address. */
  const [asked, setAsked] = useState<URLSearchParams | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the address's change that settles what was asked
  useEffect(() => setAsked(null), [params]);
  const search = useMemo(() => readCalendarSearch(asked ?? params), [asked, params]);
  // Turning pages replaces the entry, so that the way back leads out of the calendar.
  const show = (part: Partial<CalendarSearch>) => {
    const next = writeCalendarSearch({ ...search, ...part });
    setAsked(next);
    setParams(next, { replace: true, preventScrollReset: true });
  };
  return { search, show };
}

export type Calendar = ReturnType<typeof useCalendar>;

/** What is shown (kept in the address), how to show something else, and the posts for it. */
export function useCalendar(loaded: LoadedCalendar) {
  const trpc = useTRPC();
  const { locale, timeZone, now } = useTimes();
  const { search, show } = useCalendarSearch();
  const narrow = useMediaQuery("(max-width: 48em)", false) ?? false;
  const today = todayIn(timeZone, now);
  const view: CalendarView = search.view ?? (narrow ? "list" : "month");
  const date = search.date ?? today;
  const period = useMemo(
    () => periodOf(view, date, timeZone, firstDayOfWeek(locale)),
    [view, date, timeZone, locale],
  );
  const input = calendarQuery(search, period);
  const query = useQuery({
    ...trpc.posts.calendar.queryOptions(input),
    placeholderData: keepPreviousData,
    ...(sameQuery(input, loaded.query) ? { initialData: loaded.calendar } : {}),
  });
  const dated = (next: string) => (next === today ? null : next);
  return {
    ...{ search, view, date, period, query, narrow },
    onView: (next: CalendarView) => show({ view: next }),
    onDate: (next: string) => show({ date: dated(next) }),
    onStep: (direction: 1 | -1) => show({ date: dated(stepDate(view, date, direction)) }),
    onToday: () => show({ date: null }),
    onFilters: (filters: Pick<CalendarSearch, "accounts" | "networks" | "states">) => show(filters),
    showDay: (day: string) => show({ view: "day", date: dated(day) }),
  };
}

const sameQuery = (one: LoadedCalendar["query"], other: LoadedCalendar["query"]) =>
  JSON.stringify(one) === JSON.stringify(other);
