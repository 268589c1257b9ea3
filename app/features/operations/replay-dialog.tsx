import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";
import { useTRPC, useTRPCClient } from "#app/lib/trpc.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import { type JobFilter, TYPED_ABOVE, type WebhookFilter } from "#server/features/operations/schema.ts";
import { useRefreshed } from "./use-operations.ts";

export type ReplayTarget = { kind: "webhook"; filter: WebhookFilter } | { kind: "job"; filter: JobFilter };

/** Asks before everything that matches is opened again, with the number; above a hundred it has to be typed. */
export function ReplayDialog({ target, onClose }: { target: ReplayTarget | null; onClose: () => void }) {
  const { t } = useTranslation("operations");
  const counted = useCount(target);
  const { replay, busy } = useReplayAll();
  const errorText = useErrorText();
  const { count = 0, more = false } = counted.data ?? {};
  const states = target?.filter.status === "ignored" ? "ignored" : "dead";
  const words = counted.isError
    ? errorText(counted.error)
    : counted.isPending
      ? t("counting")
      : count === 0
        ? t("nothingToReplay")
        : more
          ? t("tooManyToReplay", { count })
          : t(`replayText.${states}`, { count });
  return (
    <ConfirmDialog
      opened={target !== null}
      onClose={onClose}
      title={t("replayAll")}
      confirmLabel={t("replay")}
      busy={busy || counted.isFetching}
      {...(count > TYPED_ABOVE ? { typed: String(count) } : {})}
      onConfirm={async () => {
        if (target && count > 0 && !more) await replay(target, count, new Date(counted.dataUpdatedAt));
        onClose();
      }}
    >
      {words}
    </ConfirmDialog>
  );
}

function useCount(target: ReplayTarget | null) {
  const trpc = useTRPC();
  const options = { enabled: target !== null, staleTime: 0, gcTime: 0, refetchOnWindowFocus: false };
  const webhooks = useQuery({
    ...trpc.operations.webhooks.countReplayable.queryOptions(target?.kind === "webhook" ? target.filter : {}),
    ...options,
    enabled: target?.kind === "webhook",
  });
  const jobs = useQuery({
    ...trpc.operations.jobs.countReplayable.queryOptions(target?.kind === "job" ? target.filter : {}),
    ...options,
    enabled: target?.kind === "job",
  });
  return target?.kind === "job" ? jobs : webhooks;
}

/** Goes on where an answer had to stop, until all of them are open. */
function useReplayAll() {
  const { t } = useTranslation("operations");
  const client = useTRPCClient();
  const toasts = useToasts();
  const refreshed = useRefreshed();
  const [busy, setBusy] = useState(false);
  async function replay(target: ReplayTarget, confirmed: number, until: Date): Promise<void> {
    setBusy(true);
    let total = 0;
    try {
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const confirmation = { confirmed, until, ...(cursor ? { cursor } : {}) };
        const answer: { replayed: number; next: string | null } =
          target.kind === "webhook"
            ? await client.operations.webhooks.replayAll.mutate({ filter: target.filter, ...confirmation })
            : await client.operations.jobs.replayAll.mutate({ filter: target.filter, ...confirmation });
        total += answer.replayed;
        cursor = answer.next;
      }
      toasts.done(t("replayed", { count: total }));
    } catch (error) {
      toasts.failed(error, total > 0 ? t("replayed", { count: total }) : undefined);
    } finally {
      setBusy(false);
      refreshed();
    }
  }
  return { replay, busy };
}
