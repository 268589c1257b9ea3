import { Button } from "@mantine/core";
import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ServiceRow } from "#app/features/services/service-row.tsx";
import classes from "#app/features/services/services.module.css";
import { i18next } from "#app/i18n/i18next.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";
import { ErrorState } from "#app/ui/states.tsx";

export const handle = { i18n: "services" };
export const meta = pageMeta("services:title");

/** For whoever runs the installation; others get 403 by the procedure. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const session = await api(context).session(request);
  if (!session?.user.operator) throw new Response(null, { status: 403 });
  const caller = await api(context).caller(request);
  const language = (await i18next.getLocale(request)) === "fr" ? "fr" : "en";
  return { language, overview: await caller.services.overview({ language }) } as const;
}

export default function ServicesPage() {
  const { language, overview } = useLoaderData<typeof loader>();
  const { t } = useTranslation("services");
  const trpc = useTRPC();
  const times = useTimes();
  const query = useQuery({
    ...trpc.services.overview.queryOptions({ language }),
    initialData: overview,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { services, checkedAt } = query.data;
  const kinds = [...new Set(services.map((service) => service.kind))];
  const used = services.filter((service) => service.mode !== "planned" && service.mode !== "off").length;
  return (
    <Page width="reading">
      <PageHead
        title={t("title")}
        lead={t("lead", { used, all: services.length, time: times.time(checkedAt) })}
        action={
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={query.isFetching}
            onClick={() => void query.refetch()}
          >
            {t("checkAgain")}
          </Button>
        }
      />
      {query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {kinds.map((kind) => (
        <section key={kind}>
          <h2 className={classes.group}>{t(`kind.${kind}`)}</h2>
          <ul className={classes.list}>
            {services
              .filter((service) => service.kind === kind)
              .map((service) => (
                <ServiceRow key={service.id} service={service} />
              ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}
