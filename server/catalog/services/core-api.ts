import { defineService } from "../service.ts";

export const coreApi = defineService({
  id: "core-api",
  label: "Huntaze Core API",
  kind: "upstream",
  role: {
    en: "Upstream for routes this app does not own.",
    fr: "Amont des routes que cette application ne possède pas.",
  },
  env: ["API_ORIGIN"],
  needs: ["API_ORIGIN"],
  planned: true,
  failureModes: [
    {
      what: {
        en: "No answer, 5xx, or the name does not resolve",
        fr: "Pas de réponse, 5xx ou nom introuvable",
      },
      effect: {
        en: "The route answers 503; everything else works.",
        fr: "La route répond 503 ; tout le reste fonctionne.",
      },
    },
  ],
  howToGet: { en: "The origin of your own Core API.", fr: "L’origine de votre propre Core API." },
});
