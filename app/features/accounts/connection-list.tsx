import { Button, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconAlertTriangle, IconChevronRight } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { AccountAvatar } from "#app/ui/account-avatar.tsx";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import { HairlineList } from "#app/ui/states.tsx";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import classes from "./accounts.module.css";
import { ConnectionBadge } from "./connection-badge.tsx";
import { TokenBar } from "./token-bar.tsx";
import { type TokenLife, tokenLife } from "./token-life.ts";

/** Connected accounts, those in trouble first. */
export function ConnectionList({ connections }: { connections: readonly ConnectionOutput[] }) {
  const { t } = useTranslation("accounts");
  const order = { needs_reconnect: 0, active: 1, disconnected: 2 };
  const sorted = [...connections].sort((a, b) => order[a.status] - order[b.status]);
  return (
    <HairlineList label={t("listTitle")}>
      {sorted.map((connection) => (
        <li key={connection.id}>
          <Row connection={connection} />
        </li>
      ))}
    </HairlineList>
  );
}

function Row({ connection }: { connection: ConnectionOutput }) {
  const { t } = useTranslation("accounts");
  const mayConnect = useMay("admin");
  const { id, platform, flavor, handle, displayName, status } = connection;
  return (
    <div className={classes.row}>
      <AccountAvatar account={connection} size={40} />
      <div className={classes.rowName}>
        <Link
          to={paths.account(id)}
          className={classes.rowLink}
          aria-label={t("open", { name: `@${handle}` })}
        >
          {displayName || `@${handle}`}
        </Link>
        <Text c="dimmed" size="sm" truncate>
          {t("on", { handle, network: platformLabel(platform) })}
        </Text>
      </div>
      <div className={classes.rowHealth}>
        <Health connection={connection} />
      </div>
      <div className={classes.rowStatus}>
        <ConnectionBadge status={status} />
      </div>
      {status === "active" || !mayConnect ? (
        <IconChevronRight size={16} className={classes.chevron} aria-hidden />
      ) : (
        <Button component="a" href={paths.connect(platform, flavor)} size="xs" className={classes.rowAction}>
          {t("reconnect")}
        </Button>
      )}
    </div>
  );
}

/** A login that renews itself is no worry, however short its life: what is said is when it does. */
function lifeInWords(
  { nextRefreshAt, accessTokenExpiresAt }: ConnectionOutput,
  { leftMs }: TokenLife,
  times: ReturnType<typeof useTimes>,
  t: TFunction<"accounts">,
): string {
  if (leftMs <= 0) return t("token.expired", { time: times.relative(accessTokenExpiresAt as Date) });
  if (nextRefreshAt && nextRefreshAt > times.now)
    return t("token.renews", { time: times.relative(nextRefreshAt) });
  return t("token.left", { time: times.duration(leftMs) });
}

/** The one thing worth knowing about a connection's health, worst first. */
function Health({ connection }: { connection: ConnectionOutput }) {
  const { t } = useTranslation("accounts");
  const times = useTimes();
  const { status, postsAtRisk, scopesMissing } = connection;
  const required = scopesMissing.filter((scope) => scope.required);
  const warning =
    postsAtRisk > 0
      ? t(status === "active" ? "atRiskSoon" : "atRisk", { count: postsAtRisk })
      : required.length > 0
        ? t("missing", { count: required.length })
        : null;
  if (warning)
    return (
      <Text size="sm" className={classes.warning}>
        <IconAlertTriangle size={14} aria-hidden /> {warning}
      </Text>
    );
  if (status !== "active") return null;
  const life = tokenLife(connection, times.now);
  if (!life)
    return (
      <Text size="sm" c="dimmed">
        {t("token.forever")}
      </Text>
    );
  return (
    <>
      <Text size="sm" c="dimmed" suppressHydrationWarning>
        {lifeInWords(connection, life, times, t)}
      </Text>
      <TokenBar life={life} />
    </>
  );
}
