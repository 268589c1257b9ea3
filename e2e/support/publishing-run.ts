import type {
  Handles,
  Live,
  PublishCapability,
  PublishContent,
  PublishMedia,
  PublishStep,
} from "#server/platforms/platform.ts";

type Session = Parameters<PublishCapability["plan"]>[0]["session"];

/** Media as publishing hands it to a platform: bytes are zeros, the address is made up. */
export function fakeMedia(
  kind: "image" | "video",
  bytes: number,
  more: Partial<PublishMedia> = {},
): PublishMedia {
  return {
    id: `${kind}-${bytes}`,
    kind,
    contentType: kind === "image" ? "image/jpeg" : "video/mp4",
    bytes,
    width: 1080,
    height: 1350,
    ...(kind === "video" ? { durationMs: 12_000 } : {}),
    url: async () => `https://media.test/${kind}-${bytes}`,
    read: async (start, end) => new Uint8Array(end - start + 1),
    ...more,
  };
}

export interface Run {
  handles: Handles;
  armedAt: Date | undefined;
  /** Names of the steps taken, commits marked with `!`. */
  steps: string[];
  live: Live | undefined;
}

/**
 * What the publishing engine does with a plan, without database and clock: takes steps until live or `most` are made,
 * and sleeps `waitMs` wherever a poll says "not yet".
 */
export async function takeSteps(
  publish: PublishCapability,
  content: PublishContent,
  session: Session,
  run: Partial<Run> = {},
  most = 40,
  waitMs = 0,
): Promise<Run> {
  const handles = { ...run.handles };
  const state: Run = { armedAt: undefined, live: undefined, ...run, handles, steps: [...(run.steps ?? [])] };
  for (let taken = 0; taken < most && !state.live; taken++) {
    const armed = state.armedAt ? { armedAt: state.armedAt } : {};
    const step = publish.plan({ content, session, handles: { ...state.handles }, ...armed });
    if (step.type === "done") state.live = step.live;
    else await takeStep(state, step, waitMs);
  }
  return state;
}

/** Takes every step up to the irreversible one, which is not taken. */
export async function prepare(
  publish: PublishCapability,
  content: PublishContent,
  session: Session,
  waitMs: number,
): Promise<Run> {
  let run: Run = { handles: {}, armedAt: undefined, steps: [], live: undefined };
  while (publish.plan({ content, session, handles: run.handles }).type !== "commit")
    run = await takeSteps(publish, content, session, run, 1, waitMs);
  return run;
}

async function takeStep(
  state: Run,
  step: Exclude<PublishStep, { type: "done" }>,
  waitMs: number,
): Promise<void> {
  state.steps.push(step.type === "commit" ? `${step.name}!` : step.name);
  if (step.type === "safe") Object.assign(state.handles, await step.run());
  if (step.type === "commit") {
    state.armedAt = new Date();
    const result = await step.run();
    Object.assign(state.handles, result.handles);
    if (result.applied === false || result.settled) state.armedAt = undefined;
    if (!result.settled) state.live = result.live;
  }
  if (step.type === "poll") {
    const result = await step.run();
    if (result.state === "restart") for (const key of result.drop) delete state.handles[key];
    else Object.assign(state.handles, result.handles);
    if (result.state === "live") state.live = result.live;
    if (result.state === "settled") state.armedAt = undefined;
    if (result.state === "waiting") await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
