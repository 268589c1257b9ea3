import { Alert, Button, Group, Progress, Text, Title } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import { Time } from "#app/ui/time.tsx";
import type { connectionDetailOutput } from "#server/features/accounts/schema.ts";
import classes from "./accounts.module.css";
import { AtRiskList } from "./at-risk.tsx";
import { TokenBar } from "./token-bar.tsx";
import { tokenLife } from "./token-life.ts";

export type ConnectionDetail = z.infer<typeof connectionDetailOutput>;

/** A part of the page with its heading. */
export function Section({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <Title order={2}>{title}</Title>
      {lead ? (
        <Text c="dimmed" mb="sm">
          {lead}
        </Text>
      ) : null}
      {children}
    </section>
  );
}

/** What is wrong with a login, which posts it holds up, and the button that mends it. */
export function BrokenAlert({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation(["accounts", "connections"]);
  const mayConnect = useMay("admin");
  const { status, statusReason, postsAtRisk, platform, flavor } = connection;
  if (status === "active") return null;
  const reason = t(`connections:reason.${statusReason}`, { defaultValue: t("reasonUnknown") });
  return (
    <Alert
      color={status === "disconnected" ? "gray" : "red"}
      icon={<IconPlugConnectedX aria-hidden />}
      title={t(`status.${status}`)}
    >
      <Text size="sm">{status === "disconnected" ? t("statusHint.disconnected") : reason}</Text>
      {postsAtRisk > 0 ? (
        <Text size="sm" mt="xs">
          <strong>{t("atRisk", { count: postsAtRisk })}.</strong> {t("atRiskText")}
        </Text>
      ) : null}
      <AtRiskList connection={connection} />
      {mayConnect ? (
        <Button component="a" href={paths.connect(platform, flavor)} size="xs" mt="sm">
          {t("reconnect")}
        </Button>
      ) : null}
    </Alert>
  );
}

/** The login's life; in a word where there is none to show, for its own times say nothing about a lost login. */
export function TokenSection({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  const over = { active: null, needs_reconnect: t("reasonUnknown"), disconnected: t("token.gone") };
  const words = over[connection.status];
  return (
    <Section title={t("token.title")}>
      {words ? <Text c="dimmed">{words}</Text> : <Life connection={connection} />}
    </Section>
  );
}

/** A line, and the four times that matter. */
function Life({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  const times = useTimes();
  const { accessTokenExpiresAt, lastRefreshedAt, nextRefreshAt, tokenIssuedAt } = connection;
  const life = tokenLife(connection, times.now);
  return (
    <>
      <Text
        mb="sm"
        {...(accessTokenExpiresAt ? { title: times.exact(accessTokenExpiresAt) } : {})}
        suppressHydrationWarning
      >
        {life && accessTokenExpiresAt
          ? life.leftMs > 0
            ? t("token.lasts", { time: times.dateTime(accessTokenExpiresAt) })
            : t("token.expired", { time: times.relative(accessTokenExpiresAt) })
          : t("token.forever")}
      </Text>
      {life ? <TokenBar life={life} thick /> : null}
      <dl className={classes.facts}>
        <Fact term={t("token.issued")}>
          <Time at={tokenIssuedAt} format="relative" />
        </Fact>
        <Fact term={t("token.refreshed")}>
          {lastRefreshedAt ? <Time at={lastRefreshedAt} format="relative" /> : t("token.neverRefreshed")}
        </Fact>
        <Fact term={t("token.next")}>
          {nextRefreshAt ? <Time at={nextRefreshAt} format="relative" /> : t("token.noNext")}
        </Fact>
        <Fact term={t("token.expires")}>
          {accessTokenExpiresAt ? <Time at={accessTokenExpiresAt} format="relative" /> : t("token.never")}
        </Fact>
      </dl>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What is left of the network's publishing quota, where it tells. */
export function QuotaSection({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  const times = useTimes();
  const { quota, platform, status } = connection;
  if (status !== "active") return null;
  if (!quota)
    return (
      <Section title={t("quota.title")}>
        <Text c="dimmed">{t("quota.unknown", { network: platformLabel(platform) })}</Text>
      </Section>
    );
  const { used, limit, windowMs } = quota;
  const percent = Math.min(100, Math.round((used / Math.max(1, limit)) * 100));
  return (
    <Section title={t("quota.title")}>
      <Group justify="space-between" mb="sm" className="tabular">
        <Text>{t("quota.used", { used, limit, window: times.duration(windowMs) })}</Text>
        <Text fw={600}>{t("quota.left", { count: Math.max(0, limit - used) })}</Text>
      </Group>
      <Progress
        value={percent}
        size={8}
        color={used < limit ? "var(--tone-info-line)" : "var(--tone-danger-line)"}
        aria-label={t("quota.bar")}
      />
    </Section>
  );
}
