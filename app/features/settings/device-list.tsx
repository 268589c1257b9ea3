import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "#app/lib/problem.ts";
import type { action, loader } from "#app/routes/_app.settings.security.tsx";
import { HairlineList } from "#app/ui/states.tsx";
import { Time } from "#app/ui/time.tsx";
import { deviceName } from "./device-name.ts";
import classes from "./settings.module.css";

type Device = Awaited<ReturnType<typeof loader>>["devices"][number];

/** Where the person is signed in; each place can be signed out from here, or all others together. */
export function DeviceList({ devices }: { devices: Device[] }) {
  const { t } = useTranslation("settings");
  const fetcher = useFetcher<typeof action>({ key: "devices.revoke" });
  return (
    <Stack gap="md">
      <HairlineList label={t("security.devices")}>
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </HairlineList>
      {devices.length > 1 ? (
        <fetcher.Form method="post" action="/settings/security">
          <Button
            type="submit"
            name="intent"
            value="devices.revoke"
            variant="default"
            loading={fetcher.state !== "idle"}
          >
            {t("security.signOutOthers")}
          </Button>
        </fetcher.Form>
      ) : null}
    </Stack>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const { t } = useTranslation("settings");
  const fetcher = useFetcher<typeof action>();
  const problem = useProblemText(fetcher.data?.problem);
  const { browser, system } = deviceName(device.userAgent);
  const name = [browser, system].filter(Boolean).join(", ") || t("security.unknownDevice");
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Group gap="sm">
          <Text fw={500}>{name}</Text>
          {device.current ? <Badge variant="light">{t("security.thisDevice")}</Badge> : null}
        </Group>
        <Text size="sm" c="dimmed">
          {device.address ? `${device.address} · ` : ""}
          {t("security.signedIn")} <Time at={device.signedInAt} format="relative" />
        </Text>
      </div>
      {device.current ? null : (
        <fetcher.Form method="post" action="/settings/security">
          <input type="hidden" name="sessionId" value={device.id} />
          <Button
            type="submit"
            name="intent"
            value="device.revoke"
            variant="default"
            loading={fetcher.state !== "idle"}
            aria-label={t("security.signOutNamed", { name })}
          >
            {t("security.signOut")}
          </Button>
        </fetcher.Form>
      )}
      {problem.form ? (
        <Text size="sm" c="red" role="alert" w="100%">
          {problem.form}
        </Text>
      ) : null}
    </li>
  );
}
