import { Code, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { HairlineList } from "#app/ui/states.tsx";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import classes from "./accounts.module.css";
import { type ConnectionDetail, Section } from "./connection-detail.tsx";

/** What the person allowed and what they did not, in words, with the network's own name beside it. */
export function PermissionsSection({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  const { platform, scopesGranted, scopesMissing, status } = connection;
  // A login without scopes (a key, a name) has nothing to list.
  if (status === "disconnected" || scopesGranted.length + scopesMissing.length === 0) return null;
  return (
    <Section
      title={t("permissions.title")}
      {...(scopesMissing.length > 0 ? { lead: t("permissions.mendText") } : {})}
    >
      <HairlineList>
        {scopesMissing.map(({ scope, for: purpose, required }) => (
          <li key={scope} className={classes.scope}>
            <ScopeWords platform={platform} scope={scope}>
              {t("permissions.lacks", {
                purpose: t(`permissions.for.${purpose}`, { defaultValue: purpose }),
              })}
            </ScopeWords>
            <ToneBadge
              tone={required ? "danger" : "warning"}
              icon={required ? IconCircleX : IconAlertTriangle}
              label={t(required ? "permissions.required" : "permissions.missing")}
            />
          </li>
        ))}
        {scopesGranted.map((scope) => (
          <li key={scope} className={classes.scope}>
            <ScopeWords platform={platform} scope={scope} />
            <ToneBadge tone="success" icon={IconCheck} label={t("permissions.granted")} />
          </li>
        ))}
      </HairlineList>
    </Section>
  );
}

function ScopeWords({ platform, scope, children }: { platform: string; scope: string; children?: string }) {
  const { t } = useTranslation("accounts");
  return (
    <div className={classes.scopeWords}>
      {/* Dots separate the parts of a key, so the names of scopes are written with slashes there. */}
      <Text>{t(`scope.${platform}.${scope.replaceAll(".", "/")}`, { defaultValue: t("scopeOther") })}</Text>
      <Text size="xs" c="dimmed">
        <Code>{scope}</Code> {children}
      </Text>
    </div>
  );
}
