import type { Handles, Live } from "#server/platforms/platform.ts";
import { commit } from "./commit.ts";
import { publishedSince, storedParts, withPart } from "./parts.ts";
import type { AttemptRow } from "./repo.ts";
import type { PublishDeps, PublishResult, Run } from "./run.ts";
import { CLEAR_ERROR, evidenceText, settleFailed } from "./settle.ts";

/**
 * Posts made by several irreversible calls: the parts of a thread, a first comment. Each call is armed, made and settled
 * by itself; what it made is never made again, whatever becomes of those after it.
 */

export interface SettledCall {
  handles: Handles;
  live?: Live;
  evidence: string;
  /** When it was made, where that was earlier than now. */
  at?: Date;
}

/** No network takes a longer thread. */
const MOST_PARTS = 100;

/**
 * The armed call has done what it was to do: its handles, what it made public and the end of the armed mark are one
 * commit. The plan is asked again afterwards and names what is still missing. Undefined: go on.
 */
export async function settlePart(
  deps: PublishDeps,
  run: Run,
  name: string,
  call: SettledCall,
): Promise<PublishResult | undefined> {
  const handles = { ...run.handles, ...call.handles };
  const stuck = Object.keys(handles).every((key) => handles[key] === run.handles[key]);
  const part = { ...call.live, at: (call.at ?? deps.clock.now()).toISOString() };
  const parts = withPart(run.parts, { ...part, handles });
  const evidence = evidenceText(call.evidence);
  await commit(deps, run, {
    name,
    target: {
      ...CLEAR_ERROR,
      ...addressOf(parts[0] ?? part),
      ...{ status: "publishing", handles, armedAt: null, evidence },
      publicParts: storedParts(parts),
      publishedAt: publishedSince(parts) ?? null,
    },
    attempt: {
      ...{ armedAt: null, sentAt: sentTimes(run.attempt) },
      ...{ outcome: null, errorCode: null, providerCode: null, evidence: null },
    },
    events: [
      { type: "publish.part", data: { part: parts.length, step: name, ...addressOf(part), evidence } },
    ],
  });
  Object.assign(run, { handles, parts, armedAt: undefined, status: "publishing", history: [] });
  // A plan that learns nothing from a call would name it again, and again.
  return stuck || parts.length > MOST_PARTS
    ? settleFailed(deps, run, "fail", new Error(`step ${name} was settled and left nothing behind`))
    : undefined;
}

/** The mark ends with the part, and the ledger keeps its time; a mark that an earlier attempt left is told there. */
const sentTimes = ({ sentAt, armedAt }: AttemptRow): Date[] => (armedAt ? [...sentAt, armedAt] : sentAt);

const addressOf = ({ remoteId, remoteUrl }: Live) => ({
  remoteId: remoteId ?? null,
  remoteUrl: remoteUrl ?? null,
});
