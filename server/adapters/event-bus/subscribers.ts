import type { DomainEvent } from "#server/core/ports.ts";

/** Events that may wait for one subscriber; a page that is this far behind reads everything again anyway. */
const SUBSCRIBER_BUFFER = 256;

export interface Subscribers {
  /** Registers at once: nothing published after the call is missed, even before the first read. */
  add(workspaceId: string, signal: AbortSignal): AsyncIterable<DomainEvent>;
  deliver(event: DomainEvent): void;
  /** Tells every subscriber that events may have been lost. */
  deliverMissed(): void;
}

/** The subscribers of this process, by workspace, each with a bounded buffer that drops its oldest. */
export function createSubscribers(bufferSize = SUBSCRIBER_BUFFER): Subscribers {
  const byWorkspace = new Map<string, Set<Mailbox>>();
  return {
    add(workspaceId, signal) {
      const mailbox = new Mailbox(workspaceId, bufferSize);
      const neighbours = byWorkspace.get(workspaceId) ?? new Set();
      const leave = () => {
        mailbox.end();
        neighbours.delete(mailbox);
        if (neighbours.size === 0 && byWorkspace.get(workspaceId) === neighbours)
          byWorkspace.delete(workspaceId);
      };
      if (signal.aborted) mailbox.end();
      else {
        byWorkspace.set(workspaceId, neighbours.add(mailbox));
        signal.addEventListener("abort", leave, { once: true });
      }
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => mailbox.take(),
          return: async () => {
            signal.removeEventListener("abort", leave);
            leave();
            return { done: true, value: undefined };
          },
        }),
      };
    },
    deliver(event) {
      for (const mailbox of byWorkspace.get(event.workspaceId) ?? []) mailbox.put(event);
    },
    deliverMissed() {
      for (const mailboxes of byWorkspace.values()) for (const mailbox of mailboxes) mailbox.miss();
    },
  };
}

/** One subscriber's events between publishing and reading. */
class Mailbox {
  readonly #workspaceId: string;
  readonly #size: number;
  #events: DomainEvent[] = [];
  #missed = false;
  #ended = false;
  #waiting: (() => void)[] = [];

  constructor(workspaceId: string, size: number) {
    this.#workspaceId = workspaceId;
    this.#size = size;
  }

  put(event: DomainEvent): void {
    if (this.#events.length >= this.#size) {
      this.#events.shift();
      this.#missed = true;
    }
    this.#events.push(event);
    this.#wake();
  }

  miss(): void {
    this.#missed = true;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#events = [];
    this.#wake();
  }

  async take(): Promise<IteratorResult<DomainEvent, undefined>> {
    for (;;) {
      if (this.#ended) return { done: true, value: undefined };
      if (this.#missed) {
        this.#missed = false;
        return { done: false, value: { workspaceId: this.#workspaceId, type: "events.missed", id: "" } };
      }
      const event = this.#events.shift();
      if (event) return { done: false, value: event };
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
