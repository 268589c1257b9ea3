import { Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconCloudOff, type TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";
import classes from "./page.module.css";

export interface EmptyStateProps {
  icon: TablerIcon;
  title: string;
  /** Why it is empty and what happens next, in a sentence. */
  children?: ReactNode;
  /** The next step. */
  action?: ReactNode;
}

/** What a list says when there is nothing in it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <span className={classes.stateIcon}>
        <Icon size={22} stroke={1.7} aria-hidden />
      </span>
      <Title order={2}>{title}</Title>
      {children ? (
        <Text c="dimmed" maw={460}>
          {children}
        </Text>
      ) : null}
      {action ? (
        <Group mt="sm" gap="sm" justify="center">
          {action}
        </Group>
      ) : null}
    </div>
  );
}

/** What a list says when it could not be loaded; pass the query's error and `refetch`. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("common");
  const errorText = useErrorText();
  return (
    <div className={classes.state} role="alert">
      <span className={classes.stateIcon} data-tone="danger">
        <IconCloudOff size={22} stroke={1.7} aria-hidden />
      </span>
      <Title order={2}>{t("loadFailed")}</Title>
      <Text c="dimmed" maw={460}>
        {errorText(error)}
      </Text>
      {onRetry ? (
        <Button mt="sm" variant="default" onClick={onRetry}>
          {t("tryAgain")}
        </Button>
      ) : null}
    </div>
  );
}

/** Rows in the shape of what is coming. */
export function LoadingState({ rows = 4, height = 56 }: { rows?: number; height?: number }) {
  const { t } = useTranslation("common");
  return (
    <Stack gap="sm" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical rows that never move
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}

/** A list with hairlines between its rows; children are `<li>`. */
export function HairlineList({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {children}
    </ul>
  );
}
