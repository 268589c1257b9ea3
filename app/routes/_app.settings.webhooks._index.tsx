import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { Section } from "#app/features/settings/section.tsx";
import { AlertPanel } from "#app/features/webhooks/alert-panel.tsx";
import { EndpointList } from "#app/features/webhooks/endpoint-list.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";

export const handle = { i18n: ["outgoing"] };
export const meta = pageMeta("outgoing:title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { outgoing } = await api(context).caller(request);
  const [endpoints, alerts] = await answered(Promise.all([outgoing.endpoints(), outgoing.alertTargets()]));
  return { endpoints, alerts };
}

export default function Webhooks() {
  const { t } = useTranslation("outgoing");
  const { endpoints, alerts } = useLoaderData<typeof loader>();
  return (
    <>
      <Section title={t("title")} lead={t("lead")} wide>
        <EndpointList initial={endpoints} />
      </Section>
      <Section title={t("alerts.title")} lead={t("alerts.lead")} wide>
        <AlertPanel initial={alerts} />
      </Section>
    </>
  );
}
