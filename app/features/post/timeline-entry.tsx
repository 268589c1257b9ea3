import { Code } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import type { TimelineEventOutput } from "#server/features/publishing/schema.ts";
import classes from "./timeline.module.css";
import { lookOfEvent, stepName } from "./timeline-looks.ts";
import { useEvidenceText } from "./use-evidence-text.ts";

type Values = Record<string, string | number>;

/** Facts of an event that are shown beside its sentence when they are there. */
const SHOWN = ["step", "ids", "remoteId", "providerCode", "code", "event"] as const;

export interface TimelineEntryProps {
  event: TimelineEventOutput;
  target: TargetOutput | undefined;
}

/** One thing that happened: when, on which account, in a sentence, with the ids and codes that prove it. */
export function TimelineEntry({ event, target }: TimelineEntryProps) {
  const times = useTimes();
  const sentence = useSentence(event, target);
  const { icon: Icon, tone } = lookOfEvent(event.type);
  return (
    <li className={classes.event} data-tone={tone}>
      <time className={classes.time} dateTime={event.at.toISOString()} title={times.exact(event.at)}>
        {times.clock(event.at)}
      </time>
      <span className={classes.sign} aria-hidden>
        <Icon size={13} stroke={2.2} />
      </span>
      <div className={classes.words}>
        <span className={classes.sentence}>
          {target ? (
            <span className={classes.mark} title={`@${target.handle}`}>
              <PlatformMark platform={target.platform} size={13} />
            </span>
          ) : null}
          {sentence}
          {event.actorName ? <span className={classes.actor}> · {event.actorName}</span> : null}
        </span>
        <Details values={valuesOf(event)} />
        <Evidence evidence={event.data.evidence} />
      </div>
    </li>
  );
}

const valuesOf = ({ data }: TimelineEventOutput): Values =>
  Object.fromEntries(
    Object.entries(data).filter(([, value]) => typeof value === "string" || typeof value === "number"),
  ) as Values;

/** Steps have words of their network; everything else has one sentence for all. */
function useSentence(event: TimelineEventOutput, target: TargetOutput | undefined): string {
  const { t } = useTranslation(["timeline", "platforms", "errors"]);
  const values = valuesOf(event);
  const general = t(`timeline:${event.type}`, { ...values, defaultValue: event.type });
  if (event.type !== "publish.step" || !target) return general;
  const { name, number } = stepName(String(values.step ?? ""));
  return t(`platforms:${target.platform}.step.${name}`, { number, defaultValue: general });
}

/** What the network said, where that settled or left open what became of the post. */
function Evidence({ evidence }: { evidence: unknown }) {
  const evidenceText = useEvidenceText();
  if (typeof evidence !== "string" || evidence === "") return null;
  return <span className={classes.evidence}>{evidenceText(evidence)}</span>;
}

function Details({ values }: { values: Values }) {
  const { t } = useTranslation("post");
  const times = useTimes();
  const shown = SHOWN.filter((name) => values[name] !== undefined && values[name] !== "");
  const took = typeof values.durationMs === "number" ? values.durationMs : null;
  if (shown.length === 0 && took === null) return null;
  return (
    <span className={classes.details}>
      {shown.map((name) => (
        <Code key={name} className={classes.code ?? ""} title={t(`detail.${name}`)}>
          {String(values[name])}
        </Code>
      ))}
      {took === null ? null : (
        <span className={classes.took}>{t("took", { ms: took.toLocaleString(times.locale) })}</span>
      )}
    </span>
  );
}
