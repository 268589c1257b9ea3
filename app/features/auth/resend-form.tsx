import { Button, Group, Text } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import type { action } from "#app/routes/_auth.verify-email.tsx";

/** Asks for the confirmation mail once more, for the address given or the one signed in. */
export function ResendForm({ email }: { email?: string }) {
  const { t } = useTranslation("auth");
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  return (
    <fetcher.Form method="post" action="/verify-email">
      {email ? <input type="hidden" name="email" value={email} /> : null}
      <Group gap="sm">
        <Button type="submit" variant="default" loading={fetcher.state !== "idle"}>
          {t("verify.sendAgain")}
        </Button>
        <Text size="sm" role="status">
          {fetcher.data?.sent ? t("verify.sentAgain") : problem.form}
        </Text>
      </Group>
    </fetcher.Form>
  );
}
