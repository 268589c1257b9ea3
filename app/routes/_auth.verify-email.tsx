import { Button, Stack } from "@mantine/core";
import { Link, useLoaderData } from "@remix-run/react";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/features/auth/auth-card.tsx";
import { authProblem } from "#app/features/auth/auth-problem.ts";
import { callAuth } from "#app/features/auth/call-auth.server.ts";
import { MailboxHint } from "#app/features/auth/mailbox-hint.tsx";
import { ResendForm } from "#app/features/auth/resend-form.tsx";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useProblemText } from "#app/lib/problem.ts";
import { returnToOf } from "#app/lib/return-to.ts";
import { FormProblem } from "#app/ui/form-parts.tsx";

export const meta = pageMeta("auth:verify.title");

/** Confirms the address the link was mailed to. Opening it again changes nothing, and it signs nobody in. */
export async function loader(args: LoaderFunctionArgs) {
  const token = new URL(args.request.url).searchParams.get("token");
  const answer = token ? await callAuth(args, `/verify-email?${new URLSearchParams({ token })}`) : null;
  const session = await api(args.context).session(args.request);
  return {
    confirmed: answer?.ok ?? session?.user.emailVerified ?? false,
    problem: answer && !answer.ok ? authProblem(answer) : null,
    signedInAs: session?.user.email ?? null,
    returnTo: returnToOf(args.request),
  };
}

/** Sends the mail again: to the person signed in, else to the address named. */
export async function action(args: ActionFunctionArgs) {
  const session = await api(args.context).session(args.request);
  const form = await args.request.formData();
  const email = session?.user.email ?? String(form.get("email") ?? "").trim();
  const answer = await callAuth(args, "/send-verification-email", { email });
  return data(
    { sent: answer.ok, problem: answer.ok ? null : authProblem(answer) },
    { status: answer.status },
  );
}

export default function VerifyEmail() {
  const { t } = useTranslation("auth");
  const { confirmed, problem, signedInAs, returnTo } = useLoaderData<typeof loader>();
  const words = useProblemText(problem);
  if (confirmed) {
    const signIn = `/sign-in?${new URLSearchParams({ notice: "confirmed", returnTo })}`;
    return (
      <AuthCard title={t("verify.doneTitle")} lead={t("verify.doneLead")}>
        <Button component={Link} to={signedInAs ? returnTo : signIn} fullWidth>
          {t(signedInAs ? "verify.goOn" : "signIn.title")}
        </Button>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title={t("verify.title")}
      lead={signedInAs ? t("verify.lead", { email: signedInAs }) : t("verify.leadSignedOut")}
    >
      <Stack gap="md">
        <FormProblem>{words.form}</FormProblem>
        {signedInAs ? (
          <ResendForm />
        ) : (
          <Button component={Link} to="/sign-in" fullWidth>
            {t("signIn.title")}
          </Button>
        )}
        <MailboxHint />
      </Stack>
    </AuthCard>
  );
}
