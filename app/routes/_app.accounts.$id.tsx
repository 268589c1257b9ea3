import { Button } from "@mantine/core";
import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { EndingAlert } from "#app/features/accounts/at-risk.tsx";
import { AudienceSection } from "#app/features/accounts/audience.tsx";
import { ConnectionBadge } from "#app/features/accounts/connection-badge.tsx";
import {
  BrokenAlert,
  type ConnectionDetail,
  QuotaSection,
  TokenSection,
} from "#app/features/accounts/connection-detail.tsx";
import { DisconnectSection } from "#app/features/accounts/disconnect.tsx";
import { JOURNAL_PAGE, JournalSection } from "#app/features/accounts/journal.tsx";
import { PermissionsSection } from "#app/features/accounts/permissions.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { AccountAvatar } from "#app/ui/account-avatar.tsx";
import { BackLink, Page, PageHead } from "#app/ui/page-head.tsx";
import { platformLabel } from "#app/ui/platform-mark.tsx";

export const meta = pageMeta("accounts:title");

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const id = z.uuid().safeParse(params.id);
  if (!id.success) throw new Response(null, { status: 404 });
  const caller = await api(context).caller(request);
  const connectionId = id.data;
  const [connection, journal] = await answered(
    Promise.all([
      caller.accounts.get({ connectionId }),
      caller.accounts.rotations({ connectionId, limit: JOURNAL_PAGE }),
    ]),
  );
  return { connection, journal };
}

export default function Account() {
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const { data: connection } = useQuery({
    ...trpc.accounts.get.queryOptions({ connectionId: loaded.connection.id }),
    initialData: loaded.connection,
  });
  return (
    <Page width="reading">
      <Head connection={connection} />
      <BrokenAlert connection={connection} />
      <EndingAlert connection={connection} />
      <TokenSection connection={connection} />
      <QuotaSection connection={connection} />
      <AudienceSection connection={connection} />
      <PermissionsSection connection={connection} />
      <JournalSection key={connection.id} connectionId={connection.id} initial={loaded.journal} />
      <DisconnectSection connection={connection} />
    </Page>
  );
}

function Head({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  const times = useTimes();
  const mayConnect = useMay("admin");
  const { id, platform, flavor, handle, displayName, status, connectedAt } = connection;
  const since = t("since", { time: times.relative(connectedAt) });
  return (
    <PageHead
      before={<BackLink to={paths.accounts}>{t("back")}</BackLink>}
      mark={<AccountAvatar account={connection} size={32} />}
      title={displayName || `@${handle}`}
      beside={<ConnectionBadge status={status} />}
      lead={
        <span
          suppressHydrationWarning
        >{`${t("on", { handle, network: platformLabel(platform) })}, ${since}`}</span>
      }
      action={
        mayConnect ? (
          <Button component="a" href={paths.connect(platform, flavor, paths.account(id))} variant="default">
            {t("reconnect")}
          </Button>
        ) : null
      }
    />
  );
}
