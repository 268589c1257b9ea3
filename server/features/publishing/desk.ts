import { AppError, isAppError } from "#server/core/errors.ts";
import type { FreshSession } from "#server/features/tokens/service.ts";
import type {
  PublishContent,
  PublishContext,
  PublishMedia,
  PublishStep,
} from "#server/platforms/platform.ts";
import { ask } from "./ask.ts";
import { effectiveOptions, mediaIdsOf, wordsOf } from "./content.ts";
import type { PublishDeps, PublishingPlatform, Run } from "./run.ts";

/** Everything a run works with, laid out before its first step. */
export interface Desk {
  platform: PublishingPlatform;
  session: FreshSession;
  content: PublishContent;
  /** The media could not be had; enough to ask what became of a call, not enough to make one. */
  mediaProblem?: { thrown: unknown };
  /** Refused tokens that were replaced in this run. */
  renewals: number;
  /** The platform was asked in this run what became of the call. */
  reconciled: boolean;
}

export type Opened = { desk: Desk } | { problem: { step: string; thrown: unknown } };

export async function openDesk(deps: PublishDeps, run: Run): Promise<Opened> {
  const { row } = run;
  const platform = deps.platform(row.connection.platform);
  if (!platform) return { problem: { step: "platform", thrown: switchedOff(row.connection.platform) } };
  const session = await ask(deps, "session", () => deps.tokens.fresh(row.connectionId));
  if (!session.ok) return { problem: { step: "session", thrown: session.thrown } };
  const media = await loadMedia(deps, run, platform);
  if ("thrown" in media && !run.armedAt) return { problem: { step: "media", thrown: media.thrown } };
  const content: PublishContent = {
    kind: row.kind,
    ...wordsOf(row, platform.rules),
    media: "media" in media ? media.media : [],
    options: effectiveOptions(platform.rules.options, row.kind, row.options as Record<string, unknown>),
  };
  const mediaProblem = "thrown" in media ? { mediaProblem: { thrown: media.thrown } } : {};
  return {
    desk: { platform, session: session.value, content, ...mediaProblem, renewals: 0, reconciled: false },
  };
}

const switchedOff = (network: string) =>
  new AppError("CONFIG_MISSING", `${network} is switched off`, {
    userMessage: "PLATFORM_OFF",
    params: { network },
  });

async function loadMedia(
  deps: PublishDeps,
  { row }: Run,
  { rules }: PublishingPlatform,
): Promise<{ media: PublishMedia[] } | { thrown: unknown }> {
  const ids = mediaIdsOf(row);
  if (ids.length === 0) return { media: [] };
  const answer = await ask(deps, "media", () =>
    deps.media.loadMedia(row.workspaceId, ids, { forPlatform: rules, kind: row.kind }),
  );
  return answer.ok ? { media: answer.value } : { thrown: answer.thrown };
}

export const contextOf = (run: Run, desk: Desk): PublishContext => ({
  content: desk.content,
  session: desk.session,
  handles: run.handles,
  ...(run.armedAt ? { armedAt: run.armedAt } : {}),
});

/** The platform's plan; a plan that throws is a bug and is told apart from a step. */
export function planStep(run: Run, desk: Desk): { step: PublishStep } | { thrown: unknown } {
  try {
    return { step: desk.platform.publish.plan(contextOf(run, desk)) };
  } catch (thrown) {
    return { thrown };
  }
}

const MOST_RENEWALS = 2;

/**
 * The platform refused our token. Undefined: another is in place, go on. Otherwise what stands in the way, which is
 * NEEDS_RECONNECT only when the connection was marked and its person told.
 */
export async function renewSession(
  deps: PublishDeps,
  run: Run,
  desk: Desk,
  error: AppError,
): Promise<{ thrown: unknown } | undefined> {
  if (desk.renewals >= MOST_RENEWALS) return { thrown: stillRefused(error) };
  const answer = await ask(deps, "renew", async () => {
    await deps.tokens.refused(desk.session, error);
    return deps.tokens.fresh(run.row.connectionId);
  });
  if (!answer.ok) return { thrown: answer.thrown };
  desk.session = answer.value;
  desk.renewals += 1;
  return undefined;
}

/** Parking would wait for a reconnect nobody was asked for. */
const stillRefused = (error: AppError) =>
  new AppError("UNAVAILABLE", "fresh tokens are refused too", { retryable: true, cause: error });

export const wantsRenewal = (thrown: unknown): thrown is AppError =>
  isAppError(thrown) && thrown.code === "NEEDS_RECONNECT";
