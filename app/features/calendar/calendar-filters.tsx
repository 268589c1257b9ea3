import { Badge, Button, Checkbox, Group, Popover, Stack, Text } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PlatformMark, platformLabel } from "#app/ui/platform-mark.tsx";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import { postState } from "#server/features/posts/schema.ts";
import { type CalendarSearch, isFiltered } from "./calendar-search.ts";

type Filters = Pick<CalendarSearch, "accounts" | "networks" | "states">;

export interface CalendarFiltersProps {
  search: CalendarSearch;
  connections: readonly ConnectionOutput[];
  onChange: (filters: Filters) => void;
}

/** Which posts: by account, network and state. Nothing chosen in a group means all of it. */
export function CalendarFilters(props: CalendarFiltersProps) {
  const { t } = useTranslation("calendar");
  const { accounts, networks, states } = props.search;
  const count = accounts.length + networks.length + states.length;
  return (
    <Popover position="bottom-end" shadow="md" width={280} trapFocus transitionProps={{ duration: 100 }}>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFilter size={14} aria-hidden />}
          rightSection={
            count > 0 ? (
              <Badge size="sm" circle>
                {count}
              </Badge>
            ) : null
          }
        >
          {t("filter")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah="70dvh" style={{ overflowY: "auto" }}>
        <FilterForm {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterForm({ search, connections, onChange }: CalendarFiltersProps) {
  const { t } = useTranslation(["calendar", "common"]);
  const { accounts, networks, states } = search;
  const change = (part: Partial<Filters>) => onChange({ accounts, networks, states, ...part });
  const none = { accounts: [], networks: [], states: [] };
  const known = [...new Set(connections.map(({ platform }) => platform))];
  return (
    <Stack gap="md">
      <FilterGroup
        label={t("network")}
        value={networks}
        onChange={(value) => change({ networks: value })}
        choices={known.map((platform) => ({ value: platform, platform, label: platformLabel(platform) }))}
      />
      <FilterGroup
        label={t("account")}
        value={accounts}
        onChange={(value) => change({ accounts: value })}
        choices={connections.map(({ id, platform, handle }) => ({
          value: id,
          platform,
          label: `@${handle}`,
        }))}
      />
      <FilterGroup
        label={t("state")}
        value={states}
        onChange={(value) => change({ states: value as Filters["states"] })}
        choices={postState.options.map((state) => ({ value: state, label: t(`common:state.${state}`) }))}
      />
      <Button variant="subtle" size="xs" disabled={!isFiltered(search)} onClick={() => onChange(none)}>
        {t("clearFilters")}
      </Button>
    </Stack>
  );
}

interface Choice {
  value: string;
  label: string;
  platform?: string;
}

interface FilterGroupProps {
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
  choices: Choice[];
}

/** A choice among fewer than two is none, and is left out. */
function FilterGroup({ label, value, onChange, choices }: FilterGroupProps) {
  if (choices.length < 2) return null;
  return (
    <Checkbox.Group
      value={value}
      onChange={onChange}
      label={label}
      labelProps={{ size: "xs", c: "dimmed", mb: 6 }}
    >
      <Stack gap={6}>
        {choices.map((choice) => (
          <Checkbox
            key={choice.value}
            size="xs"
            value={choice.value}
            label={
              <Group gap={6} wrap="nowrap">
                {choice.platform ? <PlatformMark platform={choice.platform} size={14} decorative /> : null}
                <Text size="sm" truncate>
                  {choice.label}
                </Text>
              </Group>
            }
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
