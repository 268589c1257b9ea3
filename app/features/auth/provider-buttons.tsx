import { Button, Divider, Stack } from "@mantine/core";
import { Form, useNavigation } from "@remix-run/react";
import { IconBrandGithub, IconBrandGoogle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { BrowserTimeZone } from "./browser-time-zone.tsx";
import { PROVIDER_LABELS, type ProviderId } from "./sign-in-providers.ts";

export const PROVIDER_ICONS = { google: IconBrandGoogle, github: IconBrandGithub } as const;

/** The ways in by an account elsewhere: those that are set up here. The form goes to the page it stands on. */
export function ProviderButtons({ providers }: { providers: ProviderId[] }) {
  const { t } = useTranslation("auth");
  const navigation = useNavigation();
  if (providers.length === 0) return null;
  const chosen = navigation.formData?.get("provider");
  return (
    <Form method="post">
      <BrowserTimeZone />
      <Stack gap="sm">
        <Divider label={t("passkey.or")} />
        {providers.map((id) => {
          const Icon = PROVIDER_ICONS[id];
          return (
            <Button
              key={id}
              type="submit"
              name="provider"
              value={id}
              variant="default"
              fullWidth
              loading={navigation.state !== "idle" && chosen === id}
              leftSection={<Icon size={18} aria-hidden />}
            >
              {t("provider.goOnWith", { provider: PROVIDER_LABELS[id] })}
            </Button>
          );
        })}
      </Stack>
    </Form>
  );
}
