import { Anchor, Stack, TextInput } from "@mantine/core";
import { Form, Link, useActionData } from "@remix-run/react";
import { type ActionFunctionArgs, data } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/features/auth/auth-card.tsx";
import { authProblem } from "#app/features/auth/auth-problem.ts";
import { callAuth } from "#app/features/auth/call-auth.server.ts";
import { MailboxHint } from "#app/features/auth/mailbox-hint.tsx";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { type Problem, useProblemText } from "#app/lib/problem.ts";
import { FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";

export const meta = pageMeta("auth:forgot.title");

/** Answers the same for every address: whether it is known is told by mail alone. */
export async function action(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  const email = String(form.get("email") ?? "").trim();
  const answer = await callAuth(args, "/request-password-reset", { email });
  const problem: Problem | null = answer.ok
    ? null
    : answer.status === 400
      ? { key: "auth:invalid.email", field: "email" }
      : authProblem(answer);
  return data({ problem, email, sent: answer.ok }, { status: answer.status });
}

export default function ForgotPassword() {
  const { t } = useTranslation("auth");
  const answer = useActionData<typeof action>();
  const problem = useProblemText(answer?.problem);
  const ref = useFocusOnProblem(answer?.problem);
  const back = (
    <Anchor component={Link} to={paths.signIn()} size="sm">
      {t("forgot.back")}
    </Anchor>
  );
  if (answer?.sent)
    return (
      <AuthCard title={t("sent.title")} lead={t("sent.reset", { email: answer.email })} foot={back}>
        <MailboxHint />
      </AuthCard>
    );
  return (
    <AuthCard title={t("forgot.title")} lead={t("forgot.lead")} foot={back}>
      <Form method="post" ref={ref} noValidate>
        <Stack gap="md">
          <FormProblem>{problem.form}</FormProblem>
          <TextInput
            name="email"
            type="email"
            label={t("email")}
            autoComplete="username"
            defaultValue={answer?.email}
            error={problem.field("email")}
            autoFocus
          />
          <SubmitButton fullWidth>{t("forgot.submit")}</SubmitButton>
        </Stack>
      </Form>
    </AuthCard>
  );
}
