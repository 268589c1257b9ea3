import { Anchor, Avatar, Button, Group, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconExternalLink, IconRefresh, IconRotateClockwise } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import { StatusBadge } from "#app/ui/status-badge.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import classes from "./post.module.css";
import { ResolveDialog } from "./resolve-dialog.tsx";

/** One account's part of the post: where it stands, how we know, what a person can do now. */
export function TargetCard({ target }: { target: TargetOutput }) {
  const { t } = useTranslation(["post", "platforms"]);
  return (
    <li className={classes.target}>
      <Group gap="sm" wrap="nowrap">
        <Avatar src={target.avatarUrl} alt="" size={36} name={target.displayName} color="initials" />
        <div className={classes.targetWords}>
          <Group gap={6} wrap="nowrap">
            <PlatformMark platform={target.platform} size={15} />
            <Text fw={600} truncate>
              @{target.handle}
            </Text>
          </Group>
          <Text size="xs" c="dimmed">
            {t(`platforms:${target.platform}.kind.${target.kind}`, { defaultValue: target.kind })}
          </Text>
        </div>
        <StatusBadge state={target.status} />
      </Group>
      <Facts target={target} />
      <Deeds target={target} />
    </li>
  );
}

function Facts({ target }: { target: TargetOutput }) {
  const { t } = useTranslation(["post", "errors"]);
  const times = useTimes();
  const facts: { label: string; value: string }[] = [];
  if (target.publishedAt) facts.push({ label: t("publishedAt"), value: times.exact(target.publishedAt) });
  else if (target.scheduledAt && target.status === "scheduled")
    facts.push({ label: t("goesOutAt"), value: times.exact(target.scheduledAt) });
  if (target.nextCheckAt && (target.status === "unknown" || target.status === "waiting"))
    facts.push({ label: t("nextCheck"), value: times.relative(target.nextCheckAt) });
  if (target.evidence) facts.push({ label: t("howWeKnow"), value: target.evidence });
  if (target.remoteId) facts.push({ label: t("remoteId"), value: target.remoteId });
  return (
    <>
      {target.error ? (
        <Text size="sm" className={classes.problem} data-status={target.status}>
          {t(`errors:${target.error.message}`, {
            ...target.error.params,
            defaultValue: t("errors:INTERNAL_ERROR"),
          })}
          {target.error.providerCode ? (
            <Text span size="xs" c="dimmed" ml={6}>
              {target.error.providerCode}
            </Text>
          ) : null}
        </Text>
      ) : null}
      {facts.length > 0 ? (
        <dl className={classes.facts}>
          {facts.map((fact) => (
            <div key={fact.label}>
              <dt>{fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  );
}

function Deeds({ target }: { target: TargetOutput }) {
  const { t } = useTranslation("post");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const may = useMay("editor");
  const [resolving, setResolving] = useState(false);
  const options = {
    onSuccess: () => queries.invalidateQueries({ queryKey: trpc.posts.pathKey() }),
    onError: (error: unknown) => toasts.failed(error),
  };
  const retry = useMutation(trpc.publishing.retry.mutationOptions(options));
  const check = useMutation(trpc.publishing.checkNow.mutationOptions(options));
  const { id: targetId, status } = target;
  return (
    <Group gap="sm">
      {target.remoteUrl ? (
        <Anchor href={target.remoteUrl} target="_blank" rel="noreferrer" size="sm" fw={550}>
          {t("seeIt")} <IconExternalLink size={14} style={{ verticalAlign: -2 }} aria-hidden />
        </Anchor>
      ) : null}
      {may && status === "failed" ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRotateClockwise size={14} aria-hidden />}
          loading={retry.isPending}
          onClick={() => retry.mutate({ targetId })}
        >
          {t("retry")}
        </Button>
      ) : null}
      {may && (status === "unknown" || status === "waiting") ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={check.isPending}
          onClick={() => check.mutate({ targetId })}
        >
          {t("checkNow")}
        </Button>
      ) : null}
      {may && status === "unknown" ? (
        <Button size="compact-sm" variant="default" onClick={() => setResolving(true)}>
          {t("settle")}
        </Button>
      ) : null}
      {status === "waiting" && target.error?.code === "NEEDS_RECONNECT" ? (
        <Button size="compact-sm" component={Link} to={paths.account(target.connectionId)}>
          {t("reconnect")}
        </Button>
      ) : null}
      <ResolveDialog target={target} opened={resolving} onClose={() => setResolving(false)} />
    </Group>
  );
}
