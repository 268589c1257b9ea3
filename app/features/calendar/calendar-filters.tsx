import { Badge, Button, Checkbox, Group, Popover, Stack, Text } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import type { ReactNode } from "react";
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
export function CalendarFilters({ search, connections, onChange }: CalendarFiltersProps) {
  const { t } = useTranslation(["calendar", "common"]);
  const { accounts, networks, states } = search;
  const count = accounts.length + networks.length + states.length;
  const change = (part: Partial<Filters>) => onChange({ accounts, networks, states, ...part });
  const known = [...new Set(connections.map(({ platform }) => platform))];
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
        <Stack gap="md">
          {known.length > 1 ? (
            <FilterGroup
              label={t("network")}
              value={networks}
              onChange={(value) => change({ networks: value })}
            >
              {known.map((platform) => (
                <Choice key={platform} value={platform} platform={platform} label={platformLabel(platform)} />
              ))}
            </FilterGroup>
          ) : null}
          {connections.length > 1 ? (
            <FilterGroup
              label={t("account")}
              value={accounts}
              onChange={(value) => change({ accounts: value })}
            >
              {connections.map(({ id, platform, handle }) => (
                <Choice key={id} value={id} platform={platform} label={`@${handle}`} />
              ))}
            </FilterGroup>
          ) : null}
          <FilterGroup
            label={t("state")}
            value={states}
            onChange={(value) => change({ states: value as Filters["states"] })}
          >
            {postState.options.map((state) => (
              <Choice key={state} value={state} label={t(`common:state.${state}`)} />
            ))}
          </FilterGroup>
          <Button
            variant="subtle"
            size="xs"
            disabled={!isFiltered(search)}
            onClick={() => onChange({ accounts: [], networks: [], states: [] })}
          >
            {t("clearFilters")}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface FilterGroupProps {
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
  children: ReactNode;
}

function FilterGroup({ label, value, onChange, children }: FilterGroupProps) {
  return (
    <Checkbox.Group
      value={value}
      onChange={onChange}
      label={label}
      labelProps={{ size: "xs", c: "dimmed", mb: 6 }}
    >
      <Stack gap={6}>{children}</Stack>
    </Checkbox.Group>
  );
}

function Choice({ value, label, platform }: { value: string; label: string; platform?: string }) {
  return (
    <Checkbox
      size="xs"
      value={value}
      label={
        <Group gap={6} wrap="nowrap">
          {platform ? <PlatformMark platform={platform} size={14} decorative /> : null}
          <Text size="sm" truncate>
            {label}
          </Text>
        </Group>
      }
    />
  );
}
