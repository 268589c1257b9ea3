import { Text } from "@mantine/core";
import { useLoaderData } from "@remix-run/react";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { DeviceList } from "#app/features/settings/device-list.tsx";
import { PasskeyPanel } from "#app/features/settings/passkey-panel.tsx";
import { PasswordForm } from "#app/features/settings/password-form.tsx";
import { ProviderPanel } from "#app/features/settings/provider-panel.tsx";
import { Section } from "#app/features/settings/section.tsx";
import { changeSecurity } from "#app/features/settings/security-action.server.ts";
import { TwoFactorPanel } from "#app/features/settings/two-factor-panel.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";

export const meta = pageMeta("settings:security.title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  const offered = api(context).public.signInProviders;
  return { ...(await answered(caller.session.security())), offered };
}

export const action = (args: ActionFunctionArgs) => changeSecurity(args);

export default function Security() {
  const { t } = useTranslation("settings");
  const { twoFactorEnabled, hasPassword, providers, offered, passkeys, devices } =
    useLoaderData<typeof loader>();
  return (
    <>
      <Section title={t("security.password")} lead={t("security.passwordLead")}>
        {hasPassword ? <PasswordForm /> : <Text size="sm">{t("security.noPassword")}</Text>}
      </Section>
      <Section title={t("security.twoFactor")} lead={t("security.twoFactorLead")}>
        <TwoFactorPanel enabled={twoFactorEnabled} />
      </Section>
      <Section title={t("security.passkeys")} lead={t("security.passkeysLead")} wide>
        <PasskeyPanel passkeys={passkeys} />
      </Section>
      {offered.length > 0 || providers.length > 0 ? (
        <Section title={t("security.providers")} lead={t("security.providersLead")} wide>
          <ProviderPanel offered={offered} linked={providers} />
        </Section>
      ) : null}
      <Section title={t("security.devices")} lead={t("security.devicesLead")} wide>
        <DeviceList devices={devices} />
      </Section>
    </>
  );
}
