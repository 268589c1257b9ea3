import { Stack, Text } from "@mantine/core";
import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Section } from "#app/features/settings/section.tsx";
import { DeliveryLog, LOG_PAGE } from "#app/features/webhooks/delivery-log.tsx";
import {
  EditEndpoint,
  EndpointDeeds,
  RemoveEndpoint,
  SecretPanel,
} from "#app/features/webhooks/endpoint-deeds.tsx";
import { EndpointBadge, EndpointWhy } from "#app/features/webhooks/endpoint-state.tsx";
import { ResendMissed } from "#app/features/webhooks/resend-missed.tsx";
import classes from "#app/features/webhooks/webhooks.module.css";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { BackLink } from "#app/ui/page-head.tsx";
import { endpointIdInput } from "#server/features/outgoing/schema.ts";

export const handle = { i18n: ["outgoing"] };
export const meta = pageMeta("outgoing:title");

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const known = endpointIdInput.safeParse({ endpointId: params.id });
  if (!known.success) throw new Response(null, { status: 404 });
  const { outgoing } = await api(context).caller(request);
  const [endpoint, log] = await answered(
    Promise.all([outgoing.endpoint(known.data), outgoing.deliveries({ ...known.data, limit: LOG_PAGE })]),
  );
  return { endpoint, log };
}

export default function Webhook() {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const endpointId = loaded.endpoint.id;
  const { data: endpoint } = useQuery({
    ...trpc.outgoing.endpoint.queryOptions({ endpointId }),
    initialData: loaded.endpoint,
  });
  return (
    <>
      <Section
        title={endpoint.description || t("title")}
        lead={<BackLink to={paths.webhooks}>{t("title")}</BackLink>}
        wide
      >
        <Stack gap="md" align="flex-start">
          <Text fw={500} className={classes.address ?? ""}>
            {endpoint.url}
          </Text>
          <EndpointBadge endpoint={endpoint} />
          <EndpointWhy endpoint={endpoint} />
          <EndpointDeeds endpoint={endpoint} />
        </Stack>
      </Section>
      <Section title={t("log.title")} lead={t("log.lead")} wide>
        <Stack gap="md">
          <ResendMissed key={endpointId} endpoint={endpoint} />
          <DeliveryLog key={endpointId} endpointId={endpointId} initial={loaded.log} />
        </Stack>
      </Section>
      <Section title={t("secret.title")} lead={t("secret.lead")}>
        <SecretPanel key={endpointId} endpoint={endpoint} />
      </Section>
      <Section title={t("manage.title")}>
        <Stack gap="xl">
          <EditEndpoint key={endpointId} endpoint={endpoint} />
          <RemoveEndpoint endpoint={endpoint} />
        </Stack>
      </Section>
    </>
  );
}
