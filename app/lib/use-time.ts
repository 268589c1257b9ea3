import { useRouteLoaderData } from "@remix-run/react";
import { useMemo, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { SessionOutput } from "#server/features/session/schema.ts";
import {
  formatClock,
  formatDateTime,
  formatDay,
  formatDuration,
  formatExact,
  formatRelative,
  formatTime,
  formatZone,
  type TimeContext,
} from "./format-time.ts";

const TICK_MS = 30_000;
const FRESH_MS = 1_000;
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;
let current = 0;

/** One timer for the whole page, running only while something shows a relative time. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // What appears between two ticks may have happened since the last: it must not lie in the future.
  if (Date.now() - current > FRESH_MS) current = Date.now();
  if (!ticking) {
    ticking = setInterval(() => {
      current = Date.now();
      for (const each of listeners) each();
    }, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** Now, renewed every half minute. While hydrating it is the server's now, so both sides say the same. */
function useNow(): Date {
  const renderedAt = useRouteLoaderData<{ renderedAt: number }>("root")?.renderedAt ?? 0;
  const ms = useSyncExternalStore(
    subscribe,
    () => {
      // Read once and kept until the timer runs: React asks several times per render and wants one answer.
      if (current === 0) current = Date.now();
      return current;
    },
    () => renderedAt,
  );
  return useMemo(() => new Date(ms), [ms]);
}

/** The workspace's zone; UTC on pages without one. */
const useTimeZone = (): string =>
  useRouteLoaderData<{ session: SessionOutput }>("routes/_app")?.session.workspace.timeZone ?? "UTC";

/** The formatters of `format-time.ts` with the person's language and the workspace's zone filled in. */
export function useTimes() {
  const { i18n } = useTranslation();
  const timeZone = useTimeZone();
  const now = useNow();
  return useMemo(() => {
    const context: TimeContext = { locale: i18n.language, timeZone };
    return {
      ...context,
      now,
      time: (at: Date) => formatTime(at, context),
      clock: (at: Date) => formatClock(at, context),
      day: (at: Date) => formatDay(at, context, now),
      dateTime: (at: Date) => formatDateTime(at, context, now),
      exact: (at: Date) => formatExact(at, context),
      relative: (at: Date) => formatRelative(at, now, context.locale),
      duration: (ms: number) => formatDuration(ms, context.locale),
      zone: (at?: Date) => formatZone(timeZone, context.locale, at ?? now),
    };
  }, [i18n.language, timeZone, now]);
}
