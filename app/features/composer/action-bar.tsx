import { Button } from "@mantine/core";
import { IconCalendarCheck, IconCalendarPlus, IconCheck, IconRepeat, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FreeSlot } from "#server/features/slots/schema.ts";
import classes from "./action-bar.module.css";
import { toInstant } from "./draft.ts";
import { PublishNowDialog } from "./publish-now-dialog.tsx";
import { Readiness } from "./readiness.tsx";
import { SaveStatus } from "./save-status.tsx";
import type { ComposerState } from "./use-composer.ts";
import type { NextSlot } from "./use-next-slot.ts";
import type { Sending } from "./use-sending.ts";
import { useZonedTime } from "./use-zoned-time.ts";

export interface ActionBarProps {
  composer: ComposerState;
  sending: Sending;
  nextSlot: NextSlot;
}

/** Always within reach: whether the work is stored, what is left to do, and the way out into the world. */
export function ActionBar(props: ActionBarProps) {
  const { composer } = props;
  const { locked } = composer;
  return (
    <footer className={classes.bar}>
      <div className={classes.barState}>
        <SaveStatus autosave={composer.autosave} planned={composer.planned} />
        {locked ? null : <Readiness composer={composer} />}
      </div>
      {locked ? null : composer.draft.repeat ? <SeriesDeed {...props} /> : <Deeds {...props} />}
    </footer>
  );
}

function Deeds({ composer, sending, nextSlot }: ActionBarProps) {
  const { at, timeZone } = composer.draft;
  const dateTime = useZonedTime(timeZone);
  return (
    <div className={classes.barDeeds}>
      {at ? (
        <span className={classes.barTime} suppressHydrationWarning>
          {dateTime(toInstant(at, timeZone))}
        </span>
      ) : null}
      <PublishNow composer={composer} sending={sending} />
      {composer.planned ? (
        <SaveChanges composer={composer} />
      ) : (
        <>
          {nextSlot.slot ? <TakeNextSlot composer={composer} sending={sending} slot={nextSlot.slot} /> : null}
          <Schedule composer={composer} sending={sending} />
        </>
      )}
    </div>
  );
}

type DeedProps = Omit<ActionBarProps, "nextSlot">;

function PublishNow({ composer, sending }: DeedProps) {
  const { t } = useTranslation("composer");
  const { busy } = composer.scheduling;
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconSend size={16} aria-hidden />}
        loading={busy === "publish"}
        disabled={busy !== null}
        onClick={() => sending.readyToPublish() && setAsking(true)}
      >
        {t("publishNow")}
      </Button>
      <PublishNowDialog composer={composer} opened={asking} onClose={() => setAsking(false)} />
    </>
  );
}

function SaveChanges({ composer: { scheduling } }: Pick<ActionBarProps, "composer">) {
  const { t } = useTranslation("composer");
  return (
    <Button
      leftSection={<IconCheck size={16} aria-hidden />}
      loading={scheduling.busy === "save"}
      disabled={scheduling.busy !== null}
      onClick={() => void scheduling.save()}
    >
      {t("saveChanges")}
    </Button>
  );
}

/** A post of the queue: no time to think of. */
function TakeNextSlot({ composer, sending, slot }: DeedProps & { slot: FreeSlot }) {
  const { t } = useTranslation("composer");
  const { scheduling, draft } = composer;
  const words = useZonedTime(draft.timeZone);
  return (
    <Button
      variant="default"
      leftSection={<IconCalendarPlus size={16} aria-hidden />}
      title={`${words(slot.at)} (⇧⌘↵)`}
      loading={scheduling.busy === "slot"}
      disabled={scheduling.busy !== null}
      onClick={sending.takeNextSlot}
    >
      {t("slot.take")}
    </Button>
  );
}

/** A series is started or changed as a whole. */
function SeriesDeed({ composer: { scheduling, series }, sending }: DeedProps) {
  const { t } = useTranslation("series");
  return (
    <div className={classes.barDeeds}>
      <Button
        leftSection={<IconRepeat size={16} aria-hidden />}
        loading={scheduling.busy === "series"}
        disabled={scheduling.busy !== null}
        onClick={sending.schedule}
      >
        {t(series ? "save" : "start")}
      </Button>
    </div>
  );
}

function Schedule({ composer: { scheduling }, sending }: DeedProps) {
  const { t } = useTranslation("composer");
  return (
    <Button
      leftSection={<IconCalendarCheck size={16} aria-hidden />}
      loading={scheduling.busy === "schedule"}
      disabled={scheduling.busy !== null}
      onClick={sending.schedule}
    >
      {t("schedule")}
    </Button>
  );
}
