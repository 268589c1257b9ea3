import type { AppError } from "#server/core/errors.ts";
import type { NotifyInput } from "#server/features/notifications/service.ts";
import { postTitle } from "#server/features/post-title.ts";
import { textOf } from "./content.ts";
import { settledParts } from "./parts.ts";
import type { ClaimRow } from "./repo.ts";

const titleOf = (row: ClaimRow): string => postTitle(textOf(row));

/** What every notice about a target carries. `type` is an i18n key under `notifications`. */
function notice(
  row: ClaimRow,
  network: string,
  type: string,
  severity: NotifyInput["severity"],
): NotifyInput {
  return {
    workspaceId: row.workspaceId,
    type,
    severity,
    params: { network, handle: row.connection.handle, title: titleOf(row) },
    href: `/posts/${row.postId}`,
    dedupeKey: `${type}:${row.id}:${row.revision}`,
  };
}

/**
 * A target could not be published; or, where `parts` of it are public, not to its end. `reason` is an i18n key under
 * `errors`.
 */
export function failedNotice(
  row: ClaimRow,
  network: string,
  error: AppError,
  parts = settledParts(row.publicParts).length,
): NotifyInput {
  const base = notice(row, network, parts > 0 ? "post.broke_off" : "post.failed", "error");
  const count: NotifyInput["params"] = parts > 0 ? { count: parts } : {};
  return {
    ...base,
    params: { ...error.params, ...base.params, ...count, reason: error.userMessage },
    mail: true,
  };
}

/** The answer of the network was lost, and asking has not told yet. */
export const unknownNotice = (row: ClaimRow, network: string): NotifyInput =>
  notice(row, network, "post.unknown", "warning");

/** We stopped asking: a person has to look. */
export const unconfirmedNotice = (row: ClaimRow, network: string): NotifyInput =>
  notice(row, network, "post.unconfirmed", "warning");

/** Its time has passed, and its people decide. */
export const lateNotice = (row: ClaimRow, network: string): NotifyInput => ({
  ...notice(row, network, "post.late", "warning"),
  mail: true,
});

/** It is due on an account we do not send for: somebody sends it. */
export const assistedNotice = (row: ClaimRow, network: string): NotifyInput => ({
  ...notice(row, network, "post.assisted", "warning"),
  mail: true,
});

/** It was to be deleted there, and is not. `reason` is an i18n key under `errors`. */
export function unremovedNotice(row: ClaimRow, network: string, error: AppError): NotifyInput {
  const base = notice(row, network, "post.not_removed", "error");
  return {
    ...base,
    params: { ...error.params, ...base.params, reason: error.userMessage },
    dedupeKey: `${base.dedupeKey}:${row.removeAskedAt?.getTime() ?? 0}`,
  };
}

/** A target waits for its account to be reconnected. */
export const reconnectNotice = (row: ClaimRow, network: string): NotifyInput => ({
  ...notice(row, network, "post.waiting_reconnect", "warning"),
  href: "/accounts",
});
