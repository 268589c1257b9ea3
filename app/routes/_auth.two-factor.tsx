import { Anchor, Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import classes from "#app/features/auth/auth.module.css";
import { AuthCard } from "#app/features/auth/auth-card.tsx";
import { authProblem } from "#app/features/auth/auth-problem.ts";
import { callAuth } from "#app/features/auth/call-auth.server.ts";
import { withLocale } from "#app/features/auth/with-locale.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useProblemText } from "#app/lib/problem.ts";
import { returnToOf } from "#app/lib/return-to.ts";
import { FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";

export const meta = pageMeta("auth:twoFactor.title");

const usesBackup = (request: Request) => new URL(request.url).searchParams.get("with") === "backup";

export function loader({ request }: LoaderFunctionArgs) {
  return { returnTo: returnToOf(request), backup: usesBackup(request) };
}

/** The second half of signing in: a code from the app, or one of the codes kept for its loss. */
export async function action(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  const code = String(form.get("code") ?? "").replaceAll(/\s/g, "");
  const path = usesBackup(args.request) ? "/two-factor/verify-backup-code" : "/two-factor/verify-totp";
  const answer = await callAuth(args, path, { code, trustDevice: form.get("trust") === "on" });
  if (!answer.ok)
    return data({ problem: authProblem(answer) }, { status: answer.status, headers: answer.headers });
  return redirect(returnToOf(args.request), { headers: withLocale(args.request, answer) });
}

export default function TwoFactor() {
  const { t } = useTranslation("auth");
  const { returnTo, backup } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const problem = useProblemText(refused?.problem);
  const ref = useFocusOnProblem(refused?.problem);
  const other = new URLSearchParams(backup ? { returnTo } : { returnTo, with: "backup" });
  return (
    <AuthCard
      title={t("twoFactor.title")}
      lead={t(backup ? "twoFactor.leadBackup" : "twoFactor.lead")}
      foot={
        <Text size="sm">
          <Anchor component={Link} to={`/two-factor?${other}`} size="sm">
            {t(backup ? "twoFactor.useApp" : "twoFactor.useBackup")}
          </Anchor>
          {" · "}
          <Anchor component={Link} to={paths.signIn(returnTo)} size="sm">
            {t("twoFactor.startOver")}
          </Anchor>
        </Text>
      }
    >
      <Form method="post" ref={ref} noValidate key={String(backup)}>
        <Stack gap="md">
          <FormProblem>{problem.form}</FormProblem>
          <TextInput
            name="code"
            className={classes.code}
            label={t(backup ? "twoFactor.backupCode" : "twoFactor.code")}
            inputMode={backup ? "text" : "numeric"}
            autoComplete="one-time-code"
            maxLength={20}
            error={problem.field("code")}
            autoFocus
          />
          <Checkbox name="trust" label={t("twoFactor.trust")} size="sm" />
          <SubmitButton fullWidth>{t("signIn.submit")}</SubmitButton>
        </Stack>
      </Form>
    </AuthCard>
  );
}
