import { defineService } from "../service.ts";

export const logrocket = defineService({
  id: "logrocket",
  label: "LogRocket",
  kind: "observability",
  role: { en: "Collects errors.", fr: "Recueille les erreurs." },
  env: ["LOGROCKET_APP_ID"],
  needs: ["LOGROCKET_APP_ID"],
  planned: true,
  failureModes: [
    {
      what: { en: "Quota used up or unreachable", fr: "Quota épuisé ou injoignable" },
      effect: { en: "Errors stay in the local log.", fr: "Les erreurs restent dans le journal local." },
    },
  ],
  howToGet: { en: "The project’s settings.", fr: "Les réglages du projet." },
  docsUrl: "https://docs.logrocket.com/",
});
