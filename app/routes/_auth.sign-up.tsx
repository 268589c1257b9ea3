import { Anchor, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { AuthCard } from "#app/features/auth/auth-card.tsx";
import { authProblem } from "#app/features/auth/auth-problem.ts";
import { BrowserTimeZone } from "#app/features/auth/browser-time-zone.tsx";
import { callAuth } from "#app/features/auth/call-auth.server.ts";
import { MailboxHint } from "#app/features/auth/mailbox-hint.tsx";
import { ProviderButtons } from "#app/features/auth/provider-buttons.tsx";
import { providerProblem } from "#app/features/auth/sign-in-providers.ts";
import { startProvider } from "#app/features/auth/start-provider.server.ts";
import { withLocale } from "#app/features/auth/with-locale.server.ts";
import { i18next } from "#app/i18n/i18next.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { type Problem, useProblemText } from "#app/lib/problem.ts";
import { returnToOf } from "#app/lib/return-to.ts";
import { FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";
import { lineOfText } from "#server/features/session/schema.ts";

export const meta = pageMeta("auth:signUp.title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  if (await api(context).session(request)) throw redirect(returnToOf(request));
  const query = new URL(request.url).searchParams;
  return {
    returnTo: returnToOf(request),
    email: query.get("email") ?? "",
    providers: api(context).public.signInProviders,
    problem: providerProblem(query),
  };
}

/** Told field by field before the library is asked; its own rules stay the ones that count. */
const signUpForm = z.object({ name: lineOfText(120), email: z.email(), password: z.string().min(10) });

export async function action(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  if (form.has("provider")) return signUpWith(args, text("provider"), text("timeZone"));
  const person = { name: text("name"), email: text("email").trim() };
  const field = signUpForm.safeParse({ ...person, password: text("password") }).error?.issues[0]?.path[0];
  if (field) {
    const problem: Problem = { key: `auth:invalid.${String(field)}`, field: String(field) };
    return data({ problem, person, sent: false }, { status: 422 });
  }
  const returnTo = returnToOf(args.request);
  const created = await callAuth(args, "/sign-up/email", {
    ...person,
    password: text("password"),
    timeZone: text("timeZone"),
    locale: await i18next.getLocale(args.request),
    callbackURL: returnTo,
  });
  if (!created.ok)
    return data({ problem: authProblem(created), person, sent: false }, { status: created.status });
  // The answer is the same for an address that is taken; only somebody who knows its password gets further.
  const signedIn = await callAuth(args, "/sign-in/email", {
    email: person.email,
    password: text("password"),
  });
  if (!signedIn.ok) return data({ problem: null, person, sent: true });
  const next = signedIn.body.twoFactorRedirect
    ? `/two-factor?${new URLSearchParams({ returnTo })}`
    : returnTo;
  return redirect(next, { headers: withLocale(args.request, signedIn) });
}

async function signUpWith(args: ActionFunctionArgs, provider: string, timeZone: string) {
  const returnTo = returnToOf(args.request);
  const page = `/sign-up?${new URLSearchParams({ returnTo })}`;
  const start = { provider, purpose: "sign-in", returnTo, page, timeZone } as const;
  const { problem, status } = await startProvider(args, start);
  return data({ problem, person: { name: "", email: "" }, sent: false }, { status });
}

export default function SignUp() {
  const { t } = useTranslation("auth");
  const { returnTo, providers } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer?.sent)
    return (
      <AuthCard title={t("sent.title")} lead={t("sent.signUp", { email: answer.person.email })}>
        <MailboxHint />
      </AuthCard>
    );
  return (
    <AuthCard
      title={t("signUp.title")}
      lead={t("signUp.lead")}
      foot={
        <Text size="sm">
          {t("signUp.haveAccount")}{" "}
          <Anchor component={Link} to={`/sign-in?${new URLSearchParams({ returnTo })}`} size="sm">
            {t("signIn.title")}
          </Anchor>
        </Text>
      }
    >
      <Stack gap="md">
        <SignUpForm />
        <ProviderButtons providers={providers} />
      </Stack>
    </AuthCard>
  );
}

function SignUpForm() {
  const { t } = useTranslation("auth");
  const { email, problem: atProvider } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const problem = useProblemText(answer?.problem ?? atProvider);
  const ref = useFocusOnProblem(answer?.problem);
  return (
    <Form method="post" ref={ref} noValidate>
      <Stack gap="md">
        <FormProblem>{problem.form}</FormProblem>
        <TextInput
          name="name"
          label={t("name")}
          autoComplete="name"
          maxLength={120}
          defaultValue={answer?.person.name}
          error={problem.field("name")}
          autoFocus
        />
        <TextInput
          name="email"
          type="email"
          label={t("email")}
          autoComplete="username"
          // An invitation is for one address: whoever came through its link cannot mistype it.
          readOnly={email !== ""}
          defaultValue={answer?.person.email ?? email}
          error={problem.field("email")}
        />
        <PasswordInput
          name="password"
          label={t("password")}
          description={t("passwordHint")}
          autoComplete="new-password"
          maxLength={128}
          error={problem.field("password")}
        />
        <BrowserTimeZone />
        <SubmitButton fullWidth>{t("signUp.submit")}</SubmitButton>
      </Stack>
    </Form>
  );
}
