import { defineService, namesOf } from "../service.ts";

export const operations = defineService({
  id: "operations",
  label: "Cron, worker and process",
  kind: "core",
  role: {
    en: "Secrets that open operational endpoints, and how the process runs.",
    fr: "Secrets des points d’accès d’exploitation, et réglages du processus.",
  },
  env: namesOf("operations"),
  needs: ["CRON_SECRET", "WORKER_SECRET"],
  mode: (config) => (config.env === "production" ? "live" : "embedded"),
  failureModes: [
    {
      what: { en: "A secret leaks", fr: "Un secret fuit" },
      effect: {
        en: "Replace it and restart; no endpoint opens without it.",
        fr: "Remplacez-le et redémarrez ; aucun point d’accès ne s’ouvre sans lui.",
      },
    },
  ],
  howToGet: { en: "openssl rand -hex 32 for each.", fr: "openssl rand -hex 32 pour chacun." },
});
