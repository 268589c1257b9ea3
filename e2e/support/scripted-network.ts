import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import type {
  CommitResult,
  Handles,
  PollResult,
  Proof,
  PublishCapability,
  PublishContext,
  Published,
  PublishStep,
  Removal,
  Verdict,
} from "#server/platforms/platform.ts";

/** What goes wrong with one call. */
export type Disturbance =
  /** The network answers with this error; nothing happened there. */
  | { kind: "refuse"; error: AppError }
  /** The connection breaks before the network has it; we cannot know. */
  | { kind: "drop" }
  /** It happens there, and the answer is lost. */
  | { kind: "apply-then-drop" }
  /** It happens there, and a 5xx comes back. */
  | { kind: "apply-then-500" }
  /** It happens there, and the answer cannot be understood: not even an error of ours is thrown. */
  | { kind: "apply-then-garbage" }
  /** The connection breaks, and the request still arrives and happens this much later. */
  | { kind: "apply-late"; afterMs: number };

/** What the network gives out as public: the judge. */
export interface Effect {
  thing: string;
  text: string;
  /** What it answers to, in a chain. */
  parent?: string;
  at: Date;
}

interface Thing {
  id: string;
  parent?: string;
  text: string;
  polls: number;
  published: boolean;
  failed?: string;
}

export interface ScriptedNetwork {
  publish: PublishCapability;
  /** Every time something became public. Publishing one thing twice counts twice: no network is trusted to notice. */
  effects(text: string): Effect[];
  /** Names of the calls that reached this network's client, in order. */
  calls: string[];
  /** The next calls of this name go wrong like this, one after the other. */
  disturb(call: string, ...disturbances: Disturbance[]): void;
  /** Polls that answer "not yet" before a thing is ready; Infinity for never. */
  pollsUntilReady: number;
  /** What the network says of the next thing it has accepted: its fate when it is not to become public. */
  rejectsAccepted: string | undefined;
  /** Why the network keeps what it is told to delete, where it does. */
  keeps: string | undefined;
  /** Answers to reconcile that replace the honest one. */
  verdicts: Verdict[];
}

const SETTLE_AFTER_MS = 60_000;
export const SCRIPTED_SETTLE_MS = SETTLE_AFTER_MS;

/** Steps in order, and which of them is the irreversible one. */
export const SCRIPTED_STEPS = {
  container: { steps: ["create", "status", "publish"], commit: "publish" },
  upload: { steps: ["init", "chunk", "last_chunk", "fetch"], commit: "last_chunk" },
  chain: {
    steps: ["create_1", "post_1", "create_2", "post_2", "create_3", "post_3"],
    commit: ["post_1", "post_2", "post_3"],
  },
} as const;

export type Style = keyof typeof SCRIPTED_STEPS;

/**
 * A network in memory, in the three shapes there are: a container that is published by one call (Instagram), an upload
 * whose last chunk sets things going (TikTok), and a chain of posts that answer one another (X, Threads). It outlives
 * every worker, as networks do.
 */
export function scriptedNetwork(clock: Clock, style: Style, proof: Proof = "status-handle"): ScriptedNetwork {
  const things = new Map<string, Thing>();
  const effects: Effect[] = [];
  const late: { at: number; apply: () => void }[] = [];
  const planned = new Map<string, Disturbance[]>();
  const network: ScriptedNetwork = {
    calls: [],
    pollsUntilReady: 1,
    rejectsAccepted: undefined,
    keeps: undefined,
    verdicts: [],
    effects: (text) => {
      arrive();
      return effects.filter((effect) => effect.text === text);
    },
    disturb: (call, ...disturbances) =>
      void planned.set(call, [...(planned.get(call) ?? []), ...disturbances]),
    publish: {
      proof,
      settleAfterMs: SETTLE_AFTER_MS,
      plan: (context) => STEPS[style](context),
      reconcile: (context) => call("reconcile", () => verdictOf(context)),
      remove: (_session, published) => call("remove", () => removalOf(published)),
    },
  };

  function arrive() {
    for (const entry of late.splice(0)) {
      if (entry.at <= clock.now().getTime()) entry.apply();
      else late.push(entry);
    }
  }

  /** One request: what is disturbed here is disturbed as a network does it, between applying and answering. */
  async function call<T>(name: string, apply: () => T): Promise<T> {
    network.calls.push(name);
    arrive();
    const disturbance = planned.get(name)?.shift();
    const lost = (applied: boolean) =>
      new AppError("NETWORK_ERROR", `connection lost, applied: ${applied}`, {
        ambiguous: true,
        retryable: true,
      });
    switch (disturbance?.kind) {
      case undefined:
        return apply();
      case "refuse":
        throw disturbance.error;
      case "drop":
        throw lost(false);
      case "apply-late":
        late.push({ at: clock.now().getTime() + disturbance.afterMs, apply });
        throw lost(false);
      case "apply-then-drop":
        apply();
        throw lost(true);
      case "apply-then-500":
        apply();
        throw new AppError("UPSTREAM_ERROR", "500", { status: 500, retryable: true });
      case "apply-then-garbage":
        apply();
        throw new TypeError("cannot read properties of undefined");
    }
  }

  const make = (text: string, parent?: string): Thing => {
    const answers = parent ? { parent } : {};
    const thing = { id: `thing-${things.size + 1}`, text, ...answers, polls: 0, published: false };
    things.set(thing.id, thing);
    return thing;
  };
  const find = (id: unknown): Thing => {
    const thing = things.get(String(id));
    if (!thing) throw new AppError("NOT_FOUND", `no thing ${id}`, { providerCode: "404" });
    return thing;
  };
  const goPublic = (thing: Thing) => {
    thing.published = true;
    const answers = thing.parent ? { parent: thing.parent } : {};
    effects.push({ thing: thing.id, text: thing.text, ...answers, at: clock.now() });
  };
  /** Deletes every piece; what is gone already is gone. */
  function removalOf({ remoteId, parts }: Published): Removal {
    if (network.keeps) return { removed: false, why: network.keeps };
    const gone = parts.length > 0 ? parts.map((part) => part.remoteId) : [remoteId];
    for (const id of gone) {
      const at = effects.findIndex(({ thing }) => `post-${thing}` === id);
      if (at >= 0) effects.splice(at, 1);
    }
    return { removed: true };
  }

  const liveAt = (thing: Thing) => ({
    remoteId: `post-${thing.id}`,
    remoteUrl: `https://net.test/${thing.id}`,
  });

  function containerStep({ handles, content }: PublishContext): PublishStep {
    if (!handles.container)
      return {
        type: "safe",
        name: "create",
        run: () => call("create", () => ({ container: make(content.text).id })),
      };
    if (!handles.ready)
      return {
        type: "poll",
        name: "status",
        run: () => call("status", () => status(find(handles.container))),
      };
    return {
      type: "commit",
      name: "publish",
      run: () =>
        call("publish", (): CommitResult => {
          const thing = find(handles.container);
          goPublic(thing);
          return { handles: { post: liveAt(thing).remoteId }, live: liveAt(thing) };
        }),
    };
  }

  function status(thing: Thing): PollResult {
    if (thing.polls >= network.pollsUntilReady) return { state: "ready", handles: { ready: 1 } };
    thing.polls += 1;
    return { state: "waiting", again: { afterMs: 2_000 } };
  }

  function uploadStep({ handles, content }: PublishContext): PublishStep {
    if (handles.sent)
      return {
        type: "poll",
        name: "fetch",
        run: () => call("fetch", () => fetchStatus(find(handles.upload))),
      };
    if (!handles.upload)
      return {
        type: "safe",
        name: "init",
        run: () => call("init", (): Handles => ({ upload: make(content.text).id, bytes: 0 })),
      };
    if (handles.bytes === 0)
      return { type: "safe", name: "chunk", run: () => call("chunk", (): Handles => ({ bytes: 50 })) };
    return {
      type: "commit",
      name: "last_chunk",
      run: () =>
        call("last_chunk", (): CommitResult => {
          const thing = find(handles.upload);
          if (network.rejectsAccepted === undefined) goPublic(thing);
          else thing.failed = network.rejectsAccepted;
          return { handles: { bytes: 100, sent: 1 } };
        }),
    };
  }

  /** Each part is made ready and then posted as the answer to the one before. */
  function chainStep({ handles, content }: PublishContext): PublishStep {
    const { parts = [content.text] } = content;
    const posted = Number(handles.posted ?? 0);
    const text = parts[posted];
    if (text === undefined) return { type: "done", live: liveAt(find(handles.first)) };
    const part = posted + 1;
    if (!handles.prepared)
      return {
        type: "safe",
        name: `create_${part}`,
        run: () => call(`create_${part}`, (): Handles => ({ prepared: make(text, lastOf(handles)).id })),
      };
    return {
      type: "commit",
      name: `post_${part}`,
      run: () =>
        call(`post_${part}`, (): CommitResult => {
          const thing = find(handles.prepared);
          goPublic(thing);
          return { settled: true, handles: afterPart(handles, thing), live: liveAt(thing) };
        }),
    };
  }

  const lastOf = ({ last }: Handles) => (last === undefined ? undefined : String(last));
  const afterPart = (handles: Readonly<Handles>, thing: Thing): Handles => ({
    posted: Number(handles.posted ?? 0) + 1,
    first: handles.first ?? thing.id,
    last: thing.id,
    prepared: "",
  });
  const STEPS = { container: containerStep, upload: uploadStep, chain: chainStep };

  function fetchStatus(thing: Thing): PollResult {
    if (thing.failed === "internal") {
      network.rejectsAccepted = undefined;
      return { state: "restart", evidence: "internal", drop: ["upload", "bytes", "sent"] };
    }
    if (thing.failed) throw new AppError("CONTENT_REJECTED", "turned down", { providerCode: thing.failed });
    thing.polls += 1;
    return thing.polls > network.pollsUntilReady
      ? { state: "live", live: liveAt(thing) }
      : { state: "waiting", again: { afterMs: 2_000 } };
  }

  function verdictOf({ handles }: PublishContext): Verdict {
    const scripted = network.verdicts.shift();
    if (scripted) return scripted;
    const thing = find(handles.container ?? handles.upload ?? handles.prepared);
    if (thing.failed && thing.failed !== "internal")
      return { verdict: "failed", providerCode: thing.failed, evidence: `${thing.id} failed` };
    if (!thing.published && !thing.failed)
      return { verdict: "not-happened", evidence: `${thing.id} still waits` };
    if (style === "chain") {
      const settled = { handles: afterPart(handles, thing), live: liveAt(thing) };
      return { verdict: "settled", ...settled, evidence: `${thing.id} is public` };
    }
    return style === "container"
      ? { verdict: "live", live: liveAt(thing), evidence: `${thing.id} is public` }
      : { verdict: "accepted", handles: { bytes: 100, sent: 1 }, evidence: `${thing.id} has arrived` };
  }

  return network;
}
