import { defineService } from "../service.ts";

export const slack = defineService({
  id: "slack",
  label: "Slack",
  kind: "alerts",
  role: { en: "Receives alerts.", fr: "Reçoit les alertes." },
  env: ["SLACK_WEBHOOK_URL"],
  needs: ["SLACK_WEBHOOK_URL"],
  planned: true,
  failureModes: [
    {
      what: { en: "429 or the address is gone", fr: "429 ou adresse disparue" },
      effect: { en: "The alert stays in the notifications.", fr: "L’alerte reste dans les notifications." },
    },
  ],
  howToGet: { en: "An incoming webhook address.", fr: "Une adresse de webhook entrant." },
  docsUrl: "https://api.slack.com/messaging/webhooks",
});
