import { Anchor, Text } from "@mantine/core";
import { useRouteLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";

/** On a laptop mail goes nowhere: says where it can be read. */
export function MailboxHint() {
  const { t } = useTranslation("auth");
  const mailboxUrl = useRouteLoaderData<{ mailboxUrl: string | null }>("routes/_auth")?.mailboxUrl;
  if (!mailboxUrl) return null;
  return (
    <Text size="sm" c="dimmed">
      {t("mailbox.text")}{" "}
      <Anchor href={mailboxUrl} target="_blank" rel="noreferrer" size="sm">
        {t("mailbox.link")}
      </Anchor>
    </Text>
  );
}
