import type { QueueMessage } from "./ports.ts";

/**
 * What an alarm clock may ask of the rows it rings for. The rows are the truth and live in the database; an adapter of
 * the `Queue` port reads them through this and never writes anything but how far an alarm is wound.
 */
export interface AlarmRows {
  /** Enters the jobs of schedules whose slot is at least `overdueMs` past. Resolves to when the next slot comes. */
  tick(options?: { overdueMs?: number }): Promise<Date | undefined>;
  /**
   * Hands out rows that want to ring by `dueBy`, oldest first: pending ones, and running ones whose lease expired (those
   * ask for `now`). Each is marked until `armedUntil`, so that no other caller gets it meanwhile.
   */
  take(options: TakeOptions): Promise<QueueMessage[]>;
  /** The transport holds these: they are not handed out again until `graceMs` after they were to ring. */
  armed(jobIds: string[], graceMs: number): Promise<void>;
  /** When the next row wants to ring (or its lease runs out), undefined when none does. */
  nextDueAt(): Promise<Date | undefined>;
}

export interface TakeOptions {
  dueBy: Date;
  armedUntil: Date;
  limit: number;
  /** Leaves out rows younger than this: whoever wrote them is about to arm them. Default 0. */
  minAgeMs?: number;
}
