import { Anchor, Button, Group } from "@mantine/core";
import { Link } from "@remix-run/react";
import {
  IconExternalLink,
  IconPlayerStop,
  IconPlugConnected,
  IconRefresh,
  IconRotateClockwise,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import type { PostOutput, TargetOutput, TargetStatus } from "#server/features/posts/schema.ts";
import { HeldDeeds } from "./held-deeds.tsx";
import { RemoveDeed } from "./remove-deed.tsx";
import { ResolveDialog } from "./resolve-dialog.tsx";
import { useTargetDeed } from "./use-target-deed.ts";

const CALLED_OFF_FROM: readonly TargetStatus[] = ["scheduled", "publishing", "waiting", "held", "assisted"];

/** What an editor may do with one account's part as it stands. */
function deedsOf({ status, publicParts, removeAskedAt, error }: TargetOutput) {
  const unsettled = status === "unknown" || status === "waiting";
  const reconnect = error?.code === "NEEDS_RECONNECT" && unsettled;
  if (removeAskedAt) return {};
  return {
    reconnect,
    held: status === "held",
    retry: status === "failed" || status === "canceled",
    checkNow: unsettled && !reconnect,
    settle: status === "unknown",
    cancel: CALLED_OFF_FROM.includes(status) || (status === "failed" && publicParts.length === 0),
    remove: status === "live" || (status === "failed" && publicParts.length > 0),
  };
}

/** What can be done about one account's part now: look at it there, decide, try again, ask, settle, take it back. */
export function TargetDeeds({ target, post }: { target: TargetOutput; post: PostOutput }) {
  const { t } = useTranslation("post");
  const may = useMay("editor");
  const { remoteUrl, platform, status } = target;
  // What was taken off the network leaves a dead address.
  const address = status === "removed" ? null : remoteUrl;
  const deeds = may && post.state !== "draft" ? deedsOf(target) : {};
  if (!address && !Object.values(deeds).includes(true)) return null;
  return (
    <Group gap="sm">
      {address ? (
        <Anchor href={address} target="_blank" rel="noreferrer" size="sm" fw={550}>
          {t("seeIt", { network: platformLabel(platform) })}{" "}
          <IconExternalLink size={14} style={{ verticalAlign: -2 }} aria-hidden />
        </Anchor>
      ) : null}
      {deeds.reconnect ? <Reconnect connectionId={target.connectionId} /> : null}
      {deeds.held ? <HeldDeeds target={target} timeZone={post.timeZone} /> : null}
      {deeds.retry ? <Retry target={target} /> : null}
      {deeds.checkNow ? <CheckNow targetId={target.id} /> : null}
      {deeds.settle ? <Settle target={target} /> : null}
      {deeds.cancel ? <CallOff target={target} /> : null}
      {deeds.remove ? <RemoveDeed target={target} /> : null}
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

function Retry({ target }: { target: TargetOutput }) {
  const { t } = useTranslation("post");
  const trpc = useTRPC();
  const retry = useMutation(
    trpc.publishing.retry.mutationOptions(
      useTargetDeed(undefined, (at) => {
        retry.mutate({ targetId: target.id, at });
      }),
    ),
  );
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconRotateClockwise size={14} aria-hidden />}
      loading={retry.isPending}
      onClick={() => retry.mutate({ targetId: target.id })}
    >
      {t(retryWords(target))}
    </Button>
  );
}

function retryWords({ status, publicParts }: TargetOutput): string {
  if (status === "canceled") return "sendAfterAll";
  return publicParts.length > 0 ? "goOn" : "retry";
}

/** Easily undone by sending it after all, so nobody is asked twice. */
function CallOff({ target }: { target: TargetOutput }) {
  const { t } = useTranslation("post");
  const trpc = useTRPC();
  const cancel = useMutation(trpc.publishing.cancel.mutationOptions(useTargetDeed()));
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      leftSection={<IconPlayerStop size={14} aria-hidden />}
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ targetId: target.id })}
    >
      {t(target.publicParts.length > 0 ? "callOffRest" : "callOff")}
    </Button>
  );
}

function CheckNow({ targetId }: { targetId: string }) {
  const { t } = useTranslation("post");
  const trpc = useTRPC();
  const check = useMutation(trpc.publishing.checkNow.mutationOptions(useTargetDeed()));
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
