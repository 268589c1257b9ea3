import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./settings.module.css";

export interface SectionProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  /** Lists take the whole width; fields stay narrow enough to read. */
  wide?: boolean;
}

/** One matter of the settings: what it is on the left, what can be done about it on the right. */
export function Section({ title, lead, children, wide = false }: SectionProps) {
  return (
    <section className={classes.section}>
      <div>
        <Title order={2}>{title}</Title>
        {lead ? (
          <Text c="dimmed" size="sm" mt={4}>
            {lead}
          </Text>
        ) : null}
      </div>
      <div className={wide ? undefined : classes.fields}>{children}</div>
    </section>
  );
}
