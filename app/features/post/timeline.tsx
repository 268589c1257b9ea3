import { Code, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import type { TimelineEventOutput } from "#server/features/publishing/schema.ts";
import classes from "./post.module.css";

/** Facts of an event that are shown beside its sentence when they are there. */
const SHOWN = ["step", "remoteId", "providerCode", "code", "event", "durationMs"] as const;

const toneOf = (type: string): string => {
  if (/fail|refused|dead|lost/.test(type)) return "danger";
  if (/unknown|waiting|ambiguous|parked/.test(type)) return "warning";
  if (/live|settled/.test(type)) return "success";
  return "neutral";
};

export interface TimelineProps {
  events: TimelineEventOutput[];
  targets: TargetOutput[];
}

/** Everything that happened to the post, newest last: keystroke to platform id. */
export function Timeline({ events, targets }: TimelineProps) {
  return (
    <ol className={classes.timeline}>
      {events.map((event) => (
        <Entry key={event.id} event={event} target={targets.find((each) => each.id === event.targetId)} />
      ))}
    </ol>
  );
}

function Entry({ event, target }: { event: TimelineEventOutput; target: TargetOutput | undefined }) {
  const { t } = useTranslation(["timeline", "post"]);
  const times = useTimes();
  const values = Object.fromEntries(
    Object.entries(event.data).filter(([, value]) => typeof value === "string" || typeof value === "number"),
  ) as Record<string, string | number>;
  return (
    <li className={classes.event} data-tone={toneOf(event.type)}>
      <Tooltip label={times.exact(event.at)}>
        <time className={classes.eventTime} dateTime={event.at.toISOString()}>
          {times.time(event.at)}
        </time>
      </Tooltip>
      <div className={classes.eventWords}>
        <Text size="sm">
          {target ? (
            <span className={classes.eventMark}>
              <PlatformMark platform={target.platform} size={13} /> @{target.handle}
            </span>
          ) : null}
          {t(`timeline:${event.type}`, { ...values, defaultValue: event.type })}
          {event.actorName ? (
            <Text span size="sm" c="dimmed">
              {" "}
              · {event.actorName}
            </Text>
          ) : null}
        </Text>
        <Details values={values} />
      </div>
    </li>
  );
}

function Details({ values }: { values: Record<string, string | number> }) {
  const { t } = useTranslation("post");
  const shown = SHOWN.filter((name) => values[name] !== undefined && values[name] !== "");
  if (shown.length === 0) return null;
  return (
    <div className={classes.details}>
      {shown.map((name) => (
        <span key={name}>
          <Text span size="xs" c="dimmed">
            {t(`detail.${name}`)}{" "}
          </Text>
          <Code className={classes.code ?? ""}>
            {name === "durationMs" ? `${values[name]} ms` : String(values[name])}
          </Code>
        </span>
      ))}
    </div>
  );
}
