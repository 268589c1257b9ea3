import { type AppError, toAppError } from "#server/core/errors.ts";
import { redactText } from "#server/core/redact.ts";
import type { Handles, Live } from "#server/platforms/platform.ts";
import { type Change, commit, type Release } from "./commit.ts";
import { failedNews, publishedNews } from "./news.ts";
import { failedNotice } from "./notices.ts";
import { publishedSince } from "./parts.ts";
import { NO_PARAMS, type TargetChange } from "./repo.ts";
import type { PublishDeps, PublishResult, Run } from "./run.ts";

/** Where a target's way ends, and what is written about errors on it. */

export const CLEAR_ERROR = {
  errorCode: null,
  errorMessage: null,
  errorParams: NO_PARAMS,
  providerCode: null,
} satisfies TargetChange;

/** What a person and the ledger are told of an error; never its message, which is for the log. */
export const errorColumns = (error: AppError) =>
  ({
    errorCode: error.code,
    errorMessage: error.userMessage,
    errorParams: error.params,
    providerCode: error.providerCode ?? null,
  }) satisfies TargetChange;

/** The same for the timeline: `reason` is the i18n key under `errors`, beside the values its sentence needs. */
export const errorFacts = (error: AppError) => ({
  ...error.params,
  code: error.code,
  reason: error.userMessage,
  ...(error.providerCode ? { providerCode: error.providerCode } : {}),
});

/** Evidence as it is stored and shown. */
export const evidenceText = (evidence: string): string => redactText(evidence).slice(0, 1000);

/** Name of a target's network, as people know it. */
export const labelOf = (
  deps: Pick<PublishDeps, "platform">,
  { connection: { platform } }: { connection: { platform: string } },
): string => deps.platform(platform)?.label ?? platform;

export const networkOf = (deps: PublishDeps, run: Run): string => labelOf(deps, run.row);

export interface LiveFacts {
  live: Live;
  evidence: string;
  handles?: Handles;
  /** When it went public, where that was earlier than now. */
  at?: Date;
}

export async function settleLive(
  deps: PublishDeps,
  run: Run,
  name: string,
  facts: LiveFacts,
): Promise<PublishResult> {
  const now = deps.clock.now();
  const evidence = evidenceText(facts.evidence);
  const { remoteId, remoteUrl } = facts.live;
  // Of several parts the first is the post, whatever the last call answered.
  const address = {
    remoteId: run.parts[0]?.remoteId ?? remoteId ?? null,
    remoteUrl: run.parts[0]?.remoteUrl ?? remoteUrl ?? null,
  };
  const publishedAt = publishedSince(run.parts) ?? facts.at ?? now;
  await commit(deps, run, {
    name,
    target: {
      ...CLEAR_ERROR,
      status: "live",
      handles: { ...run.handles, ...facts.handles },
      ...address,
      publishedAt,
      evidence,
      nextCheckAt: null,
    },
    attempt: { outcome: "live", finishedAt: now, evidence, errorCode: null, providerCode: null },
    events: [
      {
        type: "publish.live",
        data: { remoteId: remoteId ?? null, remoteUrl: remoteUrl ?? null, evidence },
      },
    ],
    announce: publishedNews(run.row, { ...address, url: address.remoteUrl, at: publishedAt }),
    release: { at: null },
  });
  return { outcome: "done", note: "live" };
}

/** Nothing more becomes public, beyond the parts that are, and nothing more is tried until a person says so. */
export async function settleFailed(
  deps: PublishDeps,
  run: Run,
  name: string,
  thrown: unknown,
  evidence?: string,
): Promise<PublishResult> {
  const now = deps.clock.now();
  const error = toAppError(thrown);
  const proof = evidence === undefined ? null : evidenceText(evidence);
  if (error.code === "INTERNAL_ERROR")
    deps.log.error("publishing failed unexpectedly", { targetId: run.targetId, error: thrown });
  await commit(deps, run, {
    name,
    target: {
      ...errorColumns(error),
      status: "failed",
      armedAt: null,
      evidence: proof,
      nextCheckAt: null,
    },
    attempt: {
      outcome: "failed",
      finishedAt: now,
      errorCode: error.code,
      providerCode: error.providerCode ?? null,
      evidence: proof,
    },
    events: [
      {
        type: run.parts.length > 0 ? "publish.broke_off" : "publish.failed",
        data: {
          ...errorFacts(error),
          evidence: proof,
          ...(run.parts.length > 0 ? { parts: run.parts.length } : {}),
        },
      },
    ],
    notify: failedNotice(run.row, networkOf(deps, run), error, run.parts.length),
    announce: failedNews(run.row, error, run.parts.length),
    release: { at: null },
  });
  return { outcome: "done", note: `failed: ${error.code}` };
}

/** Gives the target back, until its time comes or somebody rings. */
export async function standDown(
  deps: PublishDeps,
  run: Run,
  change: Change & { release: Release },
  note: string,
): Promise<PublishResult> {
  const at = await commit(deps, run, change);
  return at ? { outcome: "again", at, note } : { outcome: "done", note };
}
