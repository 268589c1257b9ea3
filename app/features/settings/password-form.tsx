import { PasswordInput, Stack } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import { useSession } from "#app/lib/session.ts";
import type { action } from "#app/routes/_app.settings.security.tsx";
import { FormNotice, FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";

/** Changes the password; every other place is signed out with the old one. */
export function PasswordForm() {
  const { t } = useTranslation(["settings", "auth"]);
  const { user } = useSession();
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  const ref = useFocusOnProblem(fetcher.data?.problem);
  const done = fetcher.state === "idle" && fetcher.data?.done;
  useEffect(() => {
    if (done) ref.current?.reset();
  }, [done, ref]);
  return (
    <fetcher.Form method="post" action="/settings/security" ref={ref} noValidate>
      <Stack gap="md">
        <FormProblem>{problem.form}</FormProblem>
        <FormNotice>{done ? t("security.passwordChanged") : null}</FormNotice>
        {/* Tells password managers whose password this is. */}
        <input type="hidden" autoComplete="username" value={user.email} readOnly />
        <PasswordInput
          name="currentPassword"
          label={t("security.currentPassword")}
          autoComplete="current-password"
          error={problem.field("currentPassword")}
        />
        <PasswordInput
          name="password"
          label={t("auth:newPassword")}
          description={t("auth:passwordHint")}
          autoComplete="new-password"
          maxLength={128}
          error={problem.field("password")}
        />
        <SubmitButton intent="password" busy={fetcher.state !== "idle"} style={{ alignSelf: "flex-start" }}>
          {t("security.changePassword")}
        </SubmitButton>
      </Stack>
    </fetcher.Form>
  );
}
