import type { Tx } from "#server/features/unit-of-work.ts";
import type { OutgoingDeps } from "./deps.ts";
import type { OperatorAlerts } from "./operator-alerts.ts";
import { cancelPending, type EndpointRow, updateEndpoint } from "./repo.ts";

export type DisabledReason = "gone" | "failing" | "person";

/** Where the page of an endpoint is. */
const pageOf = (endpointId: string): string => `/settings/webhooks/${endpointId}`;

/**
 * Switches an endpoint off, with everything on its way to it; a person switches it on again. Unless a person did it, its
 * people are told, once. The caller holds the endpoint.
 */
export async function disable(
  deps: Pick<OutgoingDeps, "notifications"> & { alerts: Pick<OperatorAlerts, "raise"> },
  tx: Tx,
  endpoint: EndpointRow,
  reason: DisabledReason,
  at: Date,
): Promise<void> {
  const { workspaceId, id, url } = endpoint;
  if (endpoint.status === "disabled") return;
  await updateEndpoint(tx.db, workspaceId, id, {
    ...{ status: "disabled", disabledReason: reason, disabledAt: at },
  });
  await cancelPending(tx.db, id, at);
  if (reason === "person") return;
  await deps.notifications.notify(tx, {
    workspaceId,
    type: `webhook.${reason}`,
    severity: "error",
    params: { host: new URL(url).host },
    href: pageOf(id),
    dedupeKey: `webhook.${reason}:${id}:${at.getTime()}`,
    mail: true,
  });
  await deps.alerts.raise(tx, "endpoint.disabled");
}
