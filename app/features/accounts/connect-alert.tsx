import { Alert, Button, Stack, Text } from "@mantine/core";
import { useSearchParams } from "@remix-run/react";
import { IconCircleCheck, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import { readConnectResult } from "./callback.ts";
import type { Connectable } from "./connect-cards.tsx";

export interface ConnectAlertProps {
  connections: readonly ConnectionOutput[];
  connectable: readonly Connectable[];
}

/** How the login that was just tried at a network ended, and the way forward. */
export function ConnectAlert({ connections, connectable }: ConnectAlertProps) {
  const { t } = useTranslation(["accounts", "common"]);
  const [params, setParams] = useSearchParams();
  const result = readConnectResult(params);
  if (!result) return null;
  const close = {
    withCloseButton: true,
    closeButtonLabel: t("common:close"),
    onClose: () => setParams({}, { replace: true, preventScrollReset: true }),
  };
  if (result.kind === "failed") return <Failed {...result} connectable={connectable} close={close} />;
  const names = connections.filter(({ id }) => result.ids.includes(id)).map(({ handle }) => `@${handle}`);
  const said = names.length === 0 ? "connectedPlain" : names.length === 1 ? "connected" : "connectedMany";
  return (
    <Alert
      color={result.elsewhere ? "yellow" : "teal"}
      icon={<IconCircleCheck aria-hidden />}
      role="status"
      {...close}
    >
      {t(said, { names: names.join(", ") })}
      {result.elsewhere ? (
        <Text size="sm" mt="xs">
          {t("connectedElsewhere")}
        </Text>
      ) : null}
    </Alert>
  );
}

interface FailedProps {
  platform: string | null;
  message: string;
  params: Record<string, string>;
  connectable: readonly Connectable[];
  close: { withCloseButton: boolean; closeButtonLabel: string; onClose: () => void };
}

function Failed({ platform, message, params, connectable, close }: FailedProps) {
  const { t } = useTranslation(["accounts", "errors"]);
  const known = connectable.find((each) => each.platform === platform && each.mode !== "off");
  const network = platform ? platformLabel(platform) : "";
  // With one login there is no choice to make; with several the cards below offer it.
  const only = known?.flavors.length === 1 ? known.flavors[0] : undefined;
  return (
    <Alert
      color="red"
      icon={<IconPlugConnectedX aria-hidden />}
      title={known ? t("connectFailed", { network: known.label }) : t("connectFailedPlain")}
      {...close}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {t(`errors:${message}`, { network, ...params, defaultValue: t("errors:INTERNAL_ERROR") })}
        </Text>
        {known ? (
          <Button
            component="a"
            size="xs"
            variant="default"
            href={only ? paths.connect(known.platform, only) : "#connect"}
          >
            {t("connectAgain")}
          </Button>
        ) : null}
      </Stack>
    </Alert>
  );
}
