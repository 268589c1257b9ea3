import { Group, Radio, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./schedule.module.css";
import type { ComposerState } from "./use-composer.ts";

const POLICIES = ["publish", "park", "ask"] as const;
type Policy = (typeof POLICIES)[number];

/** What becomes of the post should its time pass while nothing could be sent. */
export function LatePolicy({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const { draft, change, locked } = composer;
  return (
    <Radio.Group
      className={classes.late ?? ""}
      label={t("late.label")}
      description={t("late.hint")}
      value={draft.latePolicy}
      onChange={(latePolicy) => change((now) => ({ ...now, latePolicy: latePolicy as Policy }))}
    >
      <Stack gap={8} mt="sm">
        {POLICIES.map((policy) => (
          <Radio
            key={policy}
            value={policy}
            disabled={locked}
            label={
              <Group gap={6} component="span">
                {t(`late.${policy}`)}
                <Text component="span" size="xs" c="dimmed">
                  {t(`late.${policy}Hint`)}
                </Text>
              </Group>
            }
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
