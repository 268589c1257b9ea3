// The library's styles belong to the page, not to the part that is loaded late: they are there before it is drawn.
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/classic/theme.css";
import "@fullcalendar/react/themes/classic/palette.css";
import { Alert, Button, Progress } from "@mantine/core";
import { Link, useNavigate } from "@remix-run/react";
import { IconPlus } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
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
import { QuotaHints } from "./quota-hints.tsx";
import { type Calendar, type LoadedCalendar, useCalendar } from "./use-calendar.ts";
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
        onView={calendar.onView}
        onStep={calendar.onStep}
        onToday={calendar.onToday}
        filters={
          <CalendarFilters search={search} connections={loaded.connections} onChange={calendar.onFilters} />
        }
      />
      <CalendarBody loaded={loaded} calendar={calendar} mayEdit={mayEdit} />
    </Page>
  );
}

interface BodyProps {
  loaded: LoadedCalendar;
  calendar: Calendar;
  mayEdit: boolean;
}

/** The grid, or what there is to say instead of it or above it. */
function CalendarBody({ loaded, calendar, mayEdit }: BodyProps) {
  const { t } = useTranslation("calendar");
  const compose = useComposeAt(mayEdit);
  const { date, query, search } = calendar;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  const empty = query.isSuccess && query.data.posts.length === 0 && !query.isPlaceholderData;
  return (
    <>
      {query.data?.truncated ? <Alert color="yellow">{t("truncated")}</Alert> : null}
      {empty ? (
        <CalendarEmpty
          search={search}
          connected={loaded.connections.length > 0}
          onCompose={() => compose.onDay(date)}
        />
      ) : null}
      <QuotaHints period={calendar.period} onDay={calendar.showDay} />
      <CalendarFrame calendar={calendar} mayEdit={mayEdit} compose={compose} />
    </>
  );
}

interface FrameProps {
  calendar: Calendar;
  mayEdit: boolean;
  compose: ReturnType<typeof useComposeAt>;
}

/** Around the grid: the keyboard, and the sign that a period is being fetched. */
function CalendarFrame({ calendar, mayEdit, compose }: FrameProps) {
  const { t } = useTranslation("calendar");
  const { timeZone } = useTimes();
  const navigate = useNavigate();
  const reschedule = useReschedule();
  const frame = useRef<HTMLDivElement>(null);
  const { view, date, query, narrow } = calendar;
  const posts = query.data?.posts ?? [];
  const keys = useCalendarKeys({ ...calendar, container: frame, posts, timeZone, onCompose: compose.onDay });
  // A phone's month has room for marks only: a day is looked at first.
  const onDay = narrow && view === "month" ? calendar.showDay : compose.onDay;
  return (
    <div ref={frame} className={classes.frame} data-view={view} aria-busy={query.isFetching} {...keys}>
      {query.isPlaceholderData ? (
        <Progress
          value={100}
          animated
          size={2}
          className={classes.progress ?? ""}
          aria-label={t("updating")}
        />
      ) : null}
      <WhenReady fallback={<Agenda posts={posts} />}>
        <CalendarGrid
          {...{ view, date, timeZone, posts, mayEdit, onDay }}
          onOpen={(postId) => navigate(paths.post(postId))}
          onTime={compose.onTime}
          onMove={reschedule}
        />
      </WhenReady>
    </div>
  );
}

/** The fallback on the server, while hydrating, and until the late part is loaded: it measures the page it is in. */
function WhenReady({ fallback, children }: { fallback: ReactNode; children: ReactNode }) {
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return ready ? <Suspense fallback={fallback}>{children}</Suspense> : fallback;
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
