import { Anchor, Avatar, Checkbox, Group, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import classes from "./composer.module.css";

export interface ChannelPickerProps {
  connections: ConnectionOutput[];
  selected: string[];
  onToggle: (connection: ConnectionOutput, on: boolean) => void;
  disabled: boolean;
}

/** The accounts a post goes to; a broken one can be kept but says what is wrong. */
export function ChannelPicker({ connections, selected, onToggle, disabled }: ChannelPickerProps) {
  const { t } = useTranslation("composer");
  if (connections.length === 0)
    return (
      <Text c="dimmed">
        {t("noAccounts")}{" "}
        <Anchor component={Link} to={paths.accounts}>
          {t("connectOne")}
        </Anchor>
      </Text>
    );
  return (
    <Group gap="sm" role="group" aria-label={t("channels")}>
      {connections.map((connection) => (
        <Checkbox.Card
          key={connection.id}
          className={classes.channel ?? ""}
          checked={selected.includes(connection.id)}
          onChange={(on) => onToggle(connection, on)}
          disabled={disabled}
          aria-label={`${connection.platform} ${connection.handle}`}
        >
          <Avatar
            src={connection.avatarUrl}
            alt=""
            size={28}
            name={connection.displayName}
            color="initials"
          />
          <span className={classes.channelWords}>
            <Text size="sm" fw={550} truncate>
              {connection.displayName}
            </Text>
            <Group gap={4} wrap="nowrap">
              <PlatformMark platform={connection.platform} size={13} />
              <Text size="xs" c={connection.status === "active" ? "dimmed" : "red.8"} truncate>
                {connection.status === "active" ? `@${connection.handle}` : t("needsReconnect")}
              </Text>
            </Group>
          </span>
          <Checkbox.Indicator size="xs" />
        </Checkbox.Card>
      ))}
    </Group>
  );
}
