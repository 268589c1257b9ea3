import { Button, Text } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import type { action, loader } from "#app/routes/_app.settings.members.tsx";
import { Time } from "#app/ui/time.tsx";
import classes from "./settings.module.css";

export type Invitation = Awaited<ReturnType<typeof loader>>["invitations"][number];

/** One invitation under way: send its mail again, or take it back. */
export function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation(["settings", "nav"]);
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  const busy = fetcher.state !== "idle";
  const sentAgain = !busy && fetcher.data?.done;
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Text fw={500} truncate>
          {invitation.email}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`nav:role.${invitation.role}`)} · {t("members.invitedBy", { name: invitation.invitedBy })} ·{" "}
          {t("members.expires")} <Time at={invitation.expiresAt} format="relative" />
        </Text>
      </div>
      <fetcher.Form method="post" action="/settings/members" className={classes.tools}>
        <input type="hidden" name="invitationId" value={invitation.id} />
        <input type="hidden" name="email" value={invitation.email} />
        <input type="hidden" name="role" value={invitation.role} />
        <Button type="submit" name="intent" value="invite" variant="default" disabled={busy}>
          {t("members.sendAgain")}
        </Button>
        <Button type="submit" name="intent" value="withdraw" variant="default" disabled={busy}>
          {t("members.withdraw")}
        </Button>
      </fetcher.Form>
      <Text size="sm" role="status" w="100%" hidden={!sentAgain && !problem.form}>
        {sentAgain ? t("members.invited") : problem.form}
      </Text>
    </li>
  );
}
