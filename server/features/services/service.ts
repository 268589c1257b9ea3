import type { z } from "zod";
import { inspectServices, type Language } from "#server/catalog/inspect.ts";
import type { Probe } from "#server/catalog/service.ts";
import type { Config } from "#server/config/config.ts";
import type { Env } from "#server/config/environment.ts";
import type { Clock } from "#server/core/ports.ts";
import type { servicesOutput } from "./schema.ts";

export interface ServicesService {
  /** Every external system with its mode, configuration and reachability; checks run side by side within 5 s. */
  overview(language: Language): Promise<z.infer<typeof servicesOutput>>;
}

export interface ServicesServiceDeps {
  env: Env;
  config: Config;
  probe: Probe;
  clock: Clock;
}

/** For the operator's page; values of variables never leave the process, only whether they are set. */
export function createServicesService(deps: ServicesServiceDeps): ServicesService {
  return {
    overview: async (language) => ({
      checkedAt: deps.clock.now(),
      services: await inspectServices({ ...deps, language }),
    }),
  };
}
