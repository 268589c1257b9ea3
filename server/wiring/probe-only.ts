import { createNodeWire } from "#server/adapters/node-http/node-wire.ts";
import type { Probe } from "#server/catalog/service.ts";
import type { Config } from "#server/config/config.ts";
import { createMediaUrlSigner } from "#server/core/media-url.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import { createHttp } from "#server/http/http.ts";
import { chooseMailer, chooseStore } from "./adapters.ts";
import { openDatabase } from "./database.ts";
import { createProbe } from "./probe.ts";
import { openStores } from "./stores.ts";

export interface ProbeOnlyOptions {
  config: Config;
  databaseUrl: string;
  clock: Clock;
  log: Log;
}

/** Just enough of the house to ask how its outside systems are: for doctor. */
export function buildProbe(options: ProbeOnlyOptions): { probe: Probe; close(): Promise<void> } {
  const { config, clock, log } = options;
  const database = openDatabase(options.databaseUrl, config.database, log);
  const wire = createNodeWire();
  const signer = createMediaUrlSigner({ appUrl: config.appUrl, secret: config.secrets.workerSecret });
  const deps = { config, database, selfUrl: config.appUrl, signer, clock, log };
  const stores = openStores(deps);
  return {
    probe: createProbe({
      config,
      database,
      cache: stores.cache,
      store: chooseStore(deps),
      mailer: chooseMailer(deps),
      http: createHttp({ clock, log, wire }),
    }),
    close: async () => {
      wire.close();
      stores.close();
      await database.close();
    },
  };
}
