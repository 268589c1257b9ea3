import { defineService } from "../service.ts";

export const sentry = defineService({
  id: "sentry",
  label: "Sentry",
  kind: "observability",
  role: { en: "Collects errors.", fr: "Recueille les erreurs." },
  env: ["SENTRY_DSN", "SENTRY_AUTH_TOKEN"],
  needs: ["SENTRY_DSN"],
  planned: true,
  failureModes: [
    {
      what: { en: "Quota used up or unreachable", fr: "Quota épuisé ou injoignable" },
      effect: { en: "Errors stay in the local log.", fr: "Les erreurs restent dans le journal local." },
    },
  ],
  howToGet: { en: "The project’s settings.", fr: "Les réglages du projet." },
  docsUrl: "https://docs.sentry.io/",
});
