import { Anchor, Code, Stack, Text, TextInput } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { renderSVG } from "uqr";
import { useProblemText } from "#app/lib/problem.ts";
import type { action } from "#app/routes/_app.settings.security.tsx";
import { FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";
import type { TwoFactorSetup } from "./security-action.server.ts";
import classes from "./settings.module.css";

/** Dark on light whatever the theme: cameras expect it so. */
const qrCode = (text: string): string =>
  `data:image/svg+xml,${encodeURIComponent(renderSVG(text, { whiteColor: "#fff", blackColor: "#000", border: 2 }))}`;

/** The key for the app, then the first code as proof that the app has it. */
export function TwoFactorSetupSteps({ setup }: { setup: TwoFactorSetup }) {
  const { t } = useTranslation("settings");
  const fetcher = useFetcher<typeof action>({ key: "two-factor.confirm" });
  const problem = useProblemText(fetcher.data?.problem);
  const ref = useFocusOnProblem(fetcher.data?.problem);
  const secret = new URL(setup.uri).searchParams.get("secret") ?? "";
  return (
    <Stack gap="md">
      <Text>
        {t("security.setUpKey")} {t("security.scan")}
      </Text>
      <img
        className={classes.qr}
        src={qrCode(setup.uri)}
        alt={t("security.qrCode")}
        width={184}
        height={184}
      />
      <Code block className={classes.key} aria-label={t("security.key")}>
        {secret.match(/.{1,4}/g)?.join(" ")}
      </Code>
      <Anchor href={setup.uri} size="sm">
        {t("security.openApp")}
      </Anchor>
      <fetcher.Form method="post" action="/settings/security" ref={ref} noValidate>
        <Stack gap="md">
          <FormProblem>{problem.form}</FormProblem>
          <TextInput
            name="code"
            label={t("security.firstCode")}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            error={problem.field("code")}
          />
          <SubmitButton
            intent="two-factor.confirm"
            busy={fetcher.state !== "idle"}
            style={{ alignSelf: "flex-start" }}
          >
            {t("security.turnOn")}
          </SubmitButton>
        </Stack>
      </fetcher.Form>
    </Stack>
  );
}
