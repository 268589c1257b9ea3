import { Alert, Button, Title } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { BackLink } from "#app/ui/page-head.tsx";
import { Time } from "#app/ui/time.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { WebhookDetail as Detail } from "#server/features/operations/schema.ts";
import { isTrouble } from "./looks.ts";
import classes from "./operations.module.css";
import { Facts, Mono, Raw, Runs, StateBadge } from "./parts.tsx";
import { reasonInWords } from "./reasons.ts";
import { useRefreshed } from "./use-operations.ts";

/** One event: what came, who signed it, what was tried and what it caused. */
export function WebhookDetail({ event }: { event: Detail }) {
  const { t } = useTranslation("operations");
  return (
    <article className={classes.stack}>
      <div className={classes.head}>
        <div>
          <BackLink to={paths.operationsWebhooks()}>{t("tab.webhooks")}</BackLink>
          <Title order={2} translate="no">
            {event.source} · {event.type}
          </Title>
          <StateBadge state={event.status} />
        </div>
        {event.replayable ? <ReplayButton eventId={event.id} /> : null}
      </div>
      {event.lastError ? (
        <Alert color={isTrouble(event.status) ? "red" : "gray"} variant="light">
          {reasonInWords(t, event.lastError)}
        </Alert>
      ) : null}
      <EventFacts event={event} />
      <Runs runs={event.runs} />
      {event.scrubbedAt ? (
        <Alert color="gray" variant="light">
          {t("scrubbed")}
        </Alert>
      ) : (
        <>
          <Raw title={t("headers")}>{JSON.stringify(event.headers, null, 2)}</Raw>
          <Raw title={t("body", { count: event.bodyBytes })}>{event.body || "–"}</Raw>
        </>
      )}
    </article>
  );
}

function EventFacts({ event }: { event: Detail }) {
  const { t } = useTranslation("operations");
  const { job, effect } = event;
  return (
    <Facts
      facts={[
        [t("fact.received"), <Time key="received" at={event.receivedAt} />],
        [t("fact.occurred"), event.occurredAt ? <Time key="occurred" at={event.occurredAt} /> : null],
        [t("fact.processed"), event.processedAt ? <Time key="processed" at={event.processedAt} /> : null],
        [t("fact.externalId"), <Mono key="external">{event.externalId}</Mono>],
        [t("fact.account"), event.accountRef],
        [t("fact.keyId"), event.keyId],
        [t("fact.attempts"), String(event.attempts)],
        [t("fact.fence"), String(event.fence)],
        [
          t("fact.lease"),
          event.leaseUntil ? <Time key="lease" at={event.leaseUntil} format="relative" /> : null,
        ],
        [t("fact.effect"), effect ? Object.values(effect).join(" · ") : t("noEffect")],
        [
          t("fact.delivery"),
          <Link key="delivery" to={paths.operationsDelivery(event.deliveryId)}>
            {t("toDelivery")}
          </Link>,
        ],
        [t("fact.siblings"), event.siblings > 0 ? String(event.siblings) : null],
        [
          t("fact.job"),
          job ? (
            <Link key="job" to={paths.operationsJob(job.id)}>
              {t(`state.${job.status}`)}
            </Link>
          ) : (
            t("jobNone")
          ),
        ],
        [t("fact.id"), <Mono key="id">{event.id}</Mono>],
      ]}
    />
  );
}

function ReplayButton({ eventId }: { eventId: string }) {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const toasts = useToasts();
  const refreshed = useRefreshed();
  const replay = useMutation(
    trpc.operations.webhooks.replay.mutationOptions({
      onSuccess: () => toasts.done(t("replayed", { count: 1 })),
      onError: (error) => toasts.failed(error),
      onSettled: refreshed,
    }),
  );
  return (
    <Button
      leftSection={<IconRefresh size={16} aria-hidden />}
      loading={replay.isPending}
      onClick={() => replay.mutate({ eventId })}
    >
      {t("replay")}
    </Button>
  );
}
