import { AppError } from "#server/core/errors.ts";
import type { Log } from "#server/core/ports.ts";
import { type JobName, jobContracts } from "./contracts.ts";
import type { JobContext, JobDefinition, JobFailure, JobResult } from "./job.ts";

/** One handler for every contract: a missing or misnamed one does not compile. */
export type JobDefinitions<Services> = { [N in JobName]: JobDefinition<N, Services> };

/** A job as `deliver` sees it: the payload is checked against the contract before the handler sees it. */
export interface RegisteredJob<Services> {
  name: JobName;
  timeoutMs: number;
  run(payload: unknown, services: Services, context: JobContext): Promise<JobResult>;
  /** Undefined for a kind that is run one by one. */
  runMany?: (
    payloads: readonly unknown[],
    services: Services,
    log: Log,
  ) => Promise<(JobResult | undefined)[]>;
  dead(payload: unknown, services: Services, failure: JobFailure): Promise<void>;
}

export interface JobRegistry<Services> {
  find(name: string): RegisteredJob<Services> | undefined;
}

export function createJobRegistry<Services>(definitions: JobDefinitions<Services>): JobRegistry<Services> {
  const jobs = new Map<string, RegisteredJob<Services>>();
  for (const name of Object.keys(definitions) as JobName[]) jobs.set(name, register(definitions, name));
  return { find: (name) => jobs.get(name) };
}

function register<N extends JobName, Services>(
  definitions: JobDefinitions<Services>,
  name: N,
): RegisteredJob<Services> {
  const definition: JobDefinition<N, Services> = definitions[name];
  const { timeoutMs, payload: schema } = jobContracts[name];
  const parse = (payload: unknown) => {
    const parsed = schema.safeParse(payload);
    if (parsed.success) return parsed.data as Parameters<typeof definition.run>[0];
    throw new AppError("VALIDATION_ERROR", `payload of ${name}: ${parsed.error.message}`);
  };
  return {
    name,
    timeoutMs,
    run: async (payload, services, context) => definition.run(parse(payload), services, context),
    ...(definition.runMany && {
      runMany: async (payloads: readonly unknown[], services: Services, log: Log) =>
        definition.runMany?.(payloads.map(parse), services, log) ?? [],
    }),
    dead: async (payload, services, failure) => {
      if (!definition.dead || !schema.safeParse(payload).success) return;
      await definition.dead(parse(payload), services, failure);
    },
  };
}
