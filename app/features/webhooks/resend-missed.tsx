import { Button, NativeSelect, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";
import { useTRPC, useTRPCClient } from "#app/lib/trpc.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { Endpoint } from "./endpoint-state.tsx";

const HOUR_MS = 3_600_000;
/** Deliveries are kept for 30 days. */
const RANGES = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS };
type Range = keyof typeof RANGES;

/** Sends what the endpoint did not take once more; asks before, and says how much it is. */
export function ResendMissed({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation("outgoing");
  const [asked, setAsked] = useState<Date | null>(null);
  if (endpoint.status !== "active") return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconHistory size={16} aria-hidden />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => setAsked(new Date())}
      >
        {t("missed.resend")}
      </Button>
      <MissedDialog endpointId={endpoint.id} asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

interface MissedDialogProps {
  endpointId: string;
  /** When the person asked; what ends later is left alone. Null while nobody does. */
  asked: Date | null;
  onClose: () => void;
}

function MissedDialog({ endpointId, asked, onClose }: MissedDialogProps) {
  const { t } = useTranslation("outgoing");
  const [range, setRange] = useState<Range>("day");
  const until = asked ?? new Date(0);
  const input = { endpointId, since: new Date(until.getTime() - RANGES[range]), until };
  const trpc = useTRPC();
  const counted = useQuery(
    trpc.outgoing.missed.queryOptions(input, { enabled: asked !== null, gcTime: 0, retry: false }),
  );
  const { resend, busy } = useResending();
  const nothing = counted.data?.count === 0;
  return (
    <ConfirmDialog
      opened={asked !== null}
      onClose={onClose}
      title={t("missed.resend")}
      confirmLabel={t("missed.confirm")}
      busy={busy || counted.isFetching}
      onConfirm={async () => {
        if (counted.data && !nothing) await resend(input);
        onClose();
      }}
    >
      <Stack gap="sm">
        <NativeSelect
          label={t("missed.since")}
          value={range}
          data={Object.keys(RANGES).map((value) => ({ value, label: t(`missed.range.${value}`) }))}
          onChange={(event) => setRange(event.currentTarget.value as Range)}
        />
        <MissedWords counted={counted} />
      </Stack>
    </ConfirmDialog>
  );
}

interface Counted {
  data: { count: number; more: boolean } | undefined;
  error: unknown;
}

function MissedWords({ counted: { data, error } }: { counted: Counted }) {
  const { t } = useTranslation("outgoing");
  const errorText = useErrorText();
  const words = () => {
    if (error) return errorText(error);
    if (!data) return t("missed.counting");
    if (data.count === 0) return t("missed.none");
    return t(data.more ? "missed.many" : "missed.text", { count: data.count });
  };
  return (
    <Text size="sm" role="status">
      {words()}
    </Text>
  );
}

/** Goes on where an answer had to stop, until all of them are on their way. */
function useResending() {
  const { t } = useTranslation("outgoing");
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  async function resend(input: { endpointId: string; since: Date; until: Date }): Promise<void> {
    setBusy(true);
    let total = 0;
    const done = () => t("missed.done", { count: total });
    try {
      for (let more = true; more; ) {
        const answer = await client.outgoing.resendMissed.mutate(input);
        total += answer.resent;
        more = answer.more;
      }
      toasts.done(done());
    } catch (error) {
      toasts.failed(error, total > 0 ? done() : undefined);
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: trpc.outgoing.pathKey() });
    }
  }
  return { resend, busy };
}
