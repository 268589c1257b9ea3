import { Group, Stack, Text } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Issue } from "#server/features/posts/schema.ts";

/** What keeps a post from going out, in words; warnings do not. */
export function IssueList({ issues, label }: { issues: Issue[]; label: string }) {
  const { t } = useTranslation("issues");
  if (issues.length === 0) return null;
  return (
    <Stack gap={6} role="status" aria-label={label}>
      {issues.map((issue) => {
        const error = issue.severity === "error";
        const Icon = error ? IconAlertCircle : IconAlertTriangle;
        return (
          <Group
            key={`${issue.connectionId}-${issue.field}-${issue.code}-${JSON.stringify(issue.params)}`}
            gap={6}
            wrap="nowrap"
            align="flex-start"
            style={{ color: `var(--tone-${error ? "danger" : "warning"}-foreground)` }}
          >
            <Icon size={16} style={{ flex: "none", marginTop: 2 }} aria-hidden />
            <Text size="sm">{t(issue.code, issue.params)}</Text>
          </Group>
        );
      })}
    </Stack>
  );
}
