import { Alert, SegmentedControl } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PageHead } from "#app/ui/page-head.tsx";
import { StatusBadge } from "#app/ui/status-badge.tsx";
import { AccountsSection } from "./accounts-section.tsx";
import { ActionBar } from "./action-bar.tsx";
import classes from "./composer.module.css";
import { ConflictAlert } from "./conflict-alert.tsx";
import { MediaSection } from "./media-section.tsx";
import { PreviewPane } from "./preview-pane.tsx";
import { RestoreAlert } from "./restore-alert.tsx";
import { ScheduleSection } from "./schedule-section.tsx";
import { TargetsSection } from "./targets-section.tsx";
import { TextSection } from "./text-section.tsx";
import { type ComposerProps, type ComposerState, type Pane, useComposer } from "./use-composer.ts";
import { useComposerKeys } from "./use-composer-keys.ts";
import { useNextSlot } from "./use-next-slot.ts";
import { useSending } from "./use-sending.ts";

/** Writes one post for several accounts: one text, own words where wanted, a preview of each, a time. */
export function Composer(props: ComposerProps) {
  const { t } = useTranslation("composer");
  const composer = useComposer(props);
  const sending = useSending(composer);
  const nextSlot = useNextSlot(composer);
  useComposerKeys(composer, sending);
  const { post, series } = props;
  return (
    <>
      <PageHead
        title={t(series ? "seriesTitle" : post ? "editTitle" : "title")}
        lead={t(series ? "seriesLead" : "lead")}
        beside={post ? <StatusBadge state={post.state} /> : null}
      />
      <Notices composer={composer} />
      <PaneSwitch composer={composer} />
      <div className={classes.layout} data-pane={composer.pane}>
        <div className={classes.form}>
          <AccountsSection composer={composer} />
          <TextSection composer={composer} fresh={post === null && series === null} />
          <MediaSection composer={composer} />
          <TargetsSection composer={composer} />
          <ScheduleSection composer={composer} timeMissing={sending.timeMissing} nextSlot={nextSlot} />
        </div>
        <PreviewPane composer={composer} />
      </div>
      <ActionBar composer={composer} sending={sending} nextSlot={nextSlot} />
    </>
  );
}

/** What has to be known before going on writing. */
function Notices({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const { autosave, locked, change, series } = composer;
  return (
    <>
      {series ? null : <RestoreAlert saved={autosave.saved} onRestore={(draft) => change(() => draft)} />}
      {autosave.save === "conflict" ? <ConflictAlert composer={composer} /> : null}
      {locked ? (
        <Alert color="gray" icon={<IconLock size={18} aria-hidden />}>
          {t("notEditable")}
        </Alert>
      ) : null}
    </>
  );
}

/** Where there is no room for both: writing, or how it will look. */
function PaneSwitch({ composer: { pane, setPane } }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  return (
    <SegmentedControl
      className={classes.paneSwitch ?? ""}
      fullWidth
      aria-label={t("pane.label")}
      value={pane}
      onChange={(value) => setPane(value as Pane)}
      data={(["write", "preview"] as const).map((value) => ({ value, label: t(`pane.${value}`) }))}
    />
  );
}
