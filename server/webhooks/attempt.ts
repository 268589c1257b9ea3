import type { Interpretation } from "./meaning.ts";

/** Every state of an event, and what leads from one into another. Nothing else moves an event. */
export type WebhookState = "received" | "processing" | "done" | "ignored" | "failed" | "dead";

interface Transition {
  from: readonly WebhookState[];
  to: WebhookState;
  /** Only whoever holds the latest claim may do it: a late worker writes nothing. */
  held: boolean;
}

/**
 * `claim` also takes over from a claim whose lease is over, and `dead` because a dead job can be replayed; `bury` follows
 * the job's death, whoever holds the event; `reopen` is an operator's replay.
 */
export const transitions = {
  claim: { from: ["received", "failed", "processing", "dead"], to: "processing", held: false },
  apply: { from: ["processing"], to: "done", held: true },
  ignore: { from: ["processing"], to: "ignored", held: true },
  postpone: { from: ["processing"], to: "received", held: true },
  fail: { from: ["processing"], to: "failed", held: true },
  bury: { from: ["received", "processing", "failed"], to: "dead", held: false },
  reopen: { from: ["dead", "ignored"], to: "received", held: false },
} as const satisfies Record<string, Transition>;

export type WebhookTransition = keyof typeof transitions;

/** What an event caused, in words an operator can look up: the handle is the platform's id of what it is about. */
export type WebhookEffect =
  | { name: "settlePublication"; platform: string; accountRef: string; handle: string; news: string }
  | { name: "connectionRevoked" | "messageReceived"; platform: string; accountRef: string };

/** One try of an event, an entry of `webhook_events.history`. */
export interface WebhookAttempt {
  /** Number of the claim; every one has another. */
  fence: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Absent while it runs, and for ever where its process died. */
  endedAt?: string;
  /** `again`: nothing of ours yet, looked at again soon. `replayed`: an operator opened it once more. */
  outcome?: "done" | "ignored" | "again" | "failed" | "dead" | "replayed";
  /** Why it was ignored or failed. Never a secret. */
  why?: string;
  effect?: WebhookEffect;
}

/** Entries kept; the oldest go first. */
export const MOST_ATTEMPTS_KEPT = 50;

/** The effect a meaning has when it is applied. */
export function effectOf(meaning: Interpretation): WebhookEffect | undefined {
  if (meaning.effect === "none") return undefined;
  const { platform, accountRef } = meaning.notice;
  if (meaning.effect !== "settlePublication") return { name: meaning.effect, platform, accountRef };
  const { handle, event } = meaning.notice;
  return {
    name: meaning.effect,
    platform,
    accountRef,
    handle: `${handle.name} ${handle.value}`,
    news: event.news,
  };
}
