import { defineService } from "../service.ts";

export const customAlerts = defineService({
  id: "custom-alerts",
  label: "Custom alert webhook",
  kind: "alerts",
  role: { en: "Receives alerts.", fr: "Reçoit les alertes." },
  env: ["HYDRATION_WEBHOOK_URL"],
  needs: ["HYDRATION_WEBHOOK_URL"],
  planned: true,
  failureModes: [
    {
      what: { en: "429 or the address is gone", fr: "429 ou adresse disparue" },
      effect: { en: "The alert stays in the notifications.", fr: "L’alerte reste dans les notifications." },
    },
  ],
  howToGet: { en: "An incoming webhook address.", fr: "Une adresse de webhook entrant." },
});
