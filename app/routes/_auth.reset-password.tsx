import { Anchor, PasswordInput, Stack } from "@mantine/core";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/features/auth/auth-card.tsx";
import { authProblem } from "#app/features/auth/auth-problem.ts";
import { callAuth } from "#app/features/auth/call-auth.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useProblemText } from "#app/lib/problem.ts";
import { FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";

export const meta = pageMeta("auth:reset.title");

export function loader({ request }: LoaderFunctionArgs) {
  return { token: new URL(request.url).searchParams.get("token") ?? "" };
}

/** Sets the new password; every session of the person ends with the old one. */
export async function action(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  const answer = await callAuth(args, "/reset-password", {
    token: String(form.get("token") ?? ""),
    newPassword: String(form.get("password") ?? ""),
  });
  if (!answer.ok) return data({ problem: authProblem(answer) }, { status: answer.status });
  return redirect("/sign-in?notice=reset");
}

export default function ResetPassword() {
  const { t } = useTranslation("auth");
  const { token } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const problem = useProblemText(refused?.problem);
  const ref = useFocusOnProblem(refused?.problem);
  const newLink = (
    <Anchor component={Link} to="/forgot-password" size="sm">
      {t("reset.newLink")}
    </Anchor>
  );
  if (!token)
    return (
      <AuthCard title={t("reset.title")}>
        <Stack gap="md">
          <FormProblem>{t("problem.link")}</FormProblem>
          {newLink}
        </Stack>
      </AuthCard>
    );
  return (
    <AuthCard title={t("reset.title")} lead={t("reset.lead")} foot={newLink}>
      <Form method="post" ref={ref} noValidate>
        <Stack gap="md">
          <FormProblem>{problem.form}</FormProblem>
          <input type="hidden" name="token" value={token} />
          <PasswordInput
            name="password"
            label={t("newPassword")}
            description={t("passwordHint")}
            autoComplete="new-password"
            maxLength={128}
            error={problem.field("password")}
            autoFocus
          />
          <SubmitButton fullWidth>{t("reset.submit")}</SubmitButton>
        </Stack>
      </Form>
    </AuthCard>
  );
}
