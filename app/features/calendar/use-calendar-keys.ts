import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import { paths } from "#app/lib/paths.ts";
import { isTyping } from "#app/ui/shell/use-shortcuts.ts";
import type { PostOutput } from "#server/features/posts/schema.ts";
import { type CalendarView, VIEWS } from "./calendar-search.ts";
import { isArrow, nextSpot, type Spot } from "./cursor.ts";
import { dateOf, type Period } from "./period.ts";

export interface CalendarKeysInput {
  container: RefObject<HTMLElement | null>;
  posts: readonly PostOutput[];
  view: CalendarView;
  /** The day the calendar is at; where the keyboard starts. */
  date: string;
  period: Period;
  timeZone: string;
  onDate: (date: string) => void;
  onView: (view: CalendarView) => void;
  onStep: (direction: 1 | -1) => void;
  onToday: () => void;
  onCompose: (date: string) => void;
}

/** Marks a day's element as a place the keyboard can be. */
export const DAY_ATTRIBUTE = "data-day";

/**
 * Days and posts by arrow keys, Enter on a day, and the letters that turn pages. Spread the answer onto the element
 * around the grid. One day is a tab stop: the one the calendar is at, or the last the keyboard was on.
 */
export function useCalendarKeys(input: CalendarKeysInput) {
  const latest = useRef(input);
  latest.current = input;
  /** A day that was asked for while it was not on screen yet. */
  const wanted = useRef<Spot | null>(null);
  const focusSpot = (spot: Spot): boolean => {
    const target = elementOf(latest.current, spot);
    target?.focus();
    return target !== null;
  };
  useEffect(() => {
    if (wanted.current && focusSpot(wanted.current)) wanted.current = null;
  });
  const { container, date, view } = input;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view draws other days
  useEffect(() => makeTabStop(container.current, date), [container, date, view]);
  usePageKeys(latest, () => focusSpot({ date: latest.current.date, index: -1 }));

  function go(next: Spot) {
    const { period, onDate } = latest.current;
    if (next.date >= period.firstDate && next.date < period.endDate) return void focusSpot(next);
    wanted.current = next;
    onDate(next.date);
  }
  return {
    onFocus: ({ target }: FocusEvent<HTMLElement>) =>
      makeTabStop(container.current, target.getAttribute(DAY_ATTRIBUTE)),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => onGridKey(event, latest.current, go),
  };
}

function onGridKey(
  event: KeyboardEvent<HTMLElement>,
  input: CalendarKeysInput,
  go: (next: Spot) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const spot = spotOf(input, event.target as HTMLElement);
  if (!spot) return;
  if (event.key === "Enter" && spot.index === -1) {
    event.preventDefault();
    input.onCompose(spot.date);
  }
  if (!isArrow(event.key)) return;
  event.preventDefault();
  if (input.view === "list") focusInList(input, event);
  else go(nextSpot(spot, event.key, input.view, shown(input, spot.date).length));
}

/** Leaves one day reachable by Tab; nothing changes for a date that is not on screen. */
function makeTabStop(container: HTMLElement | null, date: string | null): void {
  const days = [...(container?.querySelectorAll<HTMLElement>(`[${DAY_ATTRIBUTE}]`) ?? [])];
  if (!days.some((day) => day.getAttribute(DAY_ATTRIBUTE) === date)) return;
  for (const day of days) day.tabIndex = day.getAttribute(DAY_ATTRIBUTE) === date ? 0 : -1;
}

/** Posts of a day that are on screen, soonest first; some may be folded into "more". */
function shown({ container, posts, timeZone }: CalendarKeysInput, date: string): HTMLElement[] {
  return posts.flatMap((post) => {
    if (!post.scheduledAt || dateOf(post.scheduledAt, timeZone) !== date) return [];
    const link = container.current?.querySelector<HTMLElement>(`a[href="${paths.post(post.id)}"]`);
    return link ? [link] : [];
  });
}

function elementOf(input: CalendarKeysInput, { date, index }: Spot): HTMLElement | null {
  if (index >= 0) return shown(input, date)[index] ?? null;
  return input.container.current?.querySelector<HTMLElement>(`[${DAY_ATTRIBUTE}="${date}"]`) ?? null;
}

function spotOf(input: CalendarKeysInput, target: HTMLElement): Spot | null {
  const link = target.closest<HTMLElement>("a[href^='/posts/']");
  const post = link && input.posts.find(({ id }) => link.getAttribute("href") === paths.post(id));
  if (link && post?.scheduledAt) {
    const date = dateOf(post.scheduledAt, input.timeZone);
    return { date, index: shown(input, date).indexOf(link) };
  }
  const date = target.closest(`[${DAY_ATTRIBUTE}]`)?.getAttribute(DAY_ATTRIBUTE);
  return date ? { date, index: -1 } : null;
}

/** In the list there are posts only: every arrow goes to the post before or after. */
function focusInList(input: CalendarKeysInput, event: KeyboardEvent<HTMLElement>): void {
  const links = [...(input.container.current?.querySelectorAll<HTMLElement>("a[href^='/posts/']") ?? [])];
  const here = links.indexOf(event.target as HTMLElement);
  const back = event.key === "ArrowUp" || event.key === "ArrowLeft";
  links[here + (back ? -1 : 1)]?.focus();
}

/** Letters and digits that work wherever on the page the focus is; arrows enter the grid when it is nowhere. */
function usePageKeys(latest: RefObject<CalendarKeysInput>, enter: () => void) {
  const enterGrid = useRef(enter);
  enterGrid.current = enter;
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      const { onStep, onToday, onView } = latest.current as CalendarKeysInput;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      const view = VIEWS[Number(event.key) - 1];
      if (view) onView(view);
      else if (event.key === "t") onToday();
      else if (event.key === "j") onStep(1);
      else if (event.key === "k") onStep(-1);
      else if (isArrow(event.key) && isNowhere(event.target)) {
        event.preventDefault();
        enterGrid.current();
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [latest]);
}

const isNowhere = (target: EventTarget | null) =>
  target === document.body || (target instanceof HTMLElement && target.id === "content");
