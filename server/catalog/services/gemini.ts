import { defineService } from "../service.ts";

export const gemini = defineService({
  id: "gemini",
  label: "Google Gemini",
  kind: "ai",
  role: { en: "Writes texts; failover.", fr: "Rédige des textes ; repli." },
  env: ["GEMINI_API_KEY", "GEMINI_MODEL"],
  needs: ["GEMINI_API_KEY"],
  planned: true,
  failureModes: [
    {
      what: {
        en: "A blocked prompt answers 200 without a text",
        fr: "Une requête bloquée répond 200 sans texte",
      },
      effect: { en: "It counts as refused, not as empty.", fr: "Elle compte comme refusée, non comme vide." },
    },
  ],
  howToGet: { en: "aistudio.google.com → Get API key.", fr: "aistudio.google.com → Get API key." },
  docsUrl: "https://ai.google.dev/docs",
});
