import { UnstyledButton } from "@mantine/core";
import { IconDeviceMobile } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PlatformMark, platformLabel } from "#app/ui/platform-mark.tsx";
import classes from "./composer.module.css";
import { mediaFor, textFor } from "./draft.ts";
import { Preview } from "./preview/preview.tsx";
import { handleOf } from "./targets-section.tsx";
import { partsFor } from "./thread.ts";
import { type ComposerState, rulesOf } from "./use-composer.ts";

/** How the post will look on the account that is being worked on; each account is one click away. */
export function PreviewPane({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation(["composer", "platforms"]);
  const { draft, active, connections } = composer;
  const connection = connections.find(({ id }) => id === active?.connectionId);
  return (
    <aside className={classes.aside} aria-label={t("preview")}>
      <header className={classes.sectionHead}>
        <h2 className={classes.sectionTitle}>{t("preview")}</h2>
        <PreviewSwitch composer={composer} />
      </header>
      {active && connection ? (
        <Preview
          key={`${active.connectionId} ${active.kind}`}
          connection={connection}
          kind={active.kind}
          text={textFor(draft, active)}
          parts={partsFor(rulesOf(composer, active.platform), textFor(draft, active))}
          media={mediaFor(draft, active)}
          options={active.options}
        />
      ) : (
        <div className={classes.previewEmpty}>
          <IconDeviceMobile size={28} stroke={1.3} aria-hidden />
          {t("previewEmpty")}
        </div>
      )}
    </aside>
  );
}

function PreviewSwitch({ composer }: { composer: ComposerState }) {
  const { draft, active, activate } = composer;
  if (draft.targets.length < 2) return null;
  return (
    <div className={classes.previewSwitch}>
      {draft.targets.map(({ connectionId, platform }) => (
        <UnstyledButton
          key={connectionId}
          className={classes.previewTab}
          aria-pressed={connectionId === active?.connectionId}
          aria-label={`${platformLabel(platform)} @${handleOf(composer, connectionId)}`}
          title={`@${handleOf(composer, connectionId)}`}
          onClick={() => activate(connectionId)}
        >
          <PlatformMark platform={platform} size={16} decorative />
        </UnstyledButton>
      ))}
    </div>
  );
}
