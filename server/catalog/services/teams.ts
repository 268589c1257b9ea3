import { defineService } from "../service.ts";

export const teams = defineService({
  id: "teams",
  label: "Microsoft Teams",
  kind: "alerts",
  role: { en: "Receives alerts.", fr: "Reçoit les alertes." },
  env: ["TEAMS_WEBHOOK_URL"],
  needs: ["TEAMS_WEBHOOK_URL"],
  planned: true,
  failureModes: [
    {
      what: { en: "429 or the address is gone", fr: "429 ou adresse disparue" },
      effect: { en: "The alert stays in the notifications.", fr: "L’alerte reste dans les notifications." },
    },
  ],
  howToGet: { en: "An incoming webhook address.", fr: "Une adresse de webhook entrant." },
  docsUrl: "https://learn.microsoft.com/power-automate/",
});
