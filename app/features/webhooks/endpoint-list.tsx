import { Button, Stack, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { EmptyState, ErrorState, HairlineList } from "#app/ui/states.tsx";
import { EndpointForm } from "./endpoint-form.tsx";
import { type Endpoint, EndpointBadge } from "./endpoint-state.tsx";
import { SecretOnce } from "./secret-once.tsx";
import classes from "./webhooks.module.css";

/** The workspace's webhooks, and the way to one more. `initial` came with the page. */
export function EndpointList({ initial }: { initial: Endpoint[] }) {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const list = useQuery({ ...trpc.outgoing.endpoints.queryOptions(), initialData: initial });
  const [adding, setAdding] = useState(false);
  return (
    <Stack gap="md">
      {list.isError ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data.length > 0 ? (
        <HairlineList label={t("title")}>
          {list.data.map((endpoint) => (
            <EndpointRow key={endpoint.id} endpoint={endpoint} />
          ))}
        </HairlineList>
      ) : adding ? null : (
        <EmptyState icon={IconWebhook} title={t("empty")}>
          {t("emptyText")}
        </EmptyState>
      )}
      {adding ? (
        <AddEndpoint />
      ) : (
        <Button
          variant={list.data.length > 0 ? "default" : "filled"}
          leftSection={<IconPlus size={16} aria-hidden />}
          style={{ alignSelf: "flex-start" }}
          onClick={() => setAdding(true)}
        >
          {t("add")}
        </Button>
      )}
    </Stack>
  );
}

function EndpointRow({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation("outgoing");
  return (
    <li className={classes.row}>
      <Link to={paths.webhook(endpoint.id)} className={classes.what ?? ""}>
        <Text component="span" display="block" fw={500} className={classes.address ?? ""}>
          {endpoint.description || endpoint.url}
        </Text>
        <Text component="span" display="block" size="sm" c="dimmed" className={classes.address ?? ""}>
          {endpoint.description ? `${endpoint.url} · ` : ""}
          {t("eventCount", { count: endpoint.events.length })}
        </Text>
      </Link>
      <EndpointBadge endpoint={endpoint} />
    </li>
  );
}

function AddEndpoint() {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(
    trpc.outgoing.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.outgoing.endpoints.queryKey() }),
    }),
  );
  if (create.data)
    return (
      <Stack gap="md">
        <SecretOnce secret={create.data.secret} />
        <Button
          component={Link}
          to={paths.webhook(create.data.endpoint.id)}
          variant="default"
          style={{ alignSelf: "flex-start" }}
        >
          {t("manage.test")}
        </Button>
      </Stack>
    );
  return (
    <EndpointForm
      submitLabel={t("create")}
      busy={create.isPending}
      error={create.error}
      onSubmit={(values) => create.mutate(values)}
    />
  );
}
