import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { alertTargetOutput, alertTestOutput } from "#server/features/outgoing/schema.ts";
import classes from "./webhooks.module.css";

export type AlertTarget = z.infer<typeof alertTargetOutput>;
type Tested = z.infer<typeof alertTestOutput>;

/** Why an address did not take an alert. */
function useWhy() {
  const { t } = useTranslation("outgoing");
  return ({ statusCode, errorCode }: Pick<Tested, "statusCode" | "errorCode">): string =>
    statusCode === null
      ? t(`noAnswer.${errorCode ?? "other"}`, { defaultValue: t("noAnswer.other") })
      : t("alerts.status", { status: statusCode });
}

function useDeeds(target: AlertTarget) {
  const { t } = useTranslation("outgoing");
  const why = useWhy();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const around = {
    onError: (error: unknown) => toasts.failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.outgoing.alertTargets.queryKey() }),
  };
  const say = (tested: Tested) =>
    tested.ok
      ? toasts.done(t("alerts.arrived"))
      : toasts.refused(t("alerts.notArrived", { why: why(tested) }));
  const input = { alertTargetId: target.id };
  const test = useMutation(trpc.outgoing.testAlertTarget.mutationOptions({ ...around, onSuccess: say }));
  const remove = useMutation(trpc.outgoing.removeAlertTarget.mutationOptions(around));
  const enable = useMutation(trpc.outgoing.enableAlertTarget.mutationOptions(around));
  return { input, test, remove, enable };
}

/** One alert channel: how it does, a test, and the way out. */
export function AlertRow({ target }: { target: AlertTarget }) {
  const { t } = useTranslation("outgoing");
  const { input, test, remove, enable } = useDeeds(target);
  const [asking, setAsking] = useState(false);
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Text fw={500}>{target.label}</Text>
        <Text size="sm" c="dimmed" className={classes.address ?? ""}>
          {t(`alerts.kinds.${target.kind}`)} · {target.host} ·{" "}
          {t("eventCount", { count: target.events.length })}
        </Text>
        <State target={target} />
      </div>
      <Group gap="sm">
        {target.disabledAt ? (
          <Button loading={enable.isPending} onClick={() => enable.mutate(input)}>
            {t("alerts.enable")}
          </Button>
        ) : null}
        <Button
          variant="default"
          loading={test.isPending}
          aria-label={t("alerts.testNamed", { label: target.label })}
          onClick={() => test.mutate(input)}
        >
          {t("alerts.test")}
        </Button>
        <Button
          variant="default"
          aria-label={t("alerts.removeNamed", { label: target.label })}
          onClick={() => setAsking(true)}
        >
          {t("alerts.remove")}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("alerts.removeNamed", { label: target.label })}
        confirmLabel={t("alerts.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(input)}
      >
        {t("alerts.removeText")}
      </ConfirmDialog>
    </li>
  );
}

function State({ target }: { target: AlertTarget }) {
  const { t } = useTranslation("outgoing");
  const times = useTimes();
  const why = useWhy();
  const { disabledAt, lastErrorAt, lastErrorCode, lastErrorStatus, lastSentAt } = target;
  const words = disabledAt
    ? t("alerts.stopped")
    : lastErrorAt
      ? t("alerts.trouble", {
          time: times.relative(lastErrorAt),
          why: why({ statusCode: lastErrorStatus, errorCode: lastErrorCode }),
        })
      : lastSentAt
        ? t("alerts.lastSent", { time: times.relative(lastSentAt) })
        : t("alerts.never");
  return (
    <Text size="sm" c={disabledAt || lastErrorAt ? "red" : "dimmed"} suppressHydrationWarning>
      {words}
    </Text>
  );
}
