import type { Api } from "#app/lib/api.server.ts";
import { readForm, refusalOf } from "#app/lib/problem.server.ts";
import type { Problem } from "#app/lib/problem.ts";
import {
  changeRoleInput,
  invitationIdInput,
  inviteInput,
  memberIdInput,
} from "#server/features/workspace/schema.ts";

type WorkspaceCaller = Awaited<ReturnType<Api["caller"]>>["workspace"];

/** What the page on members can do, by the form's `intent`. Null when it was done. */
export async function changePeople(workspace: WorkspaceCaller, request: Request): Promise<Problem | null> {
  const intent = (await request.clone().formData()).get("intent");
  switch (intent) {
    case "invite": {
      const { input, problem } = await readForm(request, inviteInput, "settings");
      return problem ?? refusalOf(workspace.invite(input));
    }
    case "role": {
      const { input, problem } = await readForm(request, changeRoleInput, "settings");
      return problem ?? refusalOf(workspace.changeRole(input));
    }
    case "remove": {
      const { input, problem } = await readForm(request, memberIdInput, "settings");
      return problem ?? refusalOf(workspace.removeMember(input));
    }
    case "withdraw": {
      const { input, problem } = await readForm(request, invitationIdInput, "settings");
      return problem ?? refusalOf(workspace.revokeInvitation(input));
    }
    default:
      throw new Response(null, { status: 400 });
  }
}
