import { useTimes } from "#app/lib/use-time.ts";

export interface TimeProps {
  at: Date;
  /** `relative` for what just happened or is about to; the exact instant is always one hover away. */
  format?: "relative" | "dateTime" | "time" | "day";
}

/** An instant, in the workspace's zone. */
export function Time({ at, format = "dateTime" }: TimeProps) {
  const times = useTimes();
  return (
    <time dateTime={at.toISOString()} title={times.exact(at)} suppressHydrationWarning>
      {times[format](at)}
    </time>
  );
}
