import { Popover, UnstyledButton } from "@mantine/core";
import { IconAlertCircle, IconChevronUp, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import type { Issue } from "#server/features/posts/schema.ts";
import classes from "./action-bar.module.css";
import { IssueLine } from "./issue-list.tsx";
import { isBlocking, lookOf } from "./issues.ts";
import { handleOf } from "./targets-section.tsx";
import type { ComposerState } from "./use-composer.ts";

/** How much keeps the post from going out; opens the list, and each line of it leads to its field. */
export function Readiness({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const { draft, autosave } = composer;
  const open = autosave.issues.filter(isBlocking);
  // Before the first save nobody has judged the post, and silence is no promise.
  if (draft.targets.length === 0 || (open.length === 0 && autosave.saved.postId === null)) return null;
  if (open.length === 0)
    return (
      <span className={classes.readiness} data-look="ready">
        <IconCircleCheck size={15} aria-hidden />
        {t("ready", { count: draft.targets.length })}
      </span>
    );
  return <OpenIssues open={open} composer={composer} />;
}

interface OpenIssuesProps {
  open: Issue[];
  composer: ComposerState;
}

function OpenIssues({ open, composer }: OpenIssuesProps) {
  const { t } = useTranslation("composer");
  const [opened, setOpened] = useState(false);
  const wrong = open.some((issue) => lookOf(issue, composer.attempted) === "error");
  const Icon = wrong ? IconAlertCircle : IconCircleDashed;
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={340} trapFocus shadow="md">
      <Popover.Target>
        <UnstyledButton
          className={classes.readiness}
          data-look={wrong ? "error" : "todo"}
          onClick={() => setOpened((now) => !now)}
        >
          <Icon size={15} aria-hidden />
          {t(wrong ? "toMend" : "leftToDo", { count: open.length })}
          <IconChevronUp size={13} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("beforeItGoesOut")}>
        <TodoList open={open} composer={composer} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Each line leads to its field. */
function TodoList({ open, composer, onClose }: OpenIssuesProps & { onClose: () => void }) {
  const lead = (issue: Issue) => {
    onClose();
    // After the list has given the focus back.
    setTimeout(() => composer.show(issue));
  };
  return (
    <ul className={classes.plainList}>
      {open.map((issue) => (
        <li key={`${issue.connectionId} ${issue.field} ${issue.code} ${JSON.stringify(issue.params)}`}>
          <UnstyledButton className={classes.todo} onClick={() => lead(issue)}>
            <Todo issue={issue} composer={composer} />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

function Todo({ issue, composer }: { issue: Issue; composer: ComposerState }) {
  const { t } = useTranslation(["composer", "issues"]);
  const connection = composer.connections.find(({ id }) => id === issue.connectionId);
  return (
    <>
      <span className={classes.todoAccount}>
        {connection
          ? `${platformLabel(connection.platform)} · @${handleOf(composer, connection.id)}`
          : t("wholePost")}
      </span>
      <IssueLine look={lookOf(issue, composer.attempted)}>
        {t(`issues:${issue.code}`, issue.params)}
      </IssueLine>
    </>
  );
}
