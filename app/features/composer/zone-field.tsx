import { Select } from "@mantine/core";
import { IconWorld } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "#app/lib/session.ts";
import classes from "./schedule.module.css";
import type { ComposerState } from "./use-composer.ts";

const named = (zone: string) => ({ value: zone, label: zone.replaceAll("_", " ") });

/** Every zone, the workspace's first, then the one in use should this browser call it by another name. */
function useZones(timeZone: string) {
  const own = useSession().workspace.timeZone;
  return useMemo(
    () => [...new Set([own, timeZone, "UTC", ...Intl.supportedValuesOf("timeZone")])].map(named),
    [own, timeZone],
  );
}

/** On whose clocks the time is meant. Another zone keeps the time that was written and means it there. */
export function ZoneField({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const { timeZone } = composer.draft;
  return (
    <Select
      className={classes.zone ?? ""}
      label={t("timeZone")}
      leftSection={<IconWorld size={16} aria-hidden />}
      data={useZones(timeZone)}
      value={timeZone}
      onChange={(zone) => zone && composer.change((draft) => ({ ...draft, timeZone: zone }))}
      searchable
      allowDeselect={false}
      limit={60}
      maxDropdownHeight={280}
      nothingFoundMessage={t("noZone")}
      disabled={composer.locked}
    />
  );
}
