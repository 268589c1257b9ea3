import { defineService } from "../service.ts";

export const ga = defineService({
  id: "ga",
  label: "Google Analytics",
  kind: "analytics",
  role: { en: "Counts visits, after consent.", fr: "Compte les visites, après consentement." },
  env: ["GA_ID"],
  needs: ["GA_ID"],
  planned: true,
  failureModes: [
    {
      what: { en: "Blocked by the browser", fr: "Bloqué par le navigateur" },
      effect: { en: "Nothing depends on it.", fr: "Rien n’en dépend." },
    },
  ],
  howToGet: {
    en: "analytics.google.com → Admin → Data streams.",
    fr: "analytics.google.com → Admin → Flux de données.",
  },
  docsUrl: "https://developers.google.com/analytics",
});
