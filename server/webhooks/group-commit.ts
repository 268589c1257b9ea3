import { AppError } from "#server/core/errors.ts";

export interface GroupCommit<T> {
  /** Resolves once the item is durable. Throws UNAVAILABLE when too many wait already. */
  add(item: T): Promise<void>;
}

export interface GroupCommitOptions<T> {
  /** Makes all of them durable, or none. */
  commit(items: T[]): Promise<void>;
  /** True when the items themselves are to blame: then each is tried alone, so that one does not take down the others. */
  isItemsFault(error: unknown): boolean;
  sizeOf(item: T): number;
  maxItems: number;
  maxSize: number;
  maxInFlight: number;
  /** Waiting beyond this, in size units, is refused. */
  maxWaitingSize: number;
}

const tooMuch = () =>
  new AppError("UNAVAILABLE", "too much waits to be stored", { retryable: true, retryAfterMs: 1_000 });

interface Waiting<T> {
  item: T;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Lets requests that come at the same time share one commit: while one is on its way, the next ones gather. Nobody waits
 * for company, and everybody is told only after the commit that holds their item.
 */
export function createGroupCommit<T>(options: GroupCommitOptions<T>): GroupCommit<T> {
  let waiting: Waiting<T>[] = [];
  let waitingSize = 0;
  let inFlight = 0;

  function pump(): void {
    while (inFlight < options.maxInFlight && waiting.length > 0) {
      const group = nextGroup();
      inFlight++;
      settle(group).finally(() => {
        inFlight--;
        pump();
      });
    }
  }

  function nextGroup(): Waiting<T>[] {
    let size = 0;
    const fits = (one: Waiting<T>, index: number) => {
      size += options.sizeOf(one.item);
      return index === 0 || (index < options.maxItems && size <= options.maxSize);
    };
    const overflow = waiting.findIndex((one, index) => !fits(one, index));
    const group = overflow < 0 ? waiting : waiting.slice(0, overflow);
    waiting = waiting.slice(group.length);
    waitingSize -= group.reduce((sum, { item }) => sum + options.sizeOf(item), 0);
    return group;
  }

  async function settle(group: Waiting<T>[]): Promise<void> {
    try {
      await options.commit(group.map(({ item }) => item));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length === 1 || !options.isItemsFault(error)) for (const { reject } of group) reject(error);
      else for (const one of group) await settle([one]);
    }
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        const size = options.sizeOf(item);
        if (waiting.length > 0 && waitingSize + size > options.maxWaitingSize) return reject(tooMuch());
        waiting.push({ item, resolve, reject });
        waitingSize += size;
        pump();
      }),
  };
}
