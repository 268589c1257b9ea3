import { Alert, Text, Title } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { BackLink } from "#app/ui/page-head.tsx";
import { HairlineList } from "#app/ui/states.tsx";
import { Time } from "#app/ui/time.tsx";
import type { DeliveryDetail as Detail } from "#server/features/operations/schema.ts";
import classes from "./operations.module.css";
import { Facts, Mono, Raw, StateBadge } from "./parts.tsx";

/** One request as it came: who signed it, what it said, and the events it brought, if it was understood. */
export function DeliveryDetail({ delivery }: { delivery: Detail }) {
  const { t } = useTranslation("operations");
  const understood = delivery.eventCount > 0;
  return (
    <article className={classes.stack}>
      <div>
        {understood ? (
          <BackLink to={paths.operationsWebhooks()}>{t("tab.webhooks")}</BackLink>
        ) : (
          <BackLink to={paths.operationsDeliveries()}>{t("kept.title")}</BackLink>
        )}
        <Title order={2} translate="no">
          {delivery.source}
        </Title>
      </div>
      {understood ? null : (
        <Alert color="gray" variant="light">
          {t("delivery.notUnderstood")}
        </Alert>
      )}
      <Facts
        facts={[
          [t("fact.received"), <Time key="received" at={delivery.receivedAt} />],
          [
            t("fact.keyId"),
            <span key="key" translate="no">
              {delivery.keyId}
            </span>,
          ],
          [t("fact.id"), <Mono key="id">{delivery.id}</Mono>],
        ]}
      />
      {understood ? <Events delivery={delivery} /> : null}
      {delivery.scrubbedAt ? (
        <Alert color="gray" variant="light">
          {t("delivery.scrubbed")}
        </Alert>
      ) : (
        <>
          <Raw title={t("headers")}>{JSON.stringify(delivery.headers, null, 2)}</Raw>
          <Raw title={t("body", { count: delivery.bodyBytes })}>{delivery.body || "–"}</Raw>
        </>
      )}
    </article>
  );
}

function Events({ delivery: { events, eventCount } }: { delivery: Detail }) {
  const { t } = useTranslation("operations");
  return (
    <section>
      <h3 className={classes.subtitle}>{t("delivery.events")}</h3>
      {eventCount > events.length ? (
        <Text size="sm" c="dimmed">
          {t("delivery.first", { shown: events.length, count: eventCount })}
        </Text>
      ) : null}
      <HairlineList label={t("delivery.events")}>
        {events.map(({ id, source, type, externalId, status }) => (
          <li key={id} className={classes.row}>
            <div className={classes.words}>
              <Link to={paths.operationsWebhook(id)} className={classes.link} translate="no">
                {source} · {type}
              </Link>
              <Text component="div" size="xs" c="dimmed" className={classes.small ?? ""}>
                <Mono>{externalId}</Mono>
              </Text>
            </div>
            <div className={classes.aside}>
              <StateBadge state={status} />
            </div>
          </li>
        ))}
      </HairlineList>
    </section>
  );
}
