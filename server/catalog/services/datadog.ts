import { defineService } from "../service.ts";

export const datadog = defineService({
  id: "datadog",
  label: "Datadog",
  kind: "observability",
  role: { en: "Collects errors.", fr: "Recueille les erreurs." },
  env: ["DATADOG_API_KEY"],
  needs: ["DATADOG_API_KEY"],
  planned: true,
  failureModes: [
    {
      what: { en: "Quota used up or unreachable", fr: "Quota épuisé ou injoignable" },
      effect: { en: "Errors stay in the local log.", fr: "Les erreurs restent dans le journal local." },
    },
  ],
  howToGet: { en: "The project’s settings.", fr: "Les réglages du projet." },
  docsUrl: "https://docs.datadoghq.com/",
});
