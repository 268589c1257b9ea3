import { Anchor, Code, Collapse, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconChevronRight,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  IconFlask,
  IconPlugOff,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Tone } from "#app/ui/palette.ts";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import type { ServiceOutput } from "#server/features/services/schema.ts";
import classes from "./services.module.css";

/** One external system: its state at a glance, everything else on demand. */
export function ServiceRow({ service }: { service: ServiceOutput }) {
  const [opened, { toggle }] = useDisclosure(false);
  const panel = `service-${service.id}`;
  return (
    <li className={classes.row} data-planned={service.mode === "planned" || undefined}>
      <UnstyledButton
        className={classes.head ?? ""}
        onClick={toggle}
        aria-expanded={opened}
        aria-controls={panel}
      >
        <IconChevronRight size={16} className={classes.chevron} data-open={opened || undefined} aria-hidden />
        <span className={classes.name}>
          <Text fw={550}>{service.label}</Text>
          <Text size="xs" c="dimmed" lineClamp={2}>
            {service.role}
          </Text>
        </span>
        <ModeBadge service={service} />
        <Reach service={service} />
      </UnstyledButton>
      <Collapse in={opened} id={panel}>
        <Details service={service} />
      </Collapse>
    </li>
  );
}

const MODE_LOOKS = {
  off: { tone: "neutral", icon: IconPlugOff },
  embedded: { tone: "info", icon: IconCircleCheck },
  sandbox: { tone: "progress", icon: IconFlask },
  test: { tone: "progress", icon: IconFlask },
  live: { tone: "success", icon: IconCircleCheck },
  planned: { tone: "neutral", icon: IconClock },
} as const satisfies Record<ServiceOutput["mode"], { tone: Tone; icon: typeof IconClock }>;

function ModeBadge({ service }: { service: ServiceOutput }) {
  const { t } = useTranslation("services");
  const look = MODE_LOOKS[service.mode];
  return <ToneBadge tone={look.tone} icon={look.icon} label={t(`mode.${service.mode}`)} />;
}

function Reach({ service }: { service: ServiceOutput }) {
  const { t } = useTranslation("services");
  if (service.reachable === null)
    return (
      <Text size="sm" c="dimmed" className={classes.reach} data-unasked>
        <IconCircleDashed size={15} aria-hidden /> {t("notAsked")}
      </Text>
    );
  return (
    <Text size="sm" className={classes.reach} data-down={!service.reachable || undefined}>
      {service.reachable ? <IconCircleCheck size={15} aria-hidden /> : <IconCircleX size={15} aria-hidden />}
      {service.reachable ? t("reachable", { ms: service.latencyMs }) : t("unreachable")}
    </Text>
  );
}

function Details({ service }: { service: ServiceOutput }) {
  const { t } = useTranslation("services");
  return (
    <Stack gap="md" className={classes.details}>
      {service.detail ? <Text size="sm">{service.detail}</Text> : null}
      {service.variables.length > 0 ? (
        <div>
          <h3>{t("variables")}</h3>
          <ul className={classes.plain}>
            {service.variables.map((variable) => (
              <li key={variable.name}>
                <Group gap={6} wrap="wrap">
                  {variable.set ? (
                    <IconCircleCheck size={14} aria-label={t("set")} />
                  ) : (
                    <IconCircleDashed size={14} aria-label={t("notSet")} />
                  )}
                  <Code>{variable.name}</Code>
                  {variable.aliases.length > 0 ? (
                    <Text size="xs" c="dimmed">
                      {t("aliases", { names: variable.aliases.join(", ") })}
                    </Text>
                  ) : null}
                  {variable.readFrom ? (
                    <Text size="xs">{t("readFrom", { name: variable.readFrom })}</Text>
                  ) : null}
                </Group>
                {variable.problem ? (
                  <Text size="xs" c="red.8">
                    {variable.problem}
                  </Text>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div>
        <h3>{t("failures")}</h3>
        <dl className={classes.failures}>
          {service.failureModes.map((mode) => (
            <div key={mode.what}>
              <dt>{mode.what}</dt>
              <dd>{mode.effect}</dd>
            </div>
          ))}
        </dl>
      </div>
      {service.webhooks.length > 0 ? (
        <div>
          <h3>{t("webhooks")}</h3>
          {service.webhooks.map((path) => (
            <Code key={path}>{path}</Code>
          ))}
        </div>
      ) : null}
      <Text size="sm">
        {service.howToGet}{" "}
        {service.docsUrl ? (
          <Anchor href={service.docsUrl} target="_blank" rel="noreferrer">
            {t("documentation")}
          </Anchor>
        ) : null}
      </Text>
    </Stack>
  );
}
