/**
 * The sandbox's own time: real time plus an offset that tests move. Providers' lifetimes (tokens, containers, upload
 * addresses) are measured on it, so a 24-hour rule is tested in a millisecond.
 */
export interface SandboxClock {
  /** Milliseconds since the epoch. */
  now(): number;
  iso(): string;
  offsetMs(): number;
  setOffset(offsetMs: number): void;
  onChange(listener: () => void): void;
}

export function sandboxClock(initialOffsetMs = 0): SandboxClock {
  let offset = initialOffsetMs;
  const listeners: (() => void)[] = [];
  return {
    now: () => Date.now() + offset,
    iso: () => new Date(Date.now() + offset).toISOString(),
    offsetMs: () => offset,
    setOffset(offsetMs) {
      offset = offsetMs;
      for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
