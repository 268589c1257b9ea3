import type { KeyboardEvent } from "react";

/**
 * Arrow keys, Home and End move the focus between the buttons of a wrapping grid, wherever its rows break. Give it to
 * the grid's `onKeyDown`; the buttons carry `data-tile`.
 */
export function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-tile]")];
  const at = tiles.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const top = tiles[0]?.getBoundingClientRect().top;
  const columns = Math.max(1, tiles.filter((tile) => tile.getBoundingClientRect().top === top).length);
  const target = tiles[targetOf(event.key, at, columns, tiles.length)];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** Index the key leads to; -1 when it leads nowhere. */
export function targetOf(key: string, at: number, columns: number, count: number): number {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = steps[key];
  if (step === undefined) return -1;
  const to = at + step;
  return to >= 0 && to < count ? to : -1;
}
