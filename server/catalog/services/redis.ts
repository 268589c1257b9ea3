import { defineService } from "../service.ts";

export const redis = defineService({
  id: "redis",
  label: "Upstash Redis, Redis",
  kind: "storage",
  role: {
    en: "Cache, rate limits and locks shared by several instances.",
    fr: "Cache, limites de débit et verrous partagés entre plusieurs instances.",
  },
  env: [
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "REDIS_URL",
    "ELASTICACHE_REDIS_HOST",
    "ELASTICACHE_REDIS_PORT",
  ],
  needs: ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"],
  orOneOf: ["REDIS_URL", "ELASTICACHE_REDIS_HOST"],
  mode: (config) => (config.upstashRedis || config.redis ? "live" : "embedded"),
  check: (probe) => probe.cache(),
  failureModes: [
    {
      what: { en: "Refused, silent or answering 500", fr: "Refusé, muet ou en erreur 500" },
      effect: {
        en: "Limits are counted in this process, the cache is empty; no request waits longer than 50 ms for it.",
        fr: "Les limites sont comptées dans ce processus et le cache est vide ; aucune requête n’attend plus de 50 ms.",
      },
    },
  ],
  howToGet: {
    en: "console.upstash.com → Redis → REST API, or any Redis server as REDIS_URL. Without it one process keeps its own.",
    fr: "console.upstash.com → Redis → REST API, ou tout serveur Redis dans REDIS_URL. Sans lui, un processus garde le sien.",
  },
  docsUrl: "https://upstash.com/docs/redis",
});
