import { Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./settings.module.css";

/** Codes for the day the phone is gone. They are shown this once. */
export function BackupCodes({ codes }: { codes: string[] }) {
  const { t } = useTranslation("settings");
  return (
    <Stack gap="sm" role="status">
      <Text fw={500}>{t("security.codesTitle")}</Text>
      <Text size="sm">{t("security.codesText")}</Text>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group>
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? "security.copied" : "security.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
