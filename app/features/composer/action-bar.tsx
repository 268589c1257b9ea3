import { Button } from "@mantine/core";
import { IconCalendarCheck, IconCheck, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./action-bar.module.css";
import { toInstant } from "./draft.ts";
import { PublishNowDialog } from "./publish-now-dialog.tsx";
import { Readiness } from "./readiness.tsx";
import { SaveStatus } from "./save-status.tsx";
import type { ComposerState } from "./use-composer.ts";
import type { Sending } from "./use-sending.ts";
import { useZonedTime } from "./use-zoned-time.ts";

export interface ActionBarProps {
  composer: ComposerState;
  sending: Sending;
}

/** Always within reach: whether the work is stored, what is left to do, and the way out into the world. */
export function ActionBar({ composer, sending }: ActionBarProps) {
  const { locked } = composer;
  return (
    <footer className={classes.bar}>
      <div className={classes.barState}>
        <SaveStatus autosave={composer.autosave} planned={composer.planned} />
        {locked ? null : <Readiness composer={composer} />}
      </div>
      {locked ? null : <Deeds composer={composer} sending={sending} />}
    </footer>
  );
}

function Deeds({ composer, sending }: ActionBarProps) {
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
        <Schedule composer={composer} sending={sending} />
      )}
    </div>
  );
}

function PublishNow({ composer, sending }: ActionBarProps) {
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

function Schedule({ composer: { scheduling }, sending }: ActionBarProps) {
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
