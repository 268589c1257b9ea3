import { Button } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconCloudOff, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";
import { useTimes } from "#app/lib/use-time.ts";
import classes from "./action-bar.module.css";
import type { AutosaveInUse } from "./use-autosave.ts";

const ICONS = {
  dirty: IconPencil,
  saving: IconPencil,
  saved: IconCircleCheck,
  offline: IconCloudOff,
  conflict: IconAlertCircle,
  refused: IconAlertCircle,
};

/** Whether the work is stored, in a word, and why not. `planned`: changes wait for the person to save them. */
export function SaveStatus({ autosave, planned }: { autosave: AutosaveInUse; planned: boolean }) {
  const { t } = useTranslation("composer");
  const times = useTimes();
  const errorText = useErrorText();
  const { save: state, savedAt, problem } = autosave;
  if (state === "clean") return null;
  const Icon = ICONS[state];
  const trouble = state === "offline" || state === "conflict" || state === "refused";
  return (
    // Only trouble is read out: whoever writes does not want to hear of every save.
    <span
      className={classes.saveState}
      data-trouble={trouble || undefined}
      role={trouble ? "alert" : undefined}
    >
      <Icon size={15} aria-hidden />
      <span>
        {t(planned && state === "dirty" ? "save.changed" : `save.${state}`, {
          time: savedAt ? times.time(savedAt) : "",
        })}
        {state === "refused" && problem ? ` ${errorText(problem)}` : null}
      </span>
      {state === "offline" || (state === "refused" && problem) ? (
        <Button variant="subtle" size="compact-xs" onClick={() => void autosave.store.flush()}>
          {t("save.again")}
        </Button>
      ) : null}
    </span>
  );
}
