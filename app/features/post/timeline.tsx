import { SegmentedControl } from "@mantine/core";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import type { TimelineEventOutput } from "#server/features/publishing/schema.ts";
import classes from "./timeline.module.css";
import { TimelineEntry } from "./timeline-entry.tsx";

export interface TimelineProps {
  events: TimelineEventOutput[];
  targets: TargetOutput[];
}

const EVERYTHING = "all";

/** Everything that happened to the post, newest last: from the first keystroke to the network's own id. */
export function Timeline({ events, targets }: TimelineProps) {
  const { t } = useTranslation("post");
  const times = useTimes();
  const [shown, setShown] = useState(EVERYTHING);
  const visible = inOrder(events).filter(
    ({ targetId }) => shown === EVERYTHING || targetId === null || targetId === shown,
  );
  const days = visible.map(({ at }) => times.day(at));
  return (
    <section aria-labelledby="post-timeline">
      <header className={classes.head}>
        <h2 id="post-timeline" className={classes.title}>
          {t("timeline")}
        </h2>
        {targets.length > 1 ? (
          <SegmentedControl
            size="xs"
            aria-label={t("showAccount")}
            value={shown}
            onChange={setShown}
            data={[{ value: EVERYTHING, label: t("everything") }, ...targets.map(choiceOf)]}
          />
        ) : null}
      </header>
      <ol className={classes.timeline}>
        {visible.map((event, index) => (
          <Fragment key={event.id}>
            {days[index] === days[index - 1] ? null : (
              <li className={classes.day} suppressHydrationWarning>
                {days[index]}
              </li>
            )}
            <TimelineEntry event={event} target={targets.find(({ id }) => id === event.targetId)} />
          </Fragment>
        ))}
      </ol>
    </section>
  );
}

/** By the clock: accounts are worked on side by side, and what was written down first need not have happened first. */
const inOrder = (events: TimelineEventOutput[]): TimelineEventOutput[] =>
  events.toSorted((a, b) => a.at.getTime() - b.at.getTime());

const choiceOf = ({ id, platform, handle }: TargetOutput) => ({
  value: id,
  label: (
    <span className={classes.choice}>
      <PlatformMark platform={platform} size={13} /> @{handle}
    </span>
  ),
});
