import { ActionIcon, Button, Group, SegmentedControl, Title, Tooltip } from "@mantine/core";
import { IconCalendarEvent, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./calendar.module.css";
import { type CalendarView, VIEWS } from "./calendar-search.ts";

export interface CalendarToolbarProps {
  title: string;
  view: CalendarView;
  onView: (view: CalendarView) => void;
  onStep: (direction: 1 | -1) => void;
  onToday: () => void;
  filters: ReactNode;
}

/** Which period, and how it is drawn. */
export function CalendarToolbar({ title, view, onView, onStep, onToday, filters }: CalendarToolbarProps) {
  const { t } = useTranslation("calendar");
  return (
    <div className={classes.toolbar}>
      <Group gap="xs" wrap="nowrap" className={classes.period}>
        <Step label={t("previous")} onClick={() => onStep(-1)}>
          <IconChevronLeft size={18} aria-hidden />
        </Step>
        <Step label={t("next")} onClick={() => onStep(1)}>
          <IconChevronRight size={18} aria-hidden />
        </Step>
        <Step label={t("today")} onClick={onToday} phone>
          <IconCalendarEvent size={17} aria-hidden />
        </Step>
        <Title order={2} className={classes.periodTitle} aria-live="polite">
          {title}
        </Title>
      </Group>
      <Group gap="sm" wrap="nowrap" className={classes.tools}>
        <Button variant="default" size="xs" onClick={onToday} visibleFrom="sm">
          {t("today")}
        </Button>
        {filters}
        <SegmentedControl
          size="xs"
          aria-label={t("view")}
          value={view}
          onChange={(value) => onView(value as CalendarView)}
          data={VIEWS.map((value) => ({ value, label: t(`views.${value}`) }))}
          className={classes.views ?? ""}
          transitionDuration={100}
          withItemsBorders={false}
        />
      </Group>
    </div>
  );
}

interface StepProps {
  label: string;
  onClick: () => void;
  children: ReactNode;
  /** Where there is no room for the word. */
  phone?: boolean;
}

function Step({ label, onClick, children, phone = false }: StepProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={label}
        onClick={onClick}
        {...(phone ? { hiddenFrom: "sm" } : {})}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
