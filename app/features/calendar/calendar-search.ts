import { isDate } from "#app/lib/zoned-time.ts";
import { type PostState, postState } from "#server/features/posts/schema.ts";

export const VIEWS = ["month", "week", "day", "list"] as const;
export type CalendarView = (typeof VIEWS)[number];

/** What the calendar shows, as its address says it: everything in it can be linked to and gone back to. */
export interface CalendarSearch {
  /** null: whatever suits the screen. */
  view: CalendarView | null;
  /** A day inside the shown period, in the workspace's zone; null is today. */
  date: string | null;
  accounts: string[];
  networks: string[];
  states: PostState[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const list = (value: string | null): string[] => [...new Set((value ?? "").split(",").filter(Boolean))];

/** Reads `?view=week&date=2026-11-20&accounts=…&networks=instagram&states=failed,unknown`. Nonsense is left out. */
export function readCalendarSearch(params: URLSearchParams): CalendarSearch {
  const date = params.get("date") ?? "";
  return {
    view: VIEWS.find((view) => view === params.get("view")) ?? null,
    date: isDate(date) ? date : null,
    accounts: list(params.get("accounts"))
      .filter((id) => UUID.test(id))
      .slice(0, 50),
    networks: list(params.get("networks"))
      .filter((network) => /^[a-z0-9-]{1,40}$/.test(network))
      .slice(0, 20),
    states: list(params.get("states")).filter(
      (state): state is PostState => postState.safeParse(state).success,
    ),
  };
}

/** The address for it; what is as usual is not mentioned. */
export function writeCalendarSearch(search: CalendarSearch): URLSearchParams {
  const params = new URLSearchParams();
  if (search.view) params.set("view", search.view);
  if (search.date) params.set("date", search.date);
  if (search.accounts.length > 0) params.set("accounts", search.accounts.join(","));
  if (search.networks.length > 0) params.set("networks", search.networks.join(","));
  if (search.states.length > 0) params.set("states", search.states.join(","));
  return params;
}

export const isFiltered = ({ accounts, networks, states }: CalendarSearch): boolean =>
  accounts.length + networks.length + states.length > 0;
