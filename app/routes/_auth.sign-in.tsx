import { Anchor, Checkbox, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/features/auth/auth-card.tsx";
import { authProblem } from "#app/features/auth/auth-problem.ts";
import { callAuth } from "#app/features/auth/call-auth.server.ts";
import { PasskeySignIn } from "#app/features/auth/passkey-sign-in.tsx";
import { ProviderButtons } from "#app/features/auth/provider-buttons.tsx";
import { ResendForm } from "#app/features/auth/resend-form.tsx";
import { providerProblem } from "#app/features/auth/sign-in-providers.ts";
import { startProvider } from "#app/features/auth/start-provider.server.ts";
import { withLocale } from "#app/features/auth/with-locale.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useProblemText } from "#app/lib/problem.ts";
import { returnToOf } from "#app/lib/return-to.ts";
import { FormNotice, FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";

export const meta = pageMeta("auth:signIn.title");

const NOTICES = ["reset", "confirmed"] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const problem = providerProblem(query);
  // Somebody who links an account comes back here when nobody knows any more where it began.
  if (await api(context).session(request))
    throw redirect(problem ? `/settings/security?error=${query.get("error")}` : returnToOf(request));
  const notice = NOTICES.find((one) => one === query.get("notice")) ?? null;
  return {
    returnTo: returnToOf(request),
    notice,
    email: query.get("email") ?? "",
    problem,
    providers: api(context).public.signInProviders,
  };
}

export async function action(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  const provider = form.get("provider");
  if (provider) {
    const returnTo = returnToOf(args.request);
    const start = { provider: String(provider), purpose: "sign-in", returnTo } as const;
    const page = `/sign-in?${new URLSearchParams({ returnTo })}`;
    const timeZone = String(form.get("timeZone") ?? "");
    const { problem, status } = await startProvider(args, { ...start, page, timeZone });
    return data({ problem, email: "" }, { status });
  }
  const email = String(form.get("email") ?? "").trim();
  const answer = await callAuth(args, "/sign-in/email", {
    email,
    password: String(form.get("password") ?? ""),
    rememberMe: form.get("remember") === "on",
  });
  const returnTo = returnToOf(args.request);
  if (!answer.ok) return data({ problem: authProblem(answer), email }, { status: answer.status });
  const next = answer.body.twoFactorRedirect ? `/two-factor?${new URLSearchParams({ returnTo })}` : returnTo;
  return redirect(next, { headers: withLocale(args.request, answer) });
}

export default function SignIn() {
  const { t } = useTranslation("auth");
  const { returnTo, notice, email, providers, ...loaded } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const problem = useProblemText(refused?.problem ?? loaded.problem);
  const ref = useFocusOnProblem(refused?.problem);
  const query = new URLSearchParams({ returnTo });
  return (
    <AuthCard
      title={t("signIn.title")}
      foot={
        <Text size="sm">
          {t("signIn.noAccount")}{" "}
          <Anchor component={Link} to={`/sign-up?${query}`} size="sm">
            {t("signUp.title")}
          </Anchor>
        </Text>
      }
    >
      <Stack gap="md">
        <FormNotice>{notice && !refused ? t(`signIn.notice.${notice}`) : null}</FormNotice>
        <FormProblem>{problem.form}</FormProblem>
        {refused?.problem.key === "auth:problem.unverified" ? <ResendForm email={refused.email} /> : null}
        <Form method="post" ref={ref} noValidate>
          <Stack gap="md">
            <TextInput
              name="email"
              type="email"
              label={t("email")}
              autoComplete="username"
              defaultValue={refused?.email ?? email}
              error={problem.field("email")}
              autoFocus={!email}
            />
            <PasswordInput
              name="password"
              label={t("password")}
              autoComplete="current-password"
              error={problem.field("password")}
            />
            <Group justify="space-between" gap="sm">
              <Checkbox name="remember" label={t("signIn.remember")} defaultChecked size="sm" />
              <Anchor component={Link} to="/forgot-password" size="sm">
                {t("signIn.forgot")}
              </Anchor>
            </Group>
            <SubmitButton fullWidth>{t("signIn.submit")}</SubmitButton>
          </Stack>
        </Form>
        <ProviderButtons providers={providers} />
        <PasskeySignIn returnTo={returnTo} />
      </Stack>
    </AuthCard>
  );
}
