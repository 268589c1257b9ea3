import { AppError, isAppError, toAppError } from "#server/core/errors.ts";
import { evidence } from "#server/core/evidence.ts";
import { recordTimeline, type TimelineData } from "#server/features/timeline.ts";
import type { Handles, PublishCapability, Published, Removal } from "#server/platforms/platform.ts";
import { type Answer, ask } from "./ask.ts";
import { unremovedNotice } from "./notices.ts";
import { settledParts } from "./parts.ts";
import { type ClaimRow, findForClaim, settleRemoval, type TargetChange } from "./repo.ts";
import type { PublishDeps } from "./run.ts";
import { CLEAR_ERROR, errorColumns, errorFacts, labelOf } from "./settle.ts";

export type RemovalDeps = Pick<
  PublishDeps,
  "db" | "work" | "clock" | "log" | "faults" | "platform" | "tokens" | "notifications"
>;

export interface RemovalEngine {
  /**
   * Deletes on its network what a person asked to delete. Repeatable: gone already is gone, so a lost answer is settled
   * by asking again. Throws a retryable AppError when the network could not be asked; a refusal is written down.
   */
  run(input: { targetId: string }): Promise<void>;
  /** It will not be tried again by itself: the target says why. Repeatable. */
  abandon(input: { targetId: string }, failure: { code: string }): Promise<void>;
}

export function createRemovalEngine(deps: RemovalDeps): RemovalEngine {
  return {
    run: ({ targetId }) => removeTarget(deps, targetId),
    async abandon({ targetId }) {
      const row = await findForClaim(deps.db, targetId);
      if (row?.removeAskedAt) await refuse(deps, row, unreachable(deps, row));
    },
  };
}

async function removeTarget(deps: RemovalDeps, targetId: string): Promise<void> {
  const row = await findForClaim(deps.db, targetId);
  if (!row?.removeAskedAt) return;
  const remove = deps.platform(row.connection.platform)?.publish.remove;
  if (!remove) return refuse(deps, row, keptBecause("REMOVE_UNSUPPORTED"));
  const answer = await tryTwice(deps, row, remove);
  if (answer.ok) {
    const { value } = answer;
    return value.removed ? settle(deps, row) : refuse(deps, row, keptBecause(value.why));
  }
  const { thrown } = answer;
  const error = toAppError(thrown);
  if (!isAppError(thrown) || error.retryable || error.ambiguous) throw asRetryable(error);
  await refuse(deps, row, error);
}

/** `why` is an i18n key under `errors`. */
const keptBecause = (why: string) =>
  new AppError("CONTENT_REJECTED", "the network keeps it", { userMessage: why });

/** Deleting twice deletes once, so whatever may have been lost is asked for again. */
const asRetryable = (error: AppError): AppError =>
  error.retryable
    ? error
    : new AppError(error.code, error.message, {
        retryable: true,
        userMessage: error.userMessage,
        params: error.params,
        cause: error,
      });

/** With the token at hand; once more with another where that one is refused. */
async function tryTwice(
  deps: RemovalDeps,
  row: ClaimRow,
  remove: NonNullable<PublishCapability["remove"]>,
): Promise<Answer<Removal>> {
  const session = await ask(deps, "session", () => deps.tokens.fresh(row.connectionId));
  if (!session.ok) return session;
  const first = await ask(deps, "remove", () => remove(session.value, publishedOf(row)));
  if (first.ok || !isAppError(first.thrown) || first.thrown.code !== "NEEDS_RECONNECT") return first;
  const error = first.thrown;
  const renewed = await ask(deps, "renew", async () => {
    await deps.tokens.refused(session.value, error);
    return deps.tokens.fresh(row.connectionId);
  });
  return renewed.ok ? ask(deps, "remove", () => remove(renewed.value, publishedOf(row))) : renewed;
}

const publishedOf = (row: ClaimRow): Published => ({
  ...(row.remoteId === null ? {} : { remoteId: row.remoteId }),
  ...(row.remoteUrl === null ? {} : { remoteUrl: row.remoteUrl }),
  handles: row.handles as Handles,
  parts: settledParts(row.publicParts).map(({ remoteId, remoteUrl }) => ({
    ...(remoteId === undefined ? {} : { remoteId }),
    ...(remoteUrl === undefined ? {} : { remoteUrl }),
  })),
});

async function settle(deps: RemovalDeps, row: ClaimRow): Promise<void> {
  const known = evidence("network.answered", { network: labelOf(deps, row), step: "remove" });
  const change = { ...CLEAR_ERROR, status: "removed", removedAt: deps.clock.now(), evidence: known } as const;
  await finish(deps, row, change, "publish.removed", { evidence: known });
}

async function refuse(deps: RemovalDeps, row: ClaimRow, error: AppError): Promise<void> {
  const network = labelOf(deps, row);
  const told = new AppError(error.code, error.message, {
    userMessage: error.userMessage,
    params: { network, ...error.params },
    ...(error.providerCode ? { providerCode: error.providerCode } : {}),
  });
  const notice = unremovedNotice(row, network, told);
  await finish(deps, row, errorColumns(told), "publish.remove_failed", errorFacts(told), notice);
}

async function finish(
  deps: RemovalDeps,
  row: ClaimRow,
  change: TargetChange,
  type: string,
  data: TimelineData,
  notice?: ReturnType<typeof unremovedNotice>,
): Promise<void> {
  const { workspaceId, postId, id: targetId } = row;
  deps.faults.hit("publish:before:commit:remove");
  await deps.work.run(async (tx) => {
    if (!(await settleRemoval(tx.db, row, change))) return;
    await recordTimeline(tx, [{ workspaceId, postId, targetId, type, data, at: deps.clock.now() }]);
    if (notice) await deps.notifications.notify(tx, notice);
    tx.emit({ workspaceId, type: "post.changed", id: postId });
  });
  deps.faults.hit("publish:after:commit:remove");
}

const unreachable = (deps: RemovalDeps, row: ClaimRow) =>
  new AppError("UPSTREAM_ERROR", "the deletion never got through", {
    userMessage: "REMOVE_NEVER_ARRIVED",
    params: { network: labelOf(deps, row) },
  });
