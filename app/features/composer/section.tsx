import type { ReactNode } from "react";
import classes from "./composer.module.css";

export interface SectionProps {
  title: string;
  /** Beside the title. */
  note?: ReactNode;
  /** `placeKey` of the field, where issues lead to it. */
  place?: string;
  children: ReactNode;
}

/** One step of writing a post, set apart by a hairline. */
export function Section({ title, note, place, children }: SectionProps) {
  return (
    <section className={classes.section} data-place={place}>
      <header className={classes.sectionHead}>
        <h2 className={classes.sectionTitle}>{title}</h2>
        {note}
      </header>
      {children}
    </section>
  );
}
