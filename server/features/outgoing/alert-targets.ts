import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { readAddress } from "./address.ts";
import { type Alert, type AlertLocale, alertWord } from "./alert-text.ts";
import { type AlertParcel, type Posted, postAlert } from "./alert-wire.ts";
import { limitByHand } from "./by-hand.ts";
import { alertPlace, type OutgoingDeps } from "./deps.ts";
import { tooMany } from "./endpoints.ts";
import * as repo from "./repo.ts";
import {
  type alertTargetOutput,
  type alertTestOutput,
  type createAlertTargetInput,
  TEST_EVENT,
} from "./schema.ts";

type Target = z.infer<typeof alertTargetOutput>;

/** What admins do with the workspace's alert channels. */
export interface AlertTargetsService {
  alertTargets(actor: Actor): Promise<Target[]>;
  /** Throws VALIDATION_ERROR for an address that may not be dialled, CONFLICT when there are too many. */
  createAlertTarget(actor: Actor, input: z.infer<typeof createAlertTargetInput>): Promise<Target>;
  removeAlertTarget(actor: Actor, alertTargetId: string): Promise<void>;
  enableAlertTarget(actor: Actor, alertTargetId: string): Promise<void>;
  /** Sends one now and tells what came back; one that is taken switches the target on again. Throws RATE_LIMITED. */
  testAlertTarget(actor: Actor, alertTargetId: string): Promise<z.infer<typeof alertTestOutput>>;
}

const MOST_TARGETS = 10;
const SETTINGS_PATH = "/settings/webhooks";

export function createAlertTargetsService(deps: OutgoingDeps): AlertTargetsService {
  const { db } = deps;
  return {
    async alertTargets(actor) {
      requireRole(actor, "admin");
      return (await repo.listAlertTargets(db, actor.workspaceId)).map(present);
    },
    createAlertTarget: (actor, input) => create(deps, actor, input),
    async removeAlertTarget(actor, alertTargetId) {
      requireRole(actor, "admin");
      await repo.deleteAlertTarget(db, actor.workspaceId, alertTargetId);
    },
    async enableAlertTarget(actor, alertTargetId) {
      requireRole(actor, "admin");
      const { id, workspaceId } = await repo.findAlertTarget(db, actor.workspaceId, alertTargetId);
      await repo.updateAlertTarget(db, { id, workspaceId }, { disabledAt: null, ...WELL });
    },
    testAlertTarget: (actor, alertTargetId) => test(deps, actor, alertTargetId),
  };
}

const present = ({
  createdByUserId: _,
  workspaceId: __,
  url: ___,
  locale: ____,
  updatedAt: _____,
  ...row
}: repo.AlertTargetRow): Target => row;

const WELL = { lastErrorAt: null, lastErrorCode: null, lastErrorStatus: null };

async function create(
  deps: OutgoingDeps,
  actor: Actor,
  { url, ...input }: z.infer<typeof createAlertTargetInput>,
): Promise<Target> {
  requireRole(actor, "admin");
  const { href, host } = readAddress(url, deps.mayDial);
  const { workspaceId, userId: createdByUserId } = actor;
  const now = deps.clock.now();
  const id = newId(now.getTime());
  const sealed = await deps.secretBox.seal(href, alertPlace({ workspaceId, id }));
  const row = await deps.work.run(async (tx) => {
    if ((await repo.countAlertTargets(tx.db, workspaceId)) >= MOST_TARGETS) throw tooMany(MOST_TARGETS);
    return repo.insertAlertTarget(tx.db, {
      ...{ ...input, id, workspaceId, createdByUserId, host, url: sealed, createdAt: now },
    });
  });
  return present(row);
}

async function test(deps: OutgoingDeps, actor: Actor, alertTargetId: string) {
  requireRole(actor, "admin");
  const row = await repo.findAlertTarget(deps.db, actor.workspaceId, alertTargetId);
  await limitByHand(deps, actor);
  const at = deps.clock.now();
  const alert: Alert = {
    ...{ type: TEST_EVENT, at, data: {} },
    title: wordOf(row, "testTitle"),
    text: wordOf(row, "testText"),
    link: linkTo(deps, row, SETTINGS_PATH),
  };
  const { answer } = await postTo(deps, row, alert);
  if (answer) await remember(deps, row, answer, answer.ok ? { disabledAt: null } : {});
  return {
    ok: answer?.ok ?? false,
    statusCode: answer?.statusCode ?? null,
    errorCode: answer ? answer.errorCode : "UNAVAILABLE",
  };
}

// Sending --------------------------------------------------------------------------------------------------------------

/** Page that shows what an event is about. */
const pathOf = (data: Record<string, unknown>): string => {
  if (typeof data.postId === "string") return `/posts/${data.postId}`;
  const { id } = (data.account ?? {}) as { id?: unknown };
  return typeof id === "string" ? `/accounts/${id}` : SETTINGS_PATH;
};

const localeOf = (row: repo.AlertTargetRow): AlertLocale => (row.locale === "fr" ? "fr" : "en");
const wordOf = (row: repo.AlertTargetRow, key: string, values: Record<string, string | number> = {}) =>
  alertWord(localeOf(row), key, values);
const linkTo = ({ appUrl }: OutgoingDeps, row: repo.AlertTargetRow, path: string) => ({
  ...{ label: wordOf(row, "open"), url: `${appUrl}${path}` },
});

/**
 * The job: one event to one channel. What the channel will never take is written down, and a channel that is gone is
 * switched off with a word to its people. Throws retryable errors for what passes.
 */
export async function sendAlert(
  deps: OutgoingDeps,
  { alertTargetId, messageId }: { alertTargetId: string; messageId: string },
  signal: AbortSignal,
): Promise<string> {
  const row = await repo.findAlertTargetToSend(deps.db, alertTargetId);
  const message = await repo.findMessage(deps.db, messageId);
  if (!row || !message || row.disabledAt) return "nothing to send";
  const data = message.data as Record<string, unknown>;
  const account = (data.account ?? {}) as { network?: string; handle?: string };
  const values = {
    network: deps.networkLabel(account.network ?? ""),
    handle: account.handle ?? "",
    workspace: row.organization.name,
  };
  const posted = await postTo(
    deps,
    row,
    {
      ...{ type: message.type, at: message.occurredAt, data },
      title: wordOf(row, `${message.type}.title`, values),
      text: wordOf(row, `${message.type}.text`, values),
      link: linkTo(deps, row, pathOf(data)),
    },
    signal,
  );
  return settle(deps, row, posted);
}

async function postTo(
  deps: OutgoingDeps,
  row: repo.AlertTargetRow,
  alert: Alert,
  signal?: AbortSignal,
): Promise<Posted> {
  const url = await deps.secretBox.open(row.url, alertPlace(row));
  const parcel: AlertParcel = { kind: row.kind, url, alert, targetId: row.id };
  return postAlert(deps, { ...parcel, ...(signal ? { signal } : {}) });
}

async function settle(deps: OutgoingDeps, row: repo.AlertTargetRow, posted: Posted): Promise<string> {
  if (posted.answer) await remember(deps, row, posted.answer);
  if (posted.outcome === "later") {
    const { retryAfterMs } = posted;
    throw new AppError("UNAVAILABLE", `${row.kind} takes no alert now`, {
      retryable: true,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (posted.outcome === "gone") await stop(deps, row);
  return posted.outcome;
}

async function remember(
  { db, clock }: OutgoingDeps,
  row: repo.AlertTargetRow,
  { ok, statusCode, errorCode }: NonNullable<Posted["answer"]>,
  more: { disabledAt?: null } = {},
): Promise<void> {
  const at = clock.now();
  await repo.updateAlertTarget(
    db,
    row,
    ok
      ? { lastSentAt: at, ...WELL, ...more }
      : { lastErrorAt: at, lastErrorCode: errorCode, lastErrorStatus: statusCode },
  );
}

async function stop(deps: OutgoingDeps, row: repo.AlertTargetRow): Promise<void> {
  const { workspaceId, id, label, host } = row;
  const at = deps.clock.now();
  await deps.work.run(async (tx) => {
    if (!(await repo.stopAlertTarget(tx.db, row, at))) return;
    await deps.notifications.notify(tx, {
      ...{ workspaceId, type: "webhook.alerts_stopped", severity: "error", mail: true },
      params: { label, host },
      href: SETTINGS_PATH,
      dedupeKey: `webhook.alerts_stopped:${id}:${at.getTime()}`,
    });
  });
}
