import { defineService, namesOf } from "../service.ts";

export const azureFoundry = defineService({
  id: "azure-foundry",
  label: "Azure AI Foundry",
  kind: "ai",
  role: {
    en: "Phi-4, DeepSeek, Llama and Mistral for reading pictures and reasoning.",
    fr: "Phi-4, DeepSeek, Llama et Mistral pour lire les images et raisonner.",
  },
  env: namesOf("azure-openai").filter((name) => !name.startsWith("AZURE_OPENAI_")),
  needs: [],
  planned: true,
  failureModes: [
    {
      what: { en: "An answer that is not JSON", fr: "Une réponse qui n’est pas du JSON" },
      effect: {
        en: "It is discarded and the next provider is asked.",
        fr: "Elle est écartée et le fournisseur suivant est interrogé.",
      },
    },
  ],
  howToGet: {
    en: "ai.azure.com → your project → Endpoints and keys.",
    fr: "ai.azure.com → votre projet → Points de terminaison et clés.",
  },
  docsUrl: "https://learn.microsoft.com/azure/ai-foundry/",
});
