import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { CalendarPage } from "#app/features/calendar/calendar-page.tsx";
import { readCalendarSearch } from "#app/features/calendar/calendar-search.ts";
import { calendarQuery, firstDayOfWeek, periodOf } from "#app/features/calendar/period.ts";
import { i18next } from "#app/i18n/i18next.server.ts";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { todayIn } from "#app/lib/zoned-time.ts";

export const meta = pageMeta("calendar:title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const session = await api(context).session(request);
  if (!session) throw new Response(null, { status: 401 });
  const { timeZone } = session.workspace;
  const search = readCalendarSearch(new URL(request.url).searchParams);
  const today = todayIn(timeZone, new Date());
  const firstDay = firstDayOfWeek(await i18next.getLocale(request));
  const query = calendarQuery(
    search,
    periodOf(search.view ?? "month", search.date ?? today, timeZone, firstDay),
  );
  const caller = await api(context).caller(request);
  const [calendar, connections] = await answered(
    Promise.all([caller.posts.calendar(query), caller.accounts.list()]),
  );
  return { today, query, calendar, connections };
}

/** Turning pages and filtering: asked of the API directly, the page stays. */
export { keepOnSearch as shouldRevalidate } from "#app/lib/keep-on-search.ts";

export default function Calendar() {
  return <CalendarPage loaded={useLoaderData<typeof loader>()} />;
}
