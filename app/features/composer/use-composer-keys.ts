import { useHotkeys } from "@mantine/hooks";
import type { ComposerState } from "./use-composer.ts";
import type { Sending } from "./use-sending.ts";

/** ⌘↵ sends at the chosen time, ⌘S stores at once. Both work while typing, where they are most wanted. */
export function useComposerKeys({ locked, planned, scheduling, autosave }: ComposerState, sending: Sending) {
  const send = () => {
    if (locked || scheduling.busy) return;
    if (planned) void scheduling.save();
    else sending.schedule();
  };
  const store = () => {
    if (!locked && !planned) void autosave.store.flush();
  };
  useHotkeys(
    [
      ["mod+Enter", send],
      ["mod+S", store],
    ],
    [],
  );
}
