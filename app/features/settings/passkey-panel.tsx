import { Button, Stack, Text } from "@mantine/core";
import { useFetcher, useRevalidator } from "@remix-run/react";
import { IconFingerprint } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usePasskeyDialogue, usePasskeysPossible } from "#app/features/auth/use-passkeys.ts";
import { useProblemText } from "#app/lib/problem.ts";
import type { action, loader } from "#app/routes/_app.settings.security.tsx";
import { FormProblem } from "#app/ui/form-parts.tsx";
import { HairlineList } from "#app/ui/states.tsx";
import { Time } from "#app/ui/time.tsx";
import { deviceName } from "./device-name.ts";
import classes from "./settings.module.css";

type Passkey = Awaited<ReturnType<typeof loader>>["passkeys"][number];

/** The passkeys of the person, and the way to one more. */
export function PasskeyPanel({ passkeys }: { passkeys: Passkey[] }) {
  const { t } = useTranslation("settings");
  const possible = usePasskeysPossible();
  const { revalidate } = useRevalidator();
  const add = usePasskeyDialogue(async () => {
    const { browser, system } = deviceName(navigator.userAgent);
    const { addPasskey } = await import("#app/features/auth/auth-client.ts");
    return addPasskey([browser, system].filter(Boolean).join(", ") || t("security.unknownDevice"));
  }, revalidate);
  const words = useProblemText(add.problem);
  return (
    <Stack gap="md">
      {passkeys.length > 0 ? (
        <HairlineList label={t("security.passkeys")}>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </HairlineList>
      ) : null}
      <FormProblem>{words.form}</FormProblem>
      {possible ? (
        <Button
          variant="default"
          loading={add.busy}
          onClick={add.start}
          leftSection={<IconFingerprint size={18} aria-hidden />}
          style={{ alignSelf: "flex-start" }}
        >
          {t("security.addPasskey")}
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          {t("security.passkeysImpossible")}
        </Text>
      )}
    </Stack>
  );
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const { t } = useTranslation("settings");
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Text fw={500}>{passkey.name}</Text>
        <Text size="sm" c="dimmed">
          {t("security.added")} <Time at={passkey.addedAt} format="relative" />
        </Text>
      </div>
      <fetcher.Form method="post" action="/settings/security">
        <input type="hidden" name="passkeyId" value={passkey.id} />
        <Button
          type="submit"
          name="intent"
          value="passkey.remove"
          variant="default"
          loading={fetcher.state !== "idle"}
          aria-label={t("security.removePasskey", { name: passkey.name })}
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
