import { type Alert, bodyFor } from "./alert-text.ts";
import type { OutgoingDeps } from "./deps.ts";
import { type Answer, post } from "./request.ts";
import type { AlertKind } from "./schema.ts";

/** Catalog ids. */
const SERVICES: Record<AlertKind, string> = { slack: "slack", teams: "teams", custom: "custom-alerts" };

export interface AlertParcel {
  kind: AlertKind;
  url: string;
  alert: Alert;
  /** Tells one workspace's target from another's; left out for the installation's own. */
  targetId?: string;
  signal?: AbortSignal;
}

/**
 * One alert to one address. `gone`: the address will never take one again (revoked, archived, deleted). `later`: it may
 * when tried again. Slack answers 200 `ok`, a Teams workflow 202, both errors with a status.
 */
export type Posted =
  | { outcome: "sent"; answer: Answer }
  | { outcome: "refused" | "gone"; answer: Answer }
  | { outcome: "later"; answer?: Answer; retryAfterMs?: number };

export async function postAlert(
  deps: Pick<OutgoingDeps, "http" | "clock">,
  parcel: AlertParcel,
): Promise<Posted> {
  const { kind, url, alert, targetId, signal } = parcel;
  const service = SERVICES[kind];
  const sent = await post(deps, {
    ...{ url, headers: {}, operation: "alert", body: JSON.stringify(bodyFor[kind](alert)) },
    service: targetId === undefined ? service : `${service}:${targetId}`,
    untrusted: targetId !== undefined,
    ...(signal ? { signal } : {}),
  });
  if ("postponedMs" in sent) return { outcome: "later", retryAfterMs: sent.postponedMs };
  const { answer } = sent;
  if (answer.ok) return { outcome: "sent", answer };
  if (isPassing(answer)) {
    const { retryAfterMs } = answer;
    return { outcome: "later", answer, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  return { outcome: GONE.includes(answer.statusCode ?? 0) ? "gone" : "refused", answer };
}

/** Slack: invalid_token, action_prohibited, no_service, channel_not_found, channel_is_archived. Teams: the flow is off. */
const GONE = [401, 403, 404, 410];

const isPassing = ({ statusCode, errorCode }: Answer): boolean =>
  statusCode === null
    ? errorCode !== "ADDRESS_NOT_ALLOWED"
    : statusCode >= 500 || [408, 425, 429].includes(statusCode);
