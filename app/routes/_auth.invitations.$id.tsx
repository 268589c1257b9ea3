import { Anchor, Button, Stack, Text } from "@mantine/core";
import { Form, Link, useActionData, useLoaderData, useLocation } from "@remix-run/react";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/features/auth/auth-card.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { refusalOf } from "#app/lib/problem.server.ts";
import { useProblemText } from "#app/lib/problem.ts";
import { FormProblem, SubmitButton } from "#app/ui/form-parts.tsx";
import { invitationIdInput } from "#server/features/workspace/schema.ts";

export const meta = pageMeta("auth:invitation.title");

function invitationOf(params: LoaderFunctionArgs["params"]) {
  const parsed = invitationIdInput.safeParse({ invitationId: params.id });
  if (!parsed.success) throw new Response(null, { status: 404 });
  return parsed.data;
}

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  const invitation = await answered(caller.workspace.invitation(invitationOf(params)));
  const session = await api(context).session(request);
  return { invitation, signedInAs: session?.user.email ?? null };
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const caller = await api(context).caller(request);
  const problem = await refusalOf(caller.workspace.acceptInvitation(invitationOf(params)));
  return problem ? data({ problem }, { status: 409 }) : redirect(paths.calendar);
}

export default function Invitation() {
  const { t } = useTranslation(["auth", "nav", "errors"]);
  const { invitation, signedInAs } = useLoaderData<typeof loader>();
  const problem = useProblemText(useActionData<typeof action>()?.problem);
  const { workspace, invitedBy, role, state } = invitation;
  return (
    <AuthCard
      title={t("invitation.title")}
      lead={t("invitation.lead", { name: invitedBy, workspace, role: t(`nav:role.${role}`) })}
    >
      <Stack gap="md">
        <FormProblem>{state === "closed" ? t("errors:INVITATION_CLOSED") : problem.form}</FormProblem>
        {state === "open" ? <NextStep email={invitation.email} signedInAs={signedInAs} /> : null}
      </Stack>
    </AuthCard>
  );
}

/** Joining, for the person invited; the way to become that person, for everybody else. */
function NextStep({ email, signedInAs }: { email: string; signedInAs: string | null }) {
  const { t } = useTranslation("auth");
  const { invitation } = useLoaderData<typeof loader>();
  if (signedInAs === email)
    return (
      <Form method="post">
        <SubmitButton fullWidth>{t("invitation.accept", { workspace: invitation.workspace })}</SubmitButton>
      </Form>
    );
  if (signedInAs)
    return (
      <>
        <Text size="sm">{t("invitation.otherAddress", { email, signedInAs })}</Text>
        <Form method="post" action="/sign-out">
          <SubmitButton fullWidth variant="default">
            {t("invitation.signOut")}
          </SubmitButton>
        </Form>
      </>
    );
  return <SignInOrUp email={email} />;
}

function SignInOrUp({ email }: { email: string }) {
  const { t } = useTranslation("auth");
  const query = new URLSearchParams({ returnTo: useLocation().pathname, email });
  return (
    <>
      <Button component={Link} to={`/sign-up?${query}`} fullWidth>
        {t("invitation.signUp")}
      </Button>
      <Text size="sm">
        {t("signUp.haveAccount")}{" "}
        <Anchor component={Link} to={`/sign-in?${query}`} size="sm">
          {t("signIn.title")}
        </Anchor>
      </Text>
    </>
  );
}
