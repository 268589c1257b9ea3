import { defineService } from "../service.ts";

export const customAlerts = defineService({
  id: "custom-alerts",
  label: "Custom alert webhook",
  kind: "alerts",
  role: {
    en: "Receives operators’ alerts here, and events of workspaces that add a channel of their own.",
    fr: "Reçoit ici les alertes des opérateurs, et les événements des espaces qui ajoutent leur propre canal.",
  },
  env: ["HYDRATION_WEBHOOK_URL"],
  needs: ["HYDRATION_WEBHOOK_URL"],
  mode: (config) => (config.alerts.custom === null ? "off" : "live"),
  failureModes: [
    {
      what: { en: "429, 5xx or no answer", fr: "429, 5xx ou pas de réponse" },
      effect: {
        en: "Tried again for a quarter of an hour, honouring Retry-After.",
        fr: "Retenté pendant un quart d’heure, en respectant Retry-After.",
      },
    },
    {
      what: { en: "The address is gone", fr: "L’adresse n’existe plus" },
      effect: {
        en: "A workspace’s channel is switched off and its people are told; an operator’s alert ends as a dead job.",
        fr: "Le canal d’un espace est désactivé et ses membres sont prévenus ; l’alerte d’opérateur finit en tâche morte.",
      },
    },
  ],
  howToGet: { en: "An incoming webhook address.", fr: "Une adresse de webhook entrant." },
});
