import { useHotkeys } from "@mantine/hooks";
import type { ComposerState } from "./use-composer.ts";
import type { Sending } from "./use-sending.ts";

/** ⌘↵ sends at the chosen time, ⇧⌘↵ at the next free slot, ⌘S stores at once. Both work while typing, where they are most wanted. */
export function useComposerKeys(composer: ComposerState, sending: Sending) {
  const { locked, planned, series, scheduling, autosave, draft } = composer;
  const send = () => {
    if (locked || scheduling.busy) return;
    if (planned && !series) void scheduling.save();
    else sending.schedule();
  };
  const queue = () => {
    if (!locked && !planned && !scheduling.busy && draft.repeat === null) sending.takeNextSlot();
  };
  const store = () => {
    if (!locked && !planned) void autosave.store.flush();
  };
  useHotkeys(
    [
      ["mod+Enter", send],
      ["mod+shift+Enter", queue],
      ["mod+S", store],
    ],
    [],
  );
}
