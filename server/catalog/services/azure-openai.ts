import { defineService } from "../service.ts";

export const azureOpenai = defineService({
  id: "azure-openai",
  label: "Azure OpenAI",
  kind: "ai",
  role: {
    en: "Writes texts; first in the failover chain.",
    fr: "Rédige des textes ; premier de la chaîne de repli.",
  },
  env: [
    "AZURE_OPENAI_API_KEY",
    "AZURE_OPENAI_ENDPOINT",
    "AZURE_OPENAI_API_VERSION",
    "AZURE_OPENAI_DEPLOYMENT",
  ],
  needs: ["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_DEPLOYMENT"],
  planned: true,
  failureModes: [
    {
      what: { en: "429, timeouts or a content filter", fr: "429, délais dépassés ou filtre de contenu" },
      effect: {
        en: "The next provider answers within the same deadline.",
        fr: "Le fournisseur suivant répond dans le même délai.",
      },
    },
  ],
  howToGet: {
    en: "Azure portal → Azure OpenAI → Keys and Endpoint.",
    fr: "Portail Azure → Azure OpenAI → Clés et point de terminaison.",
  },
  docsUrl: "https://learn.microsoft.com/azure/ai-services/openai/",
});
