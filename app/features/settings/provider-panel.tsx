import { Button, Group, Stack, Text } from "@mantine/core";
import { useFetcher, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { PROVIDER_ICONS } from "#app/features/auth/provider-buttons.tsx";
import { PROVIDER_LABELS, type ProviderId, providerProblem } from "#app/features/auth/sign-in-providers.ts";
import { useProblemText } from "#app/lib/problem.ts";
import type { action, loader } from "#app/routes/_app.settings.security.tsx";
import { FormNotice, FormProblem } from "#app/ui/form-parts.tsx";
import { HairlineList } from "#app/ui/states.tsx";
import { Time } from "#app/ui/time.tsx";
import classes from "./settings.module.css";

type Linked = Awaited<ReturnType<typeof loader>>["providers"][number];

export interface ProviderPanelProps {
  /** Providers that are set up here. */
  offered: ProviderId[];
  linked: Linked[];
}

/** Accounts elsewhere that sign this person in, and the way to link one more. */
export function ProviderPanel({ offered, linked }: ProviderPanelProps) {
  const { t } = useTranslation("settings");
  const [query] = useSearchParams();
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem ?? providerProblem(query));
  const missing = offered.filter((id) => !linked.some(({ provider }) => provider === id));
  return (
    <Stack gap="md">
      <FormProblem>{problem.form}</FormProblem>
      <FormNotice>{query.has("linked") ? t("security.providerLinked") : null}</FormNotice>
      {linked.length > 0 ? (
        <HairlineList label={t("security.providers")}>
          {linked.map((account) => (
            <ProviderRow key={account.id} account={account} />
          ))}
        </HairlineList>
      ) : null}
      {missing.length > 0 ? (
        <fetcher.Form method="post" action="/settings/security">
          <input type="hidden" name="intent" value="provider.link" />
          <Group gap="sm">
            {missing.map((id) => {
              const Icon = PROVIDER_ICONS[id];
              return (
                <Button
                  key={id}
                  type="submit"
                  name="provider"
                  value={id}
                  variant="default"
                  loading={fetcher.state !== "idle" && fetcher.formData?.get("provider") === id}
                  leftSection={<Icon size={18} aria-hidden />}
                >
                  {t("security.linkProvider", { provider: PROVIDER_LABELS[id] })}
                </Button>
              );
            })}
          </Group>
        </fetcher.Form>
      ) : null}
    </Stack>
  );
}

function ProviderRow({ account }: { account: Linked }) {
  const { t } = useTranslation("settings");
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  const label = PROVIDER_LABELS[account.provider];
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Text fw={500}>{label}</Text>
        <Text size="sm" c="dimmed">
          {t("security.linked")} <Time at={account.linkedAt} format="relative" />
        </Text>
      </div>
      <fetcher.Form method="post" action="/settings/security">
        <input type="hidden" name="accountId" value={account.id} />
        <Button
          type="submit"
          name="intent"
          value="provider.unlink"
          variant="default"
          loading={fetcher.state !== "idle"}
          aria-label={t("security.unlinkProvider", { provider: label })}
        >
          {t("security.remove")}
        </Button>
      </fetcher.Form>
      {problem.form ? (
        <Text size="sm" c="red" role="alert" w="100%">
          {problem.form}
        </Text>
      ) : null}
    </li>
  );
}
