import { Button, Group, Paper, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { type CalendarSearch, isFiltered } from "./calendar-search.ts";

export interface CalendarEmptyProps {
  search: CalendarSearch;
  /** There is an account posts could go to. */
  connected: boolean;
  onCompose: () => void;
}

/** Above an empty grid, which stays: its days are where the first post begins. */
export function CalendarEmpty({ search, connected, onCompose }: CalendarEmptyProps) {
  const { t } = useTranslation("calendar");
  const mayEdit = useMay("editor");
  const mayConnect = useMay("admin");
  if (isFiltered(search)) return <Text c="dimmed">{t("emptyFiltered")}</Text>;
  const begin = !connected && mayConnect;
  return (
    <Paper p="md">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>{t(begin ? "noAccountsTitle" : "emptyTitle")}</Text>
          <Text c="dimmed">{t(begin ? "noAccountsText" : mayEdit ? "emptyText" : "emptyViewer")}</Text>
        </div>
        {begin ? (
          <Button component={Link} to={paths.accounts}>
            {t("connect")}
          </Button>
        ) : null}
        {!begin && mayEdit ? (
          <Button variant="default" onClick={onCompose}>
            {t("planOne")}
          </Button>
        ) : null}
      </Group>
    </Paper>
  );
}
