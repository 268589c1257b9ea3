import { Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { Form, useActionData, useLoaderData, useSubmit } from "@remix-run/react";
import { type ActionFunctionArgs, data, redirect } from "@remix-run/server-runtime";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "#app/features/settings/section.tsx";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { readForm, refusalOf } from "#app/lib/problem.server.ts";
import { useProblemText } from "#app/lib/problem.ts";
import { useMay, useSession } from "#app/lib/session.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { FormNotice, FormProblem, SubmitButton, useFocusOnProblem } from "#app/ui/form-parts.tsx";
import { updateWorkspaceInput } from "#server/features/workspace/schema.ts";

export const meta = pageMeta("settings:workspace.title");

/** Zones are listed by the server, so that both sides render the same list. */
export const loader = () => ({ zones: [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])] });

export async function action({ request, context }: ActionFunctionArgs) {
  const caller = await api(context).caller(request);
  if ((await request.clone().formData()).get("intent") === "leave") {
    const refused = await refusalOf(caller.workspace.leave());
    return refused
      ? data({ saved: false, problem: null, staying: refused }, { status: 409 })
      : redirect(paths.calendar);
  }
  const { input, problem } = await readForm(request, updateWorkspaceInput, "settings");
  if (problem) return data({ saved: false, problem, staying: null }, { status: 422 });
  const refused = await refusalOf(caller.workspace.update(input));
  return data({ saved: !refused, problem: refused, staying: null }, { status: refused ? 409 : 200 });
}

export default function Workspace() {
  const { t } = useTranslation("settings");
  const { workspace } = useSession();
  const { zones } = useLoaderData<typeof loader>();
  const mayEdit = useMay("admin");
  const answer = useActionData<typeof action>();
  const problem = useProblemText(answer?.problem);
  const ref = useFocusOnProblem(answer?.problem);
  // A zone that this server's tables call by another name stays selectable.
  const data = zones.includes(workspace.timeZone) ? zones : [workspace.timeZone, ...zones];
  return (
    <>
      <Section title={t("workspace.about")} lead={t(mayEdit ? "workspace.lead" : "workspace.leadReadOnly")}>
        <Form method="post" ref={ref} noValidate key={workspace.id}>
          <Stack gap="md">
            <FormProblem>{problem.form}</FormProblem>
            <FormNotice>{answer?.saved ? t("saved") : null}</FormNotice>
            <TextInput
              name="name"
              label={t("workspace.name")}
              maxLength={80}
              defaultValue={workspace.name}
              disabled={!mayEdit}
              error={problem.field("name")}
            />
            <NativeSelect
              name="timeZone"
              label={t("workspace.timeZone")}
              description={t("workspace.timeZoneHint")}
              defaultValue={workspace.timeZone}
              disabled={!mayEdit}
              data={data.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
              error={problem.field("timeZone")}
            />
            {mayEdit ? <SubmitButton style={{ alignSelf: "flex-start" }}>{t("save")}</SubmitButton> : null}
          </Stack>
        </Form>
      </Section>
      <Leave name={workspace.name} />
    </>
  );
}

function Leave({ name }: { name: string }) {
  const { t } = useTranslation("settings");
  const submit = useSubmit();
  const refused = useProblemText(useActionData<typeof action>()?.staying);
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t("workspace.leaveTitle")} lead={t("workspace.leaveLead")}>
      <Stack gap="md" align="flex-start">
        <FormProblem>{refused.form}</FormProblem>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t("workspace.leave")}
        </Button>
      </Stack>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("workspace.leaveTitle")}
        confirmLabel={t("workspace.leave")}
        onConfirm={() => {
          setAsking(false);
          submit({ intent: "leave" }, { method: "post" });
        }}
      >
        <Text>{t("workspace.leaveText", { name })}</Text>
      </ConfirmDialog>
    </Section>
  );
}
