import { IconAlertCircle, IconAlertTriangle, IconCircleDashed } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Issue } from "#server/features/posts/schema.ts";
import classes from "./composer.module.css";
import { type IssueLook, lookOf } from "./issues.ts";

const ICONS = { error: IconAlertCircle, todo: IconCircleDashed, warning: IconAlertTriangle };

export interface IssueListProps {
  issues: readonly Issue[];
  /** The person has tried to send the post: what is missing is shown as wrong. */
  attempted: boolean;
}

/** What keeps a post from going out, in words, next to the field it is about. */
export function IssueList({ issues, attempted }: IssueListProps) {
  const { t } = useTranslation("issues");
  return (
    <ul className={classes.issues} aria-live="polite">
      {issues.map((issue) => (
        <li key={`${issue.connectionId} ${issue.field} ${issue.code} ${JSON.stringify(issue.params)}`}>
          <IssueLine look={lookOf(issue, attempted)}>{t(issue.code, issue.params)}</IssueLine>
        </li>
      ))}
    </ul>
  );
}

/** One sentence with its sign; the look says how pressing it is. */
export function IssueLine({ look, children }: { look: IssueLook; children: string }) {
  const Icon = ICONS[look];
  return (
    <span className={classes.issue} data-look={look}>
      <Icon size={15} stroke={1.9} aria-hidden />
      {children}
    </span>
  );
}
