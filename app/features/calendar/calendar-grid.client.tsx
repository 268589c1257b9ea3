import FullCalendar, { type CalendarOptions, type CalendarRef, type EventApi } from "@fullcalendar/react";
import dayGridPlugin from "@fullcalendar/react/daygrid";
import interactionPlugin from "@fullcalendar/react/interaction";
import listPlugin from "@fullcalendar/react/list";
import frenchLocale from "@fullcalendar/react/locales/fr";
import classicTheme from "@fullcalendar/react/themes/classic";
import timeGridPlugin from "@fullcalendar/react/timegrid";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PostOutput } from "#server/features/posts/schema.ts";
import classes from "./calendar.module.css";
import type { CalendarView } from "./calendar-search.ts";
import { firstDayOfWeek, LIST_DAYS } from "./period.ts";
import { PostChip, PostLine } from "./post-chip.tsx";
import { droppedAt, toEvents } from "./post-events.ts";
import { DAY_ATTRIBUTE } from "./use-calendar-keys.ts";

const PLUGINS = [dayGridPlugin, timeGridPlugin, listPlugin, interactionPlugin, classicTheme];
const LOCALES = [frenchLocale];
const LIBRARY_VIEW: Record<CalendarView, string> = {
  month: "dayGridMonth",
  week: "timeGridWeek",
  day: "timeGridDay",
  list: "agenda",
};

export interface CalendarGridProps {
  view: CalendarView;
  /** A day in the shown period. */
  date: string;
  /** IANA zone; every day and time shown is this zone's. */
  timeZone: string;
  posts: readonly PostOutput[];
  mayEdit: boolean;
  onOpen: (postId: string) => void;
  /** A free day, or a free time of a day, was chosen. */
  onDay: (date: string) => void;
  onTime: (at: Date) => void;
  /** A post was dropped at another time; false sends it back. */
  onMove: (post: PostOutput, at: Date) => boolean;
}

/** What never changes about the grid. */
const BEHAVIOUR: CalendarOptions = {
  plugins: PLUGINS,
  locales: LOCALES,
  views: { agenda: { type: "list", duration: { days: LIST_DAYS } } },
  headerToolbar: false,
  eventDisplay: "block",
  eventDurationEditable: false,
  slotEventOverlap: false,
  displayEventEnd: false,
  snapDuration: "00:05",
  slotDuration: "00:30",
  scrollTime: "08:00",
  longPressDelay: 350,
  dayMaxEvents: 4,
  fixedWeekCount: false,
  allDaySlot: false,
  nowIndicator: true,
  listDayFormat: { weekday: "long", day: "numeric", month: "long" },
};

const className = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(" ");

/** Our classes at the library's hooks. */
const LOOKS: CalendarOptions = {
  className: className(classes.calendar),
  viewClass: className(classes.view),
  eventClass: className(classes.event),
  dayCellClass: className(classes.day),
  dayHeaderInnerClass: ({ isToday }) => className(classes.dayHeader, isToday && classes.headToday),
  dayCellTopInnerClass: ({ isToday }) => className(classes.dayNumber, isToday && classes.today),
  slotHeaderInnerClass: className(classes.slotHeader),
  listItemEventBeforeClass: className(classes.hidden),
  listItemEventTimeClass: className(classes.hidden),
  listDayHeaderClass: className(classes.listDay),
  listDayHeaderInnerClass: ({ level }) => className(level === 0 ? classes.listHead : classes.listToday),
};

const postOf = (event: EventApi): PostOutput => event.extendedProps.post as PostOutput;

/** The calendar library, told what to show. Loaded in the browser only, after the page is there. */
export default function CalendarGrid(props: CalendarGridProps) {
  const { view, date, timeZone, posts, mayEdit } = props;
  const { i18n, t } = useTranslation("calendar");
  const calendar = useRef<CalendarRef>(null);
  const events = useMemo(() => toEvents(posts, timeZone, mayEdit), [posts, timeZone, mayEdit]);
  useEffect(() => {
    calendar.current?.getApi().changeView(LIBRARY_VIEW[view], date);
  }, [view, date]);
  return (
    <Measured>
      <FullCalendar
        ref={calendar}
        {...BEHAVIOUR}
        {...LOOKS}
        {...handlersOf(props)}
        locale={i18n.language}
        firstDay={firstDayOfWeek(i18n.language)}
        timeZone={timeZone}
        initialView={LIBRARY_VIEW[view]}
        initialDate={date}
        height={view === "week" || view === "day" ? "var(--grid-height)" : "auto"}
        events={events}
        editable={mayEdit}
        moreLinkContent={({ num }) => t("more", { count: num })}
        noEventsContent={t("emptyPeriod")}
        // The library heads a day twice; the second head is worth having for today alone.
        listDayHeaderContent={({ level, text, isToday }) => (level === 0 ? text : isToday ? t("today") : "")}
        eventContent={({ event, view: shown, isNarrow }) =>
          shown.type === LIBRARY_VIEW.list ? (
            <PostLine post={postOf(event)} />
          ) : (
            <PostChip post={postOf(event)} shape={isNarrow ? "dot" : "card"} />
          )
        }
      />
    </Measured>
  );
}

/** Out of sight for the moment in which the library measures itself: its rows would be seen to grow. */
function Measured({ children }: { children: ReactNode }) {
  const [measured, setMeasured] = useState(false);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setMeasured(true));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return <div style={measured ? undefined : { visibility: "hidden" }}>{children}</div>;
}

/** What happens on clicks and drops. */
function handlersOf({ date, timeZone, onOpen, onDay, onTime, onMove }: CalendarGridProps): CalendarOptions {
  const markDay = ({ el }: { el: HTMLElement }) => makeFocusable(el, date);
  return {
    dayCellDidMount: markDay,
    dayLaneDidMount: markDay,
    eventClick({ event, jsEvent }) {
      // With a modifier the browser opens the link its own way.
      if (jsEvent.ctrlKey || jsEvent.metaKey || jsEvent.shiftKey) return;
      jsEvent.preventDefault();
      onOpen(event.id);
    },
    dateClick: ({ allDay, dateStr, date: at }) => (allDay ? onDay(dateStr.slice(0, 10)) : onTime(at)),
    eventDrop({ event, revert, view: { type } }) {
      const post = postOf(event);
      const at = event.start && droppedAt(post, event.start, timeZone, type === LIBRARY_VIEW.month);
      if (!at || !onMove(post, at)) revert();
    },
  };
}

/** Makes a day a place the keyboard can go to; the one the calendar is at is a tab stop. */
function makeFocusable(element: HTMLElement, current: string): void {
  const date = element.getAttribute("data-date");
  if (!date) return;
  element.setAttribute(DAY_ATTRIBUTE, date);
  element.tabIndex = date === current ? 0 : -1;
}
