import { platformDefinitions } from "#server/platforms/platforms.ts";
import { defineService, namesOf, type ServiceDefinition } from "./service.ts";

/** The entry of every registered network: what its setup says, and what is true of all of them. */
export const networks: readonly ServiceDefinition[] = platformDefinitions.map(
  ({ id, label, setup, webhook }) => {
    const env = namesOf(id);
    return defineService({
      ...setup.service,
      id,
      label,
      kind: "network",
      env,
      needs: env.filter((name) => setup.service.needs.includes(name)),
      mode: (config) => config.platforms[id]?.mode ?? "off",
      check: (probe) => probe.platform(id),
      ...(webhook ? { webhooks: [`/api/webhooks/${id}`] } : {}),
    });
  },
);
