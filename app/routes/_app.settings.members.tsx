import { useLoaderData } from "@remix-run/react";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useTranslation } from "react-i18next";
import { InvitationRow } from "#app/features/settings/invitation-row.tsx";
import { InviteForm } from "#app/features/settings/invite-form.tsx";
import { MemberRow } from "#app/features/settings/member-row.tsx";
import { changePeople } from "#app/features/settings/people-action.server.ts";
import { Section } from "#app/features/settings/section.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useMay, useSession } from "#app/lib/session.ts";
import { HairlineList } from "#app/ui/states.tsx";

export const meta = pageMeta("settings:members.title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  return answered(caller.workspace.people());
}

export async function action({ request, context }: ActionFunctionArgs) {
  const caller = await api(context).caller(request);
  const problem = await changePeople(caller.workspace, request);
  return data({ done: !problem, problem }, { status: problem ? 409 : 200 });
}

export default function Members() {
  const { t } = useTranslation("settings");
  const { members, invitations } = useLoaderData<typeof loader>();
  const { workspace } = useSession();
  const mayInvite = useMay("admin");
  return (
    <>
      {mayInvite ? (
        <Section title={t("members.inviteTitle")} lead={t("members.inviteLead")}>
          <InviteForm />
        </Section>
      ) : null}
      <Section title={t("members.title")} lead={t("members.lead", { name: workspace.name })} wide>
        <HairlineList label={t("members.title")}>
          {members.map((member) => (
            <MemberRow key={member.id} member={member} />
          ))}
        </HairlineList>
      </Section>
      {invitations.length > 0 ? (
        <Section title={t("members.invitations")} lead={t("members.invitationsLead")} wide>
          <HairlineList label={t("members.invitations")}>
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </HairlineList>
        </Section>
      ) : null}
    </>
  );
}
