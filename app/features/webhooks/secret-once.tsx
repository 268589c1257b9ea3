import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./webhooks.module.css";

/** A signing secret, shown this once. */
export function SecretOnce({ secret }: { secret: string }) {
  const { t } = useTranslation("outgoing");
  return (
    <Stack gap="sm" role="status">
      <Text fw={500}>{t("secret.label")}</Text>
      <Text size="sm">{t("secret.once")}</Text>
      <Code block className={classes.secret} aria-label={t("secret.label")}>
        {secret}
      </Code>
      <Group>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? "secret.copied" : "secret.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
