import { defineService } from "../service.ts";

export const entraId = defineService({
  id: "entra-id",
  label: "Microsoft Entra ID",
  kind: "secrets",
  role: { en: "Opens Azure services for this app.", fr: "Ouvre les services Azure à cette application." },
  env: [
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_USE_MANAGED_IDENTITY",
    "AZURE_REDIRECT_URI",
  ],
  needs: ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"],
  planned: true,
  failureModes: [
    {
      what: { en: "The client secret has expired", fr: "Le secret client a expiré" },
      effect: {
        en: "Azure services count as off until it is renewed.",
        fr: "Les services Azure sont éteints jusqu’à son renouvellement.",
      },
    },
  ],
  howToGet: {
    en: "Azure portal → Entra ID → App registrations.",
    fr: "Portail Azure → Entra ID → Inscriptions d’applications.",
  },
  docsUrl: "https://learn.microsoft.com/entra/",
});
