import { Button, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconMoodSmile, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { EmptyState, HairlineList } from "#app/ui/states.tsx";
import { Time } from "#app/ui/time.tsx";
import type { DeadGroup } from "#server/features/operations/schema.ts";
import classes from "./operations.module.css";
import { ReplayDialog, type ReplayTarget } from "./replay-dialog.tsx";

const targetOf = ({ kind, name, reason }: DeadGroup): ReplayTarget =>
  kind === "webhook"
    ? { kind, filter: { source: name, status: "dead", reason } }
    : { kind, filter: { name, status: "dead", reason } };

const listOf = ({ kind, name, reason }: DeadGroup): string =>
  kind === "webhook"
    ? paths.operationsWebhooks({ source: name, status: "dead", reason })
    : paths.operationsJobs({ name, status: "dead", reason });

/** What died, by what killed it, the most first. */
export function DeadList({ groups, more }: { groups: readonly DeadGroup[]; more: boolean }) {
  const { t } = useTranslation("operations");
  const [target, setTarget] = useState<ReplayTarget | null>(null);
  if (groups.length === 0)
    return (
      <EmptyState icon={IconMoodSmile} title={t("dead.empty")}>
        {t("dead.emptyText")}
      </EmptyState>
    );
  return (
    <>
      {more ? <Text c="dimmed">{t("dead.more")}</Text> : null}
      <HairlineList label={t("tab.dead")}>
        {groups.map((group) => (
          <li key={`${group.kind} ${group.name} ${group.reason}`}>
            <Group group={group} onReplay={() => setTarget(targetOf(group))} />
          </li>
        ))}
      </HairlineList>
      <ReplayDialog target={target} onClose={() => setTarget(null)} />
    </>
  );
}

function Group({ group, onReplay }: { group: DeadGroup; onReplay: () => void }) {
  const { t } = useTranslation("operations");
  const reason = group.reason || t("noReason");
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <Link to={listOf(group)} className={classes.link} translate="no">
          {reason}
        </Link>
        <Text component="div" size="xs" c="dimmed" className={classes.small ?? ""}>
          <span translate="no">{t(`dead.${group.kind}`, { name: group.name, count: group.count })}</span>
          {group.code ? <span>{group.code}</span> : null}
          <span>
            {t("dead.newest")} <Time at={group.newest} />
          </span>
        </Text>
      </div>
      <div className={classes.tools}>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconRefresh size={16} aria-hidden />}
          aria-label={t("dead.replayGroup", { reason })}
          translate="no"
          onClick={onReplay}
        >
          {t("replay")}
        </Button>
      </div>
    </div>
  );
}
