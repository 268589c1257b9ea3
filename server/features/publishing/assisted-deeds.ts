import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { evidence } from "#server/core/evidence.ts";
import type { Actor } from "#server/features/actor.ts";
import { type ActDeps, act, change, refuse } from "./act.ts";
import { assistanceOf } from "./assisted.ts";
import { mediaIdsOf, textOf } from "./content.ts";
import { failedNews, publishedNews } from "./news.ts";
import { findForTask, findNames, type TargetChange } from "./repo.ts";
import type { PublishDeps } from "./run.ts";
import type { confirmSentInput, notSentInput, taskOutput } from "./schema.ts";
import { CLEAR_ERROR } from "./settle.ts";

export type AssistedDeps = ActDeps & Pick<PublishDeps, "platform">;

/** Everything a person needs to send it themselves. Throws NOT_FOUND for a target that is no task. */
export async function readTask(
  deps: AssistedDeps,
  actor: Actor,
  targetId: string,
): Promise<z.infer<typeof taskOutput>> {
  const row = await findForTask(deps.db, actor.workspaceId, targetId);
  const assisted = row ? assistanceOf(deps, row) : undefined;
  if (!row || !assisted) throw new AppError("NOT_FOUND", "no such task");
  return {
    text: textOf(row),
    mediaIds: mediaIdsOf(row),
    openUrl: assisted.openUrl,
    options: Object.entries(row.options as Record<string, unknown>).flatMap(([id, value]) =>
      (typeof value === "string" && value !== "") || value === true ? [{ id, value }] : [],
    ),
  };
}

const SETTLED = { fence: { increment: 1 }, leaseUntil: null, nextCheckAt: null } satisfies TargetChange;

/** "I have sent it": live, with the person as the proof. Whoever says so second is told that it is settled. */
export const confirmSent = (
  deps: AssistedDeps,
  actor: Actor,
  { targetId, remoteUrl }: z.infer<typeof confirmSentInput>,
): Promise<void> =>
  act(deps, actor, targetId, async (tx, target, now) => {
    if (target.status !== "assisted") refuse(target, "TARGET_NOT_ASSISTED");
    const [person] = await findNames(tx.db, [actor.userId]);
    await change(tx, target, {
      ...CLEAR_ERROR,
      ...SETTLED,
      status: "live",
      publishedAt: now,
      evidence: evidence("person.sent_it", { name: person?.name ?? "–" }),
      ...(remoteUrl ? { remoteUrl } : {}),
    });
    await tx.announce(publishedNews(target, { at: now, url: remoteUrl }));
    return { type: "publish.confirmed_sent" };
  });

/** "I could not send it": failed, with what the person says about it; it can be tried again. */
export const notSent = (
  deps: AssistedDeps,
  actor: Actor,
  { targetId, reason }: z.infer<typeof notSentInput>,
): Promise<void> =>
  act(deps, actor, targetId, async (tx, target) => {
    if (target.status !== "assisted") refuse(target, "TARGET_NOT_ASSISTED");
    const [person] = await findNames(tx.db, [actor.userId]);
    const said = reason?.trim() ?? "";
    const userMessage = said === "" ? "ASSISTED_NOT_SENT" : "ASSISTED_NOT_SENT_BECAUSE";
    await change(tx, target, {
      ...SETTLED,
      status: "failed",
      errorCode: "CONTENT_REJECTED",
      errorMessage: userMessage,
      errorParams: said === "" ? {} : { reason: said },
      providerCode: null,
      evidence: evidence("person.did_not_send", { name: person?.name ?? "–" }),
    });
    await tx.announce(failedNews(target, new AppError("CONTENT_REJECTED", "not sent", { userMessage })));
    return { type: "publish.not_sent" };
  });
