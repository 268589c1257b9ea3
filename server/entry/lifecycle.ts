/** Thrown by a step that was overtaken by the wish to stop: nothing went wrong. */
export class Stopped extends Error {}

export interface Lifecycle {
  /**
   * Runs one step of the start and remembers how to undo it. Throws Stopped, and opens nothing more, once stopping was
   * asked for.
   */
  open<T>(step: () => Promise<T> | T, close?: (opened: T) => Promise<void> | void): Promise<T>;
  /** Undoes everything opened so far, backwards, each once; first lets the step under way come to its end. */
  stop(): Promise<void>;
  /** Aborts when stopping is asked for: for steps that can be cut short. */
  signal: AbortSignal;
}

/**
 * What a process opened, so that it can be told to stop at any moment of its start and leaves nothing behind: a server
 * that is just coming up is waited for and then closed.
 */
export function createLifecycle(complain: (error: unknown) => void): Lifecycle {
  const closing: (() => Promise<void> | void)[] = [];
  const stopped = new AbortController();
  let underWay: Promise<unknown> = Promise.resolve();
  let end: Promise<void> | undefined;
  const stop = async () => {
    stopped.abort();
    await underWay.catch(() => undefined);
    for (const close of closing.splice(0).reverse()) await Promise.resolve().then(close).catch(complain);
  };
  const run = async <T>(step: () => Promise<T> | T, close?: (opened: T) => Promise<void> | void) => {
    const opened = await step();
    if (close) closing.push(() => close(opened));
    return opened;
  };
  return {
    async open(step, close) {
      if (end) throw new Stopped();
      const opening = run(step, close);
      underWay = opening;
      const opened = await opening;
      if (end) throw new Stopped();
      return opened;
    },
    stop: () => {
      end ??= stop();
      return end;
    },
    signal: stopped.signal,
  };
}
