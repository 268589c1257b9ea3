import { defineService } from "../service.ts";

export const azureSpeech = defineService({
  id: "azure-speech",
  label: "Azure Speech",
  kind: "media",
  role: { en: "Turns speech into text.", fr: "Transforme la parole en texte." },
  env: ["AZURE_SPEECH_KEY", "AZURE_SPEECH_REGION", "AZURE_SPEECH_ENDPOINT"],
  needs: ["AZURE_SPEECH_KEY"],
  planned: true,
  failureModes: [
    {
      what: { en: "A batch is stuck", fr: "Un lot est bloqué" },
      effect: {
        en: "It may take a day at peak; an alarm rings after that.",
        fr: "Il peut prendre un jour en pointe ; une alarme sonne ensuite.",
      },
    },
  ],
  howToGet: {
    en: "Azure portal → Speech → Keys and Endpoint.",
    fr: "Portail Azure → Speech → Clés et point de terminaison.",
  },
  docsUrl: "https://learn.microsoft.com/azure/ai-services/speech-service/",
});
