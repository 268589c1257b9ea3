import { Button, Group, Text, Title } from "@mantine/core";
import { Link, useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconFileSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import classes from "#app/features/operations/operations.module.css";
import { RefusalList } from "#app/features/operations/refusal-list.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { BackLink } from "#app/ui/page-head.tsx";

export const meta = pageMeta("operations:refused.title");

const DAYS = 30;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  return { refusals: await answered(caller.operations.webhooks.refusals({ days: DAYS })) };
}

export default function Refused() {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const { refusals } = useLoaderData<typeof loader>();
  const { data } = useQuery({
    ...trpc.operations.webhooks.refusals.queryOptions({ days: DAYS }),
    initialData: refusals,
  });
  return (
    <div className={classes.stack}>
      <div>
        <BackLink to={paths.operationsWebhooks()}>{t("tab.webhooks")}</BackLink>
        <Title order={2}>{t("refused.title")}</Title>
        <Text c="dimmed">{t("refused.lead", { count: DAYS })}</Text>
      </div>
      <Group>
        <Button
          component={Link}
          to={paths.operationsDeliveries()}
          variant="default"
          leftSection={<IconFileSearch size={16} aria-hidden />}
        >
          {t("kept.title")}
        </Button>
      </Group>
      <RefusalList refusals={data} />
    </div>
  );
}
