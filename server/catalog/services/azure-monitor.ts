import { defineService, namesOf } from "../service.ts";

export const azureMonitor = defineService({
  id: "azure-monitor",
  label: "Azure Monitor",
  kind: "observability",
  role: { en: "Takes logs and the audit trail.", fr: "Reçoit les journaux et la piste d’audit." },
  env: namesOf("azure-monitor"),
  needs: [],
  planned: true,
  failureModes: [
    {
      what: { en: "Throttled or the signature is refused", fr: "Débit limité ou signature refusée" },
      effect: {
        en: "Logs stay local; nothing waits for it.",
        fr: "Les journaux restent locaux ; rien ne l’attend.",
      },
    },
  ],
  howToGet: {
    en: "Azure portal → Monitor → Data collection rules.",
    fr: "Portail Azure → Monitor → Règles de collecte.",
  },
  docsUrl: "https://learn.microsoft.com/azure/azure-monitor/",
});
