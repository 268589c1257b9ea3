import { Tabs, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import { isBlocking, lookOf } from "./issues.ts";
import { Section } from "./section.tsx";
import classes from "./target.module.css";
import { TargetPanel } from "./target-panel.tsx";
import type { ComposerState } from "./use-composer.ts";

/** What is particular to each account, a tab for each. */
export function TargetsSection({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const { draft, active, activate } = composer;
  if (!active) return null;
  return (
    <Section title={t("perChannel")}>
      <Tabs
        value={active.connectionId}
        onChange={(value) => value && activate(value)}
        keepMounted={false}
        activateTabWithKeyboard
      >
        <Tabs.List aria-label={t("perChannel")} className={classes.tabs ?? ""}>
          {draft.targets.map(({ connectionId, platform }) => (
            <Tabs.Tab
              key={connectionId}
              value={connectionId}
              leftSection={<PlatformMark platform={platform} size={15} />}
              rightSection={<OpenIssues composer={composer} connectionId={connectionId} />}
            >
              @{handleOf(composer, connectionId)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={active.connectionId} pt="md">
          <TargetPanel key={active.connectionId} composer={composer} target={active} />
        </Tabs.Panel>
      </Tabs>
    </Section>
  );
}

export const handleOf = ({ connections }: ComposerState, connectionId: string): string =>
  connections.find((connection) => connection.id === connectionId)?.handle ?? "";

/** How much is still to do for one account, on its tab. */
function OpenIssues({ composer, connectionId }: { composer: ComposerState; connectionId: string }) {
  const { t } = useTranslation("composer");
  const own = composer.autosave.issues.filter(
    (issue) => issue.connectionId === connectionId && isBlocking(issue),
  );
  if (own.length === 0) return null;
  const wrong = own.some((issue) => lookOf(issue, composer.attempted) === "error");
  return (
    <span className={classes.count} data-look={wrong ? "error" : "todo"}>
      <span aria-hidden>{own.length}</span>
      <VisuallyHidden>{t("leftToDo", { count: own.length })}</VisuallyHidden>
    </span>
  );
}
