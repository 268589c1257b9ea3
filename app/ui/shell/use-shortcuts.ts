import { useEffect, useRef } from "react";
import { navigation } from "./navigation.ts";
import { readShortcut } from "./shortcuts.ts";

const SEQUENCE_MS = 1_000;
const goKeys = navigation.flatMap((entry) => (entry.key ? [entry.key] : []));

/** True where letters are text: fields, menus that search by letter, and anything behind an open dialog. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"]')) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input, textarea, select, [role=menu], [role=listbox]") !== null)
  );
}

export interface ShortcutActions {
  compose: () => void;
  help: () => void;
  go: (to: string) => void;
}

/** Listens for the shortcuts that work everywhere. */
export function useShortcuts(actions: ShortcutActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    let pressedG = Number.NEGATIVE_INFINITY;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || isTyping(event.target)) return;
      const shortcut = readShortcut(
        {
          key: event.key,
          modified: event.ctrlKey || event.metaKey || event.altKey,
          afterG: event.timeStamp - pressedG < SEQUENCE_MS,
        },
        goKeys,
      );
      pressedG = shortcut?.do === "wait" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (!shortcut || shortcut.do === "wait") return;
      event.preventDefault();
      if (shortcut.do === "compose") latest.current.compose();
      if (shortcut.do === "help") latest.current.help();
      const entry = shortcut.do === "go" ? navigation.find(({ key }) => key === shortcut.key) : undefined;
      if (entry) latest.current.go(entry.to);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
