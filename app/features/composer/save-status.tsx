import { Loader } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconCloudOff, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTimes } from "#app/lib/use-time.ts";
import classes from "./composer.module.css";
import type { SaveState } from "./use-autosave.ts";

/** Whether the work is stored, in a word. */
export function SaveStatus({ state, savedAt }: { state: SaveState; savedAt: Date | null }) {
  const { t } = useTranslation("composer");
  const times = useTimes();
  const look = {
    clean: null,
    dirty: <IconPencil size={15} aria-hidden />,
    saving: <Loader size={13} aria-hidden />,
    saved: <IconCircleCheck size={15} aria-hidden />,
    offline: <IconCloudOff size={15} aria-hidden />,
    conflict: <IconAlertCircle size={15} aria-hidden />,
    refused: <IconAlertCircle size={15} aria-hidden />,
  }[state];
  return (
    <span className={classes.footerState} role="status">
      {look}
      {state === "clean" ? "" : t(`save.${state}`, { time: savedAt ? times.time(savedAt) : "" })}
    </span>
  );
}
