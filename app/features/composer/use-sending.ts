import { useState } from "react";
import { isBlocking } from "./issues.ts";
import type { ComposerState } from "./use-composer.ts";

/** The buttons that send a post into the world: they never stand disabled, they lead to what is missing. */
export function useSending(composer: ComposerState) {
  const { draft, autosave, scheduling, show, showPlace } = composer;
  const [timeAsked, setTimeAsked] = useState(false);
  const accountMissing = () => {
    if (draft.targets.length > 0) return false;
    showPlace({ field: "targets", connectionId: null });
    return true;
  };
  return {
    /** The person wanted to schedule without a time. */
    timeMissing: timeAsked && draft.at === null,
    /** Sends at the chosen time. */
    schedule() {
      setTimeAsked(true);
      if (accountMissing()) return;
      if (draft.at === null) showPlace({ field: "scheduledAt", connectionId: null });
      else if (draft.repeat) void scheduling.saveSeries();
      else void scheduling.schedule();
    },
    /** Takes the first slot that is free. */
    takeNextSlot() {
      if (!accountMissing()) void scheduling.takeNextSlot();
    },
    /** True when nothing known keeps the post from going out. */
    readyToPublish(): boolean {
      const first = autosave.issues.find(isBlocking);
      if (first) show(first);
      return !first && !accountMissing();
    },
  };
}

export type Sending = ReturnType<typeof useSending>;
