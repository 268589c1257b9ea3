/** Calls to one host at the same time, and those that may wait behind them. */
const CONCURRENT = 32;
const WAITING = 256;

/** Keeps one slow host from taking every socket of the process. */
export class Bulkhead {
  #running = 0;
  #queue: (() => void)[] = [];

  /** Resolves to false when the queue is full; rejects with the signal's reason when it is aborted while waiting. */
  async enter(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.#running < CONCURRENT) {
      this.#running += 1;
      return true;
    }
    if (this.#queue.length >= WAITING) return false;
    await this.#turn(signal);
    return true;
  }

  /** Hands the place to the next in line. */
  leave(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#running -= 1;
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#queue = this.#queue.filter((waiting) => waiting !== start);
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#queue.push(start);
    });
  }
}
