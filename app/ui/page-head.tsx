import { Anchor, Group, Text, Title } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconArrowLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./page.module.css";

export interface PageHeadProps {
  title: string;
  /** One sentence that says what the page is for. */
  lead?: ReactNode;
  /** Above the title: a way back. */
  before?: ReactNode;
  /** Left of the title: a picture. */
  mark?: ReactNode;
  /** Right of the title: a badge. */
  beside?: ReactNode;
  /** The page's primary action, last; at most two more before it. */
  action?: ReactNode;
}

/** The same head on every page. */
export function PageHead({ title, lead, before, mark, beside, action }: PageHeadProps) {
  return (
    <header className={classes.head}>
      <div className={classes.words}>
        {before}
        <Group gap="sm" wrap="wrap">
          {mark}
          <Title order={1}>{title}</Title>
          {beside}
        </Group>
        {lead ? (
          <Text c="dimmed" size="md" className={classes.lead}>
            {lead}
          </Text>
        ) : null}
      </div>
      {action ? (
        <Group gap="sm" className={classes.actions}>
          {action}
        </Group>
      ) : null}
    </header>
  );
}

/** The way back from a page to the list it belongs to; for `before`. */
export function BackLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Anchor component={Link} to={to} size="sm" className={classes.back}>
      <IconArrowLeft size={14} aria-hidden />
      {children}
    </Anchor>
  );
}

/** The body of a page behind sign-in. `width`: `reading` for forms and details, `full` for calendars and lists. */
export function Page({ children, width = "full" }: { children: ReactNode; width?: "reading" | "full" }) {
  return (
    <div className={classes.page} data-width={width}>
      {children}
    </div>
  );
}
