import { defineService } from "../service.ts";

export const apify = defineService({
  id: "apify",
  label: "Apify",
  kind: "trends",
  role: { en: "Collects public trends.", fr: "Recueille les tendances publiques." },
  env: ["APIFY_API_TOKEN", "APIFY_WEBHOOK_SECRET"],
  needs: ["APIFY_API_TOKEN"],
  planned: true,
  failureModes: [
    {
      what: {
        en: "A run fails or its webhook comes twice",
        fr: "Une exécution échoue ou son webhook arrive deux fois",
      },
      effect: {
        en: "The run is shown as failed; its event counts once.",
        fr: "L’exécution est montrée en échec ; son événement compte une fois.",
      },
    },
  ],
  webhooks: ["/api/ai/content-trends/webhook"],
  howToGet: {
    en: "console.apify.com → Settings → API & Integrations.",
    fr: "console.apify.com → Settings → API & Integrations.",
  },
  docsUrl: "https://docs.apify.com/",
});
