import { ActionIcon, Button, Code, Stack, Text } from "@mantine/core";
import {
  IconBan,
  IconChevronDown,
  IconChevronUp,
  IconCircleCheck,
  IconCircleX,
  IconClock,
} from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { ErrorState, LoadingState } from "#app/ui/states.tsx";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import { Time } from "#app/ui/time.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { deliveryOutput } from "#server/features/outgoing/schema.ts";
import classes from "./webhooks.module.css";

type Delivery = z.infer<typeof deliveryOutput>;
type Attempt = NonNullable<Delivery["last"]>;

const LOOKS = {
  pending: { tone: "progress", icon: IconClock },
  delivered: { tone: "success", icon: IconCircleCheck },
  failed: { tone: "danger", icon: IconCircleX },
  canceled: { tone: "neutral", icon: IconBan },
} as const;

/** What came back, in words: a status and how long it took, or why there was none. */
function useOutcome() {
  const { t } = useTranslation("outgoing");
  return ({ statusCode, durationMs, errorCode }: Attempt): string =>
    statusCode === null
      ? t(`noAnswer.${errorCode ?? "other"}`, { defaultValue: t("noAnswer.other") })
      : t("log.answered", { status: statusCode, ms: durationMs });
}

/** One message on its way to one endpoint; opened, it shows the request and every attempt. */
export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation("outgoing");
  const outcome = useOutcome();
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const { last, state, type, attempts, nextAttemptAt } = delivery;
  const Chevron = open ? IconChevronUp : IconChevronDown;
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Text fw={500}>{t(`event.${type}`)}</Text>
        <Text size="sm" c="dimmed">
          <Time at={delivery.createdAt} /> · {t("log.tries", { count: attempts })} ·{" "}
          {last ? outcome(last) : t("log.noAttempt")}
          {state === "pending" && nextAttemptAt && attempts > 0 ? <NextAttempt at={nextAttemptAt} /> : null}
        </Text>
      </div>
      <div className={classes.tools}>
        <ToneBadge {...LOOKS[state]} label={t(`delivery.${state}`)} />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t(open ? "log.hide" : "log.show")}
          aria-expanded={open}
          aria-controls={detailsId}
          onClick={() => setOpen(!open)}
        >
          <Chevron size={18} aria-hidden />
        </ActionIcon>
      </div>
      <div id={detailsId} className={classes.details} hidden={!open}>
        {open ? <Details delivery={delivery} /> : null}
      </div>
    </li>
  );
}

function NextAttempt({ at }: { at: Date }) {
  const { t } = useTranslation("outgoing");
  const times = useTimes();
  return <span suppressHydrationWarning> · {t("log.next", { time: times.relative(at) })}</span>;
}

function Details({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const outcome = useOutcome();
  const query = useQuery(
    trpc.outgoing.delivery.queryOptions(
      { deliveryId: delivery.id },
      { refetchInterval: delivery.state === "pending" && delivery.attempts < 2 ? 3_000 : false },
    ),
  );
  if (query.isPending) return <LoadingState rows={2} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  const { body, log } = query.data;
  return (
    <Stack gap="md" py="sm">
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t("log.body")}
        </Text>
        <Code block className={classes.body} tabIndex={0} aria-label={t("log.body")}>
          {pretty(body)}
        </Code>
      </div>
      <ol className={classes.attempts} aria-label={t("log.attempts")}>
        {log.map((attempt) => (
          <li key={attempt.number}>
            <Text size="sm">
              {t("log.attempt", { number: attempt.number })} · <Time at={attempt.at} /> · {outcome(attempt)}
            </Text>
            {attempt.excerpt ? (
              <Code block className={classes.body} mt={4}>
                {attempt.excerpt}
              </Code>
            ) : null}
          </li>
        ))}
      </ol>
      {delivery.state === "pending" ? null : <Resend deliveryId={delivery.id} />}
    </Stack>
  );
}

function Resend({ deliveryId }: { deliveryId: string }) {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const resend = useMutation(
    trpc.outgoing.resend.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.outgoing.pathKey() });
        toasts.done(t("log.resent"));
      },
      onError: (error) => toasts.failed(error),
    }),
  );
  return (
    <Button
      variant="default"
      loading={resend.isPending}
      style={{ alignSelf: "flex-start" }}
      onClick={() => resend.mutate({ deliveryId })}
    >
      {t("log.resend")}
    </Button>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
