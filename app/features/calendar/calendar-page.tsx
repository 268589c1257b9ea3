// The library's styles belong to the page, not to the part that is loaded late: they are there before it is drawn.
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/classic/theme.css";
import "@fullcalendar/react/themes/classic/palette.css";
import { Alert, Button, Progress } from "@mantine/core";
import { Link, useNavigate } from "@remix-run/react";
import { IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";
import { ErrorState } from "#app/ui/states.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import { Agenda } from "./agenda.tsx";
import classes from "./calendar.module.css";
import { CalendarEmpty } from "./calendar-empty.tsx";
import { CalendarFilters } from "./calendar-filters.tsx";
import { CalendarToolbar } from "./calendar-toolbar.tsx";
import { periodTitle, proposeTime } from "./period.ts";
import { type LoadedCalendar, useCalendar } from "./use-calendar.ts";
import { useCalendarKeys } from "./use-calendar-keys.ts";
import { useReschedule } from "./use-reschedule.ts";

const CalendarGrid = lazy(() => import("./calendar-grid.client.tsx"));

/** The calendar, whole: head, toolbar, and the grid once the browser is ready for it. */
export function CalendarPage({ loaded }: { loaded: LoadedCalendar }) {
  const { t, i18n } = useTranslation(["calendar", "nav"]);
  const times = useTimes();
  const mayEdit = useMay("editor");
  const calendar = useCalendar(loaded);
  const { search, view, date, period } = calendar;
  return (
    <Page>
      <PageHead
        title={t("title")}
        lead={<span suppressHydrationWarning>{t("lead", { zone: times.zone(period.from) })}</span>}
        action={
          mayEdit ? (
            <Button
              component={Link}
              to={paths.compose()}
              leftSection={<IconPlus size={16} aria-hidden />}
              visibleFrom="sm"
            >
              {t("nav:compose")}
            </Button>
          ) : null
        }
      />
      <CalendarToolbar
        title={periodTitle(view, date, period, i18n.language)}
        view={view}
        onView={calendar.setView}
        onStep={calendar.step}
        onToday={calendar.goToday}
        filters={
          <CalendarFilters search={search} connections={loaded.connections} onChange={calendar.setFilters} />
        }
      />
      <CalendarBody loaded={loaded} calendar={calendar} mayEdit={mayEdit} />
    </Page>
  );
}

interface BodyProps {
  loaded: LoadedCalendar;
  calendar: ReturnType<typeof useCalendar>;
  mayEdit: boolean;
}

function CalendarBody({ loaded, calendar, mayEdit }: BodyProps) {
  const { t } = useTranslation("calendar");
  const { timeZone } = useTimes();
  const navigate = useNavigate();
  const reschedule = useReschedule();
  const compose = useComposeAt(mayEdit);
  const ready = useReady();
  const frame = useRef<HTMLDivElement>(null);
  const { view, date, period, query, search, narrow } = calendar;
  const posts = query.data?.posts ?? [];
  const onDay = (day: string) => (narrow && view === "month" ? calendar.showDay(day) : compose.onDay(day));
  const onKeyDown = useCalendarKeys({
    container: frame,
    posts,
    view,
    date,
    period,
    timeZone,
    onDate: calendar.setDate,
    onView: calendar.setView,
    onStep: calendar.step,
    onToday: calendar.goToday,
    onCompose: compose.onDay,
  });
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  return (
    <>
      {query.data?.truncated ? <Alert color="yellow">{t("truncated")}</Alert> : null}
      {query.isSuccess && posts.length === 0 && !query.isPlaceholderData ? (
        <CalendarEmpty
          search={search}
          connected={loaded.connections.length > 0}
          onCompose={() => compose.onDay(date)}
        />
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the days and posts inside are what is focused */}
      <div
        ref={frame}
        className={classes.frame}
        data-view={view}
        onKeyDown={onKeyDown}
        aria-busy={query.isFetching}
      >
        {query.isPlaceholderData ? (
          <Progress
            value={100}
            animated
            size={2}
            className={classes.progress ?? ""}
            aria-label={t("updating")}
          />
        ) : null}
        {ready ? (
          <Suspense fallback={<Agenda posts={posts} />}>
            <CalendarGrid
              view={view}
              date={date}
              timeZone={timeZone}
              posts={posts}
              mayEdit={mayEdit}
              onOpen={(postId) => navigate(paths.post(postId))}
              onDay={onDay}
              onTime={compose.onTime}
              onMove={reschedule}
            />
          </Suspense>
        ) : (
          <Agenda posts={posts} />
        )}
      </div>
    </>
  );
}

/** Opens the composer for a day or a time that is still to come. */
function useComposeAt(mayEdit: boolean) {
  const { t } = useTranslation("calendar");
  const navigate = useNavigate();
  const toasts = useToasts();
  const { timeZone } = useTimes();
  return {
    onDay(day: string) {
      if (!mayEdit) return;
      const at = proposeTime(day, timeZone, new Date());
      if (at) navigate(paths.compose(at));
      else toasts.refused(t("pastDay"));
    },
    onTime(at: Date) {
      if (!mayEdit) return;
      if (at.getTime() > Date.now()) navigate(paths.compose(at));
      else toasts.refused(t("pastTime"));
    },
  };
}

/** False on the server and while hydrating; the grid measures the page, so it comes after. */
function useReady(): boolean {
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return ready;
}
