import { Skeleton, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { OccurrenceList } from "#app/features/series/occurrence-list.tsx";
import { useRuleWords } from "#app/features/series/rule-words.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { ErrorState } from "#app/ui/states.tsx";
import { planOf } from "./draft.ts";
import { IssueLine } from "./issue-list.tsx";
import type { ComposerState } from "./use-composer.ts";

/** Longer than between two keystrokes. */
const PAUSE_MS = 250;

/** The rule in a sentence, and the next ten times it comes, as the server will make them. */
export function RepeatPreview({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("series");
  const trpc = useTRPC();
  const words = useRuleWords();
  const plan = planOf(composer.draft);
  const [asked] = useDebouncedValue(plan, PAUSE_MS);
  const preview = useQuery({
    ...trpc.series.preview.queryOptions(asked ?? EMPTY),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  if (!plan || !asked) return null;
  if (preview.isError) return <ErrorState error={preview.error} onRetry={() => preview.refetch()} />;
  return (
    <section aria-label={t("next")} aria-busy={preview.isFetching}>
      <Text size="sm" fw={550} mb={4}>
        {words(plan.rule)}
      </Text>
      {preview.data?.occurrences.length === 0 ? <IssueLine look="error">{t("never")}</IssueLine> : null}
      {preview.data ? (
        <OccurrenceList occurrences={preview.data.occurrences} time={asked.time} timeZone={asked.timeZone} />
      ) : (
        <Skeleton height={320} />
      )}
    </section>
  );
}

const EMPTY = {
  rule: { frequency: "daily", interval: 1, ends: { type: "never" } },
  startsOn: "2026-01-01",
  time: "00:00",
  timeZone: "UTC",
} as const;
