import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { IssueList } from "./issue-list.tsx";
import { issuesAt, placeKey } from "./issues.ts";
import { Section } from "./section.tsx";
import { type CounterRules, TextField } from "./text-field.tsx";
import { type ComposerState, rulesOf } from "./use-composer.ts";

const PLACE = { field: "text", connectionId: null } as const;

/** The text all accounts share that have none of their own. `fresh`: nothing is written yet, so the cursor waits here. */
export function TextSection({ composer, fresh }: { composer: ComposerState; fresh: boolean }) {
  const { t } = useTranslation("composer");
  const { draft, change, locked, attempted, autosave } = composer;
  const nobody = draft.targets.length > 0 && draft.targets.every(({ text }) => text !== null);
  return (
    <Section
      title={t("text")}
      place={placeKey(PLACE)}
      note={
        nobody ? (
          <Text size="xs" c="dimmed">
            {t("textForNobody")}
          </Text>
        ) : null
      }
    >
      <TextField
        label={t("text")}
        value={draft.text}
        onChange={(text) => change((now) => ({ ...now, text }))}
        counters={sharedCounters(composer)}
        disabled={locked}
        autoFocus={fresh}
      />
      <IssueList issues={issuesAt(autosave.issues, draft, PLACE)} attempted={attempted} />
    </Section>
  );
}

/** One counter per network, however many of its accounts share the text. */
function sharedCounters(composer: ComposerState): CounterRules[] {
  const shared = composer.draft.targets.filter((target) => target.text === null);
  return [...new Set(shared.map(({ platform }) => platform))].flatMap((platform) => {
    const rules = rulesOf(composer, platform);
    return rules ? [{ platform, rules }] : [];
  });
}
