import { Button, Divider, Stack } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import { FormProblem } from "#app/ui/form-parts.tsx";
import { usePasskeyDialogue, usePasskeysPossible } from "./use-passkeys.ts";

/** The way in without a password, where the browser has one. */
export function PasskeySignIn({ returnTo }: { returnTo: string }) {
  const { t } = useTranslation("auth");
  const possible = usePasskeysPossible();
  const { busy, problem, start } = usePasskeyDialogue(
    async () => (await import("./auth-client.ts")).signInWithPasskey(),
    // The whole page is loaded anew: it is another person's now.
    () => window.location.assign(returnTo),
  );
  const words = useProblemText(problem);
  if (!possible) return null;
  return (
    <Stack gap="md">
      <Divider label={t("passkey.or")} />
      <FormProblem>{words.form}</FormProblem>
      <Button
        variant="default"
        fullWidth
        loading={busy}
        onClick={start}
        leftSection={<IconFingerprint size={18} aria-hidden />}
      >
        {t("passkey.signIn")}
      </Button>
    </Stack>
  );
}
