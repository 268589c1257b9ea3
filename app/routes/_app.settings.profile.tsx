import { Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { Form, useActionData } from "@remix-run/react";
import { type ActionFunctionArgs, data } from "@remix-run/server-runtime";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ResendForm } from "#app/features/auth/resend-form.tsx";
import { Section } from "#app/features/settings/section.tsx";
import { supportedLngs } from "#app/i18n/i18n.ts";
import { api } from "#app/lib/api.server.ts";
import { localeCookie } from "#app/lib/locale-cookie.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { readForm, refusalOf } from "#app/lib/problem.server.ts";
import { useProblemText } from "#app/lib/problem.ts";
import { useSession } from "#app/lib/session.ts";
import { FormNotice, FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";
import { updateProfileInput } from "#server/features/session/schema.ts";

export const meta = pageMeta("settings:profile.title");

export async function action({ request, context }: ActionFunctionArgs) {
  const { input, problem } = await readForm(request, updateProfileInput, "settings");
  if (problem) return data({ saved: false, problem }, { status: 422 });
  const caller = await api(context).caller(request);
  const refused = await refusalOf(caller.session.updateProfile(input));
  if (refused) return data({ saved: false, problem: refused }, { status: 409 });
  return data({ saved: true, problem: null }, { headers: { "set-cookie": localeCookie(input.locale) } });
}

export default function Profile() {
  const { t, i18n } = useTranslation(["settings", "nav"]);
  const { user } = useSession();
  const answer = useActionData<typeof action>();
  const problem = useProblemText(answer?.problem);
  const ref = useFocusOnProblem(answer?.problem);
  return (
    <>
      <Section title={t("profile.you")} lead={t("profile.youLead")}>
        <Form method="post" ref={ref} noValidate>
          <Stack gap="md">
            <FormProblem>{problem.form}</FormProblem>
            <FormNotice>{answer?.saved ? t("saved") : null}</FormNotice>
            <TextInput
              name="name"
              label={t("profile.name")}
              autoComplete="name"
              maxLength={120}
              defaultValue={user.name}
              error={problem.field("name")}
            />
            <NativeSelect
              name="locale"
              key={i18n.language}
              label={t("nav:language.label")}
              description={t("profile.languageHint")}
              defaultValue={i18n.language}
              data={supportedLngs.map((id) => ({ value: id, label: t(`nav:language.${id}`) }))}
            />
            <SubmitButton style={{ alignSelf: "flex-start" }}>{t("save")}</SubmitButton>
          </Stack>
        </Form>
      </Section>
      <Section title={t("profile.email")} lead={t("profile.emailLead")}>
        <Stack gap="sm">
          <Group gap="sm">
            <Text fw={500}>{user.email}</Text>
            {user.emailVerified ? (
              <Text size="sm" c="dimmed">
                <IconCheck size={14} style={{ verticalAlign: -2 }} aria-hidden /> {t("profile.confirmed")}
              </Text>
            ) : null}
          </Group>
          {user.emailVerified ? null : (
            <>
              <Text size="sm">{t("profile.unconfirmed")}</Text>
              <ResendForm />
            </>
          )}
        </Stack>
      </Section>
    </>
  );
}
