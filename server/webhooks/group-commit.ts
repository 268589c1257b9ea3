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

interface Waiting<T> {
  item: T;
  size: number;
  resolve(): void;
  reject(error: unknown): void;
}

const tooMuch = () =>
  new AppError("UNAVAILABLE", "too much waits to be stored", { retryable: true, retryAfterMs: 1_000 });

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
      const group = waiting.slice(0, groupLength(waiting, options));
      waiting = waiting.slice(group.length);
      waitingSize -= sum(group);
      inFlight++;
      settle(group, options).finally(() => {
        inFlight--;
        pump();
      });
    }
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        const size = options.sizeOf(item);
        if (waiting.length > 0 && waitingSize + size > options.maxWaitingSize) return reject(tooMuch());
        waiting.push({ item, size, resolve, reject });
        waitingSize += size;
        pump();
      }),
  };
}

/** How many of those in front fit into one commit; one always does. */
function groupLength<T>(waiting: Waiting<T>[], { maxItems, maxSize }: GroupCommitOptions<T>): number {
  let length = 0;
  let size = 0;
  for (const one of waiting.slice(0, maxItems)) {
    size += one.size;
    if (length > 0 && size > maxSize) break;
    length++;
  }
  return length;
}

const sum = (group: Waiting<unknown>[]): number => group.reduce((total, { size }) => total + size, 0);

async function settle<T>(group: Waiting<T>[], options: GroupCommitOptions<T>): Promise<void> {
  try {
    await options.commit(group.map(({ item }) => item));
    for (const { resolve } of group) resolve();
  } catch (error) {
    if (group.length === 1 || !options.isItemsFault(error)) for (const { reject } of group) reject(error);
    else for (const one of group) await settle([one], options);
  }
}
