import { Anchor, Button, Group } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconExternalLink, IconPlugConnected, IconRefresh, IconRotateClockwise } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import { ResolveDialog } from "./resolve-dialog.tsx";

/** What can be done about one account's part now: look at it there, try again, ask the network, settle it. */
export function TargetDeeds({ target }: { target: TargetOutput }) {
  const { t } = useTranslation("post");
  const may = useMay("editor");
  const { status, remoteUrl, platform } = target;
  const unsettled = status === "unknown" || status === "waiting";
  const reconnect = target.error?.code === "NEEDS_RECONNECT";
  if (!remoteUrl && !(may && (status === "failed" || unsettled))) return null;
  return (
    <Group gap="sm">
      {remoteUrl ? (
        <Anchor href={remoteUrl} target="_blank" rel="noreferrer" size="sm" fw={550}>
          {t("seeIt", { network: platformLabel(platform) })}{" "}
          <IconExternalLink size={14} style={{ verticalAlign: -2 }} aria-hidden />
        </Anchor>
      ) : null}
      {may && reconnect ? <Reconnect connectionId={target.connectionId} /> : null}
      {may && status === "failed" ? <Retry targetId={target.id} /> : null}
      {may && unsettled && !reconnect ? <CheckNow targetId={target.id} /> : null}
      {may && status === "unknown" ? <Settle target={target} /> : null}
    </Group>
  );
}

function Reconnect({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation("post");
  return (
    <Button
      size="compact-sm"
      component={Link}
      to={paths.account(connectionId)}
      leftSection={<IconPlugConnected size={14} aria-hidden />}
    >
      {t("reconnect")}
    </Button>
  );
}

/** The list is asked anew when a deed is done; what goes wrong is said. */
function useDone() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  return {
    onSuccess: () => queries.invalidateQueries({ queryKey: trpc.posts.pathKey() }),
    onError: (error: unknown) => toasts.failed(error),
  };
}

function Retry({ targetId }: { targetId: string }) {
  const { t } = useTranslation("post");
  const trpc = useTRPC();
  const retry = useMutation(trpc.publishing.retry.mutationOptions(useDone()));
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconRotateClockwise size={14} aria-hidden />}
      loading={retry.isPending}
      onClick={() => retry.mutate({ targetId })}
    >
      {t("retry")}
    </Button>
  );
}

function CheckNow({ targetId }: { targetId: string }) {
  const { t } = useTranslation("post");
  const trpc = useTRPC();
  const check = useMutation(trpc.publishing.checkNow.mutationOptions(useDone()));
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconRefresh size={14} aria-hidden />}
      loading={check.isPending}
      onClick={() => check.mutate({ targetId })}
    >
      {t("checkNow")}
    </Button>
  );
}

function Settle({ target }: { target: TargetOutput }) {
  const { t } = useTranslation("post");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
        {t("settle")}
      </Button>
      <ResolveDialog target={target} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
