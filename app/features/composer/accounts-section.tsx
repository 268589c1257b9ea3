import { Button, Checkbox, Group, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { AccountAvatar } from "#app/ui/account-avatar.tsx";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import { EmptyState } from "#app/ui/states.tsx";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import classes from "./composer.module.css";
import { addTarget, removeTarget } from "./draft.ts";
import { IssueLine, IssueList } from "./issue-list.tsx";
import { issuesAt, placeKey } from "./issues.ts";
import { Section } from "./section.tsx";
import { type ComposerState, rulesOf } from "./use-composer.ts";

const PLACE = { field: "targets", connectionId: null } as const;

/** The accounts a post goes to. Without any, the way to the first one. */
export function AccountsSection({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation(["composer", "issues"]);
  const { draft, connections, attempted, autosave } = composer;
  const issues = issuesAt(autosave.issues, draft, PLACE);
  const noneChosen = attempted && connections.length > 0 && draft.targets.length === 0;
  return (
    <Section title={t("channels")} place={placeKey(PLACE)}>
      {connections.length === 0 ? <NothingConnected /> : <Chips composer={composer} />}
      {noneChosen ? (
        <div className={classes.issues}>
          <IssueLine look="error">{t("issues:targets.none")}</IssueLine>
        </div>
      ) : null}
      {noneChosen ? null : <IssueList issues={issues} attempted={attempted} />}
    </Section>
  );
}

function NothingConnected() {
  const { t } = useTranslation("composer");
  const mayConnect = useMay("admin");
  return (
    <EmptyState
      icon={IconPlugConnected}
      title={t("noAccounts")}
      action={
        mayConnect ? (
          <Button component={Link} to={paths.accounts}>
            {t("connectOne")}
          </Button>
        ) : null
      }
    >
      {t(mayConnect ? "noAccountsText" : "noAccountsAsk")}
    </EmptyState>
  );
}

function Chips({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const mayConnect = useMay("admin");
  const { draft, connections, change, activate, locked } = composer;
  const toggle = (connection: ConnectionOutput, on: boolean) => {
    const rules = rulesOf(composer, connection.platform);
    if (!rules) return;
    change((now) => (on ? addTarget(now, connection, rules) : removeTarget(now, connection.id)));
    if (on) activate(connection.id);
  };
  return (
    <Group gap="sm" role="group" aria-label={t("channels")}>
      {connections.map((connection) => (
        <Chip
          key={connection.id}
          connection={connection}
          on={draft.targets.some((target) => target.connectionId === connection.id)}
          disabled={locked || !rulesOf(composer, connection.platform)}
          onToggle={(on) => toggle(connection, on)}
        />
      ))}
      {mayConnect ? (
        <Link to={paths.accounts} className={classes.chipAdd}>
          <IconPlus size={15} aria-hidden />
          {t("connectMore")}
        </Link>
      ) : null}
    </Group>
  );
}

interface ChipProps {
  connection: ConnectionOutput;
  on: boolean;
  disabled: boolean;
  onToggle: (on: boolean) => void;
}

function Chip({ connection, on, disabled, onToggle }: ChipProps) {
  const { t } = useTranslation("composer");
  const { platform, handle, displayName, status } = connection;
  return (
    <Checkbox.Card
      className={classes.chip ?? ""}
      checked={on}
      onChange={onToggle}
      disabled={disabled}
      aria-label={`${platformLabel(platform)} @${handle}`}
    >
      <AccountAvatar account={connection} size={28} />
      <span className={classes.chipWords}>
        <Text component="span" size="sm" fw={550} truncate>
          @{handle}
        </Text>
        <Text component="span" size="xs" c={status === "active" ? "dimmed" : "orange"} truncate>
          {status === "active" ? displayName : t("needsReconnect")}
        </Text>
      </span>
      <Checkbox.Indicator size="xs" />
    </Checkbox.Card>
  );
}
