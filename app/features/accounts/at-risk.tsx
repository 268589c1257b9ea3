import { Alert, Anchor, Button, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconHourglassLow } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { Time } from "#app/ui/time.tsx";
import classes from "./accounts.module.css";
import type { ConnectionDetail } from "./connection-detail.tsx";

/** The posts that will not go out unless the account is connected again, the next one first. */
export function AtRiskList({ connection: { atRisk, postsAtRisk } }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  if (atRisk.length === 0) return null;
  const more = postsAtRisk - atRisk.length;
  return (
    <ul className={classes.atRisk} aria-label={t("atRiskTitle")}>
      {atRisk.map(({ postId, title, scheduledAt }) => (
        <li key={postId}>
          <Anchor component={Link} to={paths.post(postId)} size="sm">
            {title || t("untitled")}
          </Anchor>
          {scheduledAt ? (
            <Text span c="dimmed" size="sm">
              <Time at={scheduledAt} />
            </Text>
          ) : null}
        </li>
      ))}
      {more > 0 ? (
        <li>
          <Text span size="sm">
            {t("atRiskMore", { count: more })}
          </Text>
        </li>
      ) : null}
    </ul>
  );
}

/** A login that still works, and that nothing but a person can carry past its end: said when posts depend on it. */
export function EndingAlert({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  const times = useTimes();
  const mayConnect = useMay("admin");
  const { status, grantEndsAt, postsAtRisk, platform, flavor, id } = connection;
  if (status !== "active" || !grantEndsAt || postsAtRisk === 0) return null;
  return (
    <Alert color="yellow" icon={<IconHourglassLow aria-hidden />} title={t("endingTitle")}>
      <Text size="sm" suppressHydrationWarning>
        {t("endingText", { time: times.relative(grantEndsAt), count: postsAtRisk })}
      </Text>
      <AtRiskList connection={connection} />
      {mayConnect ? (
        <Button component="a" href={paths.connect(platform, flavor, paths.account(id))} size="xs" mt="sm">
          {t("reconnect")}
        </Button>
      ) : null}
    </Alert>
  );
}
