import FullCalendar, { type CalendarRef } from "@fullcalendar/react";
import dayGridPlugin from "@fullcalendar/react/daygrid";
import interactionPlugin from "@fullcalendar/react/interaction";
import listPlugin from "@fullcalendar/react/list";
import frenchLocale from "@fullcalendar/react/locales/fr";
import classicTheme from "@fullcalendar/react/themes/classic";
import timeGridPlugin from "@fullcalendar/react/timegrid";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { PostOutput } from "#server/features/posts/schema.ts";
import classes from "./calendar.module.css";
import type { CalendarView } from "./calendar-search.ts";
import { firstDayOfWeek, LIST_DAYS } from "./period.ts";
import { PostChip, PostLine } from "./post-chip.tsx";
import { toEvents } from "./post-events.ts";
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

/** The calendar library, told what to show. Loaded in the browser only, after the page is there. */
export default function CalendarGrid(props: CalendarGridProps) {
  const { view, date, timeZone, posts, mayEdit, onOpen, onDay, onTime, onMove } = props;
  const { i18n, t } = useTranslation("calendar");
  const calendar = useRef<CalendarRef>(null);
  const events = useMemo(() => toEvents(posts, timeZone, mayEdit), [posts, timeZone, mayEdit]);
  useEffect(() => {
    calendar.current?.getApi().changeView(LIBRARY_VIEW[view], date);
  }, [view, date]);
  return (
    <FullCalendar
      ref={calendar}
      plugins={PLUGINS}
      locales={LOCALES}
      locale={i18n.language}
      firstDay={firstDayOfWeek(i18n.language)}
      timeZone={timeZone}
      initialView={LIBRARY_VIEW[view]}
      initialDate={date}
      views={{ agenda: { type: "list", duration: { days: LIST_DAYS } } }}
      headerToolbar={false}
      height={view === "week" || view === "day" ? "var(--grid-height)" : "auto"}
      events={events}
      editable={mayEdit}
      eventDurationEditable={false}
      snapDuration="00:05"
      dragScroll
      longPressDelay={350}
      eventDisplay="block"
      displayEventEnd={false}
      dayMaxEvents={4}
      moreLinkContent={({ num }: { num: number }) => t("more", { count: num })}
      allDaySlot={false}
      nowIndicator
      scrollTime="08:00"
      slotDuration="00:30"
      noEventsContent={t("emptyPeriod")}
      className={classes.calendar ?? ""}
      eventClass={classes.event ?? ""}
      viewClass={classes.view ?? ""}
      dayHeaderInnerClass={({ isToday }) =>
        isToday ? `${classes.dayHeader} ${classes.headToday}` : (classes.dayHeader ?? "")
      }
      dayCellTopInnerClass={({ isToday }) =>
        isToday ? `${classes.dayNumber} ${classes.today}` : (classes.dayNumber ?? "")
      }
      slotHeaderInnerClass={classes.slotHeader ?? ""}
      listItemEventBeforeClass={classes.hidden ?? ""}
      listItemEventTimeClass={classes.hidden ?? ""}
      listDayHeaderClass={classes.listDay ?? ""}
      listDayFormat={{ weekday: "long", day: "numeric", month: "long" }}
      // The library heads a day twice; the second head is worth having for today alone.
      listDayHeaderContent={({ level, text, isToday }) => (level === 0 ? text : isToday ? t("today") : "")}
      listDayHeaderInnerClass={({ level }) =>
        level === 0 ? (classes.listHead ?? "") : (classes.listToday ?? "")
      }
      fixedWeekCount={false}
      dayCellClass={classes.day ?? ""}
      dayCellDidMount={({ el }) => markDay(el)}
      dayLaneDidMount={({ el }) => markDay(el)}
      eventContent={({ event, view: shown, isNarrow }) => {
        const { post } = event.extendedProps as { post: PostOutput };
        return shown.type === LIBRARY_VIEW.list ? (
          <PostLine post={post} />
        ) : (
          <PostChip post={post} shape={isNarrow ? "dot" : "card"} />
        );
      }}
      eventClick={({ event, jsEvent }) => {
        if (jsEvent.ctrlKey || jsEvent.metaKey) return;
        jsEvent.preventDefault();
        onOpen(event.id);
      }}
      dateClick={({ allDay, dateStr, date: at }) => (allDay ? onDay(dateStr.slice(0, 10)) : onTime(at))}
      eventDrop={({ event, revert }) => {
        const { post } = event.extendedProps as { post: PostOutput };
        if (!event.start || !onMove(post, event.start)) revert();
      }}
    />
  );
}

/** Makes a day a place the keyboard can go to. The library writes the date on some elements that are no days, too. */
function markDay(element: HTMLElement): void {
  const date = element.getAttribute("data-date");
  if (!date) return;
  element.setAttribute(DAY_ATTRIBUTE, date);
  element.tabIndex = -1;
}
