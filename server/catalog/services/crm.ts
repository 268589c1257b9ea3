import { defineService } from "../service.ts";

export const crm = defineService({
  id: "crm",
  label: "CRM webhooks",
  kind: "crm",
  role: {
    en: "Brings fans in from Inflow, Supercreator or any other.",
    fr: "Fait entrer les fans depuis Inflow, Supercreator ou un autre.",
  },
  env: ["CRM_WEBHOOK_SECRET", "CRM_WEBHOOK_PROVIDERS"],
  needs: ["CRM_WEBHOOK_SECRET"],
  planned: true,
  failureModes: [
    {
      what: { en: "The same event comes twice", fr: "Le même événement arrive deux fois" },
      effect: { en: "It counts once.", fr: "Il compte une fois." },
    },
  ],
  webhooks: ["/api/crm/webhooks/:provider"],
  howToGet: {
    en: "Choose a secret and enter it in the CRM’s webhook settings.",
    fr: "Choisissez un secret et saisissez-le dans les réglages du CRM.",
  },
});
