import { Anchor, Button, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconFlask, IconKeyOff, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { paths } from "#app/lib/paths.ts";
import { useMay, useSession } from "#app/lib/session.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import type { connectableOutput } from "#server/features/accounts/schema.ts";
import classes from "./accounts.module.css";
import { FormLogin } from "./connect-form.tsx";

export type Connectable = z.infer<typeof connectableOutput>;

const MODES = {
  sandbox: { tone: "info", icon: IconFlask },
  live: { tone: "success", icon: IconWorld },
  off: { tone: "neutral", icon: IconKeyOff },
} as const;

/** Every network that can be connected, with each of its logins in a sentence. */
export function ConnectCards({ connectable }: { connectable: readonly Connectable[] }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      {connectable.map((each) => (
        <ConnectCard key={each.platform} connectable={each} />
      ))}
    </SimpleGrid>
  );
}

function ConnectCard({
  connectable: { platform, label, mode, flavors, forms },
}: {
  connectable: Connectable;
}) {
  const { t } = useTranslation("accounts");
  const { user } = useSession();
  return (
    <Paper component="article" p="md" className={classes.card}>
      <header className={classes.cardHead}>
        <PlatformMark platform={platform} size={24} decorative />
        <Title order={3}>{label}</Title>
        <ToneBadge {...MODES[mode]} label={t(`mode.${mode}`)} />
      </header>
      <Text c="dimmed" size="sm">
        {t(`mode.${mode}Hint`, { network: label })}{" "}
        {mode === "off" && user.operator ? (
          <Anchor component={Link} to={paths.services}>
            {t("nav:services")}
          </Anchor>
        ) : null}
      </Text>
      {mode === "off" ? null : (
        <ul className={classes.flavors}>
          {flavors.map((flavor) => (
            <Login key={flavor} platform={platform} network={label} flavor={flavor} />
          ))}
          {forms.map((form) => (
            <FormLogin key={form.flavor} platform={platform} network={label} form={form} />
          ))}
        </ul>
      )}
    </Paper>
  );
}

function Login({ platform, network, flavor }: { platform: string; network: string; flavor: string }) {
  const { t } = useTranslation("accounts");
  const mayConnect = useMay("admin");
  const login = t(`flavor.${platform}.${flavor}.title`, { defaultValue: network });
  return (
    <li className={classes.flavor}>
      <div>
        <Text fw={600}>{login}</Text>
        <Text c="dimmed" size="sm">
          {t(`flavor.${platform}.${flavor}.text`, { defaultValue: "" })}
        </Text>
      </div>
      {mayConnect ? (
        <Button
          component="a"
          href={paths.connect(platform, flavor)}
          variant="default"
          aria-label={t("connectWith", { network, login })}
        >
          {t("connect")}
        </Button>
      ) : null}
    </li>
  );
}
