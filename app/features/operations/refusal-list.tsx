import { Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { paths } from "#app/lib/paths.ts";
import { useSession } from "#app/lib/session.ts";
import { todayIn } from "#app/lib/zoned-time.ts";
import { EmptyState, HairlineList } from "#app/ui/states.tsx";
import { Time } from "#app/ui/time.tsx";
import type { refusalsOutput } from "#server/features/operations/schema.ts";
import classes from "./operations.module.css";

type Refusals = z.infer<typeof refusalsOutput>;

/** What the receiver turned away, by day: nothing of it was stored as an event. */
export function RefusalList({ refusals }: { refusals: Refusals }) {
  const { t } = useTranslation("operations");
  if (refusals.length === 0)
    return (
      <EmptyState icon={IconShieldCheck} title={t("refused.empty")}>
        {t("refused.emptyText")}
      </EmptyState>
    );
  const days = Map.groupBy(refusals, ({ day }) => day);
  return (
    <>
      {[...days].map(([day, rows]) => (
        <section key={day}>
          <h3 className={classes.subtitle}>
            <Day day={day} />
          </h3>
          <HairlineList label={day}>
            {rows.map((row) => (
              <li key={`${row.source} ${row.reason}`} className={classes.row}>
                <div className={classes.words}>
                  <Reason row={row} />
                  <Text size="xs" c="dimmed">
                    {row.source}
                  </Text>
                </div>
                <div className={classes.aside}>
                  <Text className="tabular" fw={550}>
                    {t("refused.times", { count: row.count })}
                  </Text>
                  <Text component="span" size="xs" c="dimmed">
                    <Time at={row.lastAt} />
                  </Text>
                </div>
              </li>
            ))}
          </HairlineList>
        </section>
      ))}
    </>
  );
}

/** What was kept can be looked at: a link to it, from the day of the last one back. */
function Reason({ row: { source, reason, lastAt } }: { row: Refusals[number] }) {
  const { t } = useTranslation("operations");
  const { workspace } = useSession();
  const words = t(`refusal.${reason}`, { defaultValue: reason });
  if (reason !== "not_understood") return <Text fw={550}>{words}</Text>;
  return (
    <Link
      to={paths.operationsDeliveries({ source, to: todayIn(workspace.timeZone, lastAt) })}
      className={classes.link}
    >
      {words}
    </Link>
  );
}

/** Days are counted in UTC. */
function Day({ day }: { day: string }) {
  const { i18n } = useTranslation("operations");
  const words = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeZone: "UTC" });
  return <time dateTime={day}>{words.format(new Date(day))}</time>;
}
