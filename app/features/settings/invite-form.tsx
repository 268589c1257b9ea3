import { NativeSelect, Stack, TextInput } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import type { action } from "#app/routes/_app.settings.members.tsx";
import { FormNotice, FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";

const INVITABLE = ["editor", "admin", "viewer"] as const;

/** Invites by address; what each role may do stands beside it. */
export function InviteForm() {
  const { t } = useTranslation(["settings", "nav"]);
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  const ref = useFocusOnProblem(fetcher.data?.problem);
  const sent = fetcher.state === "idle" && fetcher.data?.done;
  useEffect(() => {
    if (sent) ref.current?.reset();
  }, [sent, ref]);
  return (
    <fetcher.Form method="post" action="/settings/members" ref={ref} noValidate>
      <Stack gap="md">
        <FormProblem>{problem.form}</FormProblem>
        <FormNotice>{sent ? t("members.invited") : null}</FormNotice>
        <TextInput
          name="email"
          type="email"
          label={t("members.email")}
          autoComplete="off"
          error={problem.field("email")}
        />
        <NativeSelect
          name="role"
          label={t("members.role")}
          data={INVITABLE.map((role) => ({
            value: role,
            label: `${t(`nav:role.${role}`)} – ${t(`members.may.${role}`)}`,
          }))}
        />
        <SubmitButton intent="invite" busy={fetcher.state !== "idle"} style={{ alignSelf: "flex-start" }}>
          {t("members.invite")}
        </SubmitButton>
      </Stack>
    </fetcher.Form>
  );
}
