import type { Log } from "#server/core/ports.ts";
import type { JobName, JobPayload } from "./contracts.ts";

export interface JobContext {
  jobId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Rises with every claim of the row: write it into what the job changes. */
  fence: number;
  /** Aborts when the try's time is up or the lease was lost. */
  signal: AbortSignal;
  log: Log;
}

/** `again` keeps the row and rings later; it is progress, not a failure, and does not use up a try. */
export type JobResult = { outcome: "done"; note?: string } | { outcome: "again"; at: Date; note?: string };

/** Why a job will not be tried again by itself. */
export interface JobFailure {
  code: string;
  message: string;
  attempts: number;
}

export interface JobDefinition<N extends JobName, Services> {
  name: N;
  /** Throwing a retryable AppError tries again with backoff; a final one makes the job dead, visible, replayable. */
  run(payload: JobPayload<N>, services: Services, context: JobContext): Promise<JobResult>;
  /**
   * Many at once, for a kind of which most need next to nothing: one result for each payload, in order; undefined for one
   * that wants a run of its own. Must be quick (the claims are not extended meanwhile) and repeatable. Whatever it throws,
   * each is then run by itself, so that one poisoned job does not take down the others.
   */
  runMany?(payloads: JobPayload<N>[], services: Services, log: Log): Promise<(JobResult | undefined)[]>;
  /**
   * Called before the job is recorded dead, however it came to that (a final error, no tries left, a process killed on
   * the last one), so that what the job was for can say so. May be called again: must be repeatable.
   */
  dead?(payload: JobPayload<N>, services: Services, failure: JobFailure): Promise<void>;
}

export const defineJob =
  <Services>() =>
  <N extends JobName>(definition: JobDefinition<N, Services>): JobDefinition<N, Services> =>
    definition;
