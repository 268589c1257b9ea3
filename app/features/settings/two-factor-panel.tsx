import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { IconShieldCheck } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import type { action } from "#app/routes/_app.settings.security.tsx";
import { FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { TwoFactorSetupSteps } from "./two-factor-setup.tsx";

/** Turns the second step of signing in on (key, first code, backup codes) or off. */
export function TwoFactorPanel({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation("settings");
  const begin = useFetcher<typeof action>({ key: "two-factor.begin" });
  const setup = begin.data?.setup;
  const renewed = useFetcher<typeof action>({ key: "two-factor.codes" }).data?.setup;
  const [used, setUsed] = useState<typeof setup>(null);
  // The key that was turned on must not be offered again once it is turned off.
  useEffect(() => {
    if (enabled) setUsed(setup);
  }, [enabled, setup]);
  if (enabled)
    return (
      <Stack gap="md">
        <Text>
          <IconShieldCheck size={16} style={{ verticalAlign: -3 }} aria-hidden /> {t("security.twoFactorOn")}
        </Text>
        {setup && !renewed ? <BackupCodes codes={setup.backupCodes} /> : null}
        <Guarded intent="two-factor.codes" open={t("security.newCodes")} />
        <Guarded intent="two-factor.disable" open={t("security.turnOff")} />
      </Stack>
    );
  if (setup && setup !== used) return <TwoFactorSetupSteps setup={setup} />;
  return <PasswordGate intent="two-factor.begin" label={t("security.setUp")} fetcher={begin} />;
}

/** A deed behind a button behind the password: both steps are needed, the second only when wanted. */
function Guarded({ intent, open }: { intent: string; open: string }) {
  const fetcher = useFetcher<typeof action>({ key: intent });
  const [asking, setAsking] = useState(false);
  const codes = fetcher.data?.setup?.backupCodes;
  if (codes) return <BackupCodes codes={codes} />;
  if (asking)
    return <PasswordGate intent={intent} label={open} fetcher={fetcher} onCancel={() => setAsking(false)} />;
  return (
    <Button variant="default" onClick={() => setAsking(true)} style={{ alignSelf: "flex-start" }}>
      {open}
    </Button>
  );
}

interface PasswordGateProps {
  intent: string;
  label: string;
  fetcher: ReturnType<typeof useFetcher<typeof action>>;
  onCancel?: () => void;
}

function PasswordGate({ intent, label, fetcher, onCancel }: PasswordGateProps) {
  const { t } = useTranslation(["settings", "common"]);
  const problem = useProblemText(fetcher.data?.problem);
  const ref = useFocusOnProblem(fetcher.data?.problem);
  return (
    <fetcher.Form method="post" action="/settings/security" ref={ref} noValidate>
      <Stack gap="md">
        <FormProblem>{problem.form}</FormProblem>
        <PasswordInput
          name="currentPassword"
          label={t("security.yourPassword")}
          description={t("security.yourPasswordHint")}
          autoComplete="current-password"
          error={problem.field("currentPassword")}
          autoFocus={onCancel !== undefined}
        />
        <Group gap="sm">
          <SubmitButton intent={intent} busy={fetcher.state !== "idle"}>
            {label}
          </SubmitButton>
          {onCancel ? (
            <Button variant="default" onClick={onCancel}>
              {t("common:cancel")}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </fetcher.Form>
  );
}
