import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./auth.module.css";

export interface AuthCardProps {
  title: string;
  /** What happens here, in a sentence. */
  lead?: ReactNode;
  children: ReactNode;
  /** The other way: "No account yet? …" */
  foot?: ReactNode;
}

/** One thing to do, in the middle of the page. */
export function AuthCard({ title, lead, children, foot }: AuthCardProps) {
  return (
    <section className={classes.card}>
      <div className={classes.head}>
        <Title order={1}>{title}</Title>
        {lead ? (
          <Text c="dimmed" mt={4}>
            {lead}
          </Text>
        ) : null}
      </div>
      {children}
      {foot ? <div className={classes.foot}>{foot}</div> : null}
    </section>
  );
}
