/** What a key press means outside of fields. `go` waits for a second key within a second. */
export type Shortcut = { do: "compose" } | { do: "help" } | { do: "go"; key: string } | { do: "wait" } | null;

export interface KeyPress {
  key: string;
  /** Ctrl, ⌘ or Alt was held: the browser's and the system's own shortcuts stay theirs. */
  modified: boolean;
  /** The `g` of a pending `g` + key is younger than a second. */
  afterG: boolean;
}

/** Letters are compared as typed, so the shortcuts are the same on every keyboard layout. */
export function readShortcut({ key, modified, afterG }: KeyPress, goKeys: readonly string[]): Shortcut {
  if (modified) return null;
  const typed = key.toLowerCase();
  if (afterG) return goKeys.includes(typed) ? { do: "go", key: typed } : null;
  if (typed === "g") return { do: "wait" };
  if (typed === "c") return { do: "compose" };
  return typed === "?" ? { do: "help" } : null;
}
