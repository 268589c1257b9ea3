import { Button } from "@mantine/core";
import { useNavigate } from "@remix-run/react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import { type ConnectionDetail, Section } from "./connection-detail.tsx";

/** Takes a connection back, after its handle was typed. */
export function DisconnectSection({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toasts = useToasts();
  const [asked, setAsked] = useState(false);
  const mayDisconnect = useMay("admin");
  const { id, handle, status } = connection;
  const disconnect = useMutation(
    trpc.accounts.disconnect.mutationOptions({
      async onSuccess() {
        toasts.done(t("disconnect.done", { handle }));
        await queries.invalidateQueries({ queryKey: trpc.accounts.pathKey() });
        navigate(paths.accounts);
      },
      onError: (error) => toasts.failed(error),
    }),
  );
  if (!mayDisconnect || status === "disconnected") return null;
  return (
    <Section title={t("disconnect.title")} lead={t("disconnect.lead")}>
      <Button variant="default" c="var(--mantine-color-error)" onClick={() => setAsked(true)}>
        {t("disconnect.action")}
      </Button>
      <ConfirmDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={t("disconnect.ask", { handle })}
        confirmLabel={t("disconnect.action")}
        typed={handle}
        busy={disconnect.isPending}
        onConfirm={() => disconnect.mutate({ connectionId: id })}
      >
        {t("disconnect.what")}
      </ConfirmDialog>
    </Section>
  );
}
