import { Button, NativeSelect, Text } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import { useMay, useSession } from "#app/lib/session.ts";
import type { action, loader } from "#app/routes/_app.settings.members.tsx";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { ROLES } from "#server/features/session/schema.ts";
import classes from "./settings.module.css";

export type Member = Awaited<ReturnType<typeof loader>>["members"][number];

/** One person of the workspace. Only an owner touches an owner, and the server says so too. */
export function MemberRow({ member }: { member: Member }) {
  const { t } = useTranslation(["settings", "nav"]);
  const { user } = useSession();
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  const isOwner = useMay("owner");
  const isAdmin = useMay("admin");
  const mayTouch = member.role === "owner" ? isOwner : isAdmin;
  const change = (fields: Record<string, string>) =>
    fetcher.submit({ memberId: member.id, ...fields }, { method: "post", action: "/settings/members" });
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Text fw={500} truncate>
          {member.name}
          {member.userId === user.id ? (
            <Text component="span" c="dimmed" size="sm">
              {" "}
              {t("members.you")}
            </Text>
          ) : null}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {member.email}
        </Text>
      </div>
      <div className={classes.tools}>
        {mayTouch ? (
          <NativeSelect
            aria-label={t("members.roleOf", { name: member.name })}
            value={member.role}
            disabled={fetcher.state !== "idle"}
            onChange={(event) => change({ intent: "role", role: event.currentTarget.value })}
            data={ROLES.filter((role) => isOwner || role !== "owner").map((role) => ({
              value: role,
              label: t(`nav:role.${role}`),
            }))}
          />
        ) : (
          <Text size="sm">{t(`nav:role.${member.role}`)}</Text>
        )}
        {mayTouch && member.userId !== user.id ? (
          <RemoveButton member={member} onConfirm={() => change({ intent: "remove" })} />
        ) : null}
      </div>
      {problem.form && fetcher.state === "idle" ? (
        <Text size="sm" c="red" role="alert" w="100%">
          {problem.form}
        </Text>
      ) : null}
    </li>
  );
}

function RemoveButton({ member, onConfirm }: { member: Member; onConfirm: () => void }) {
  const { t } = useTranslation("settings");
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        aria-label={t("members.removeNamed", { name: member.name })}
        onClick={() => setAsking(true)}
      >
        {t("members.remove")}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("members.removeNamed", { name: member.name })}
        confirmLabel={t("members.remove")}
        onConfirm={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {t("members.removeText", { name: member.name })}
      </ConfirmDialog>
    </>
  );
}
