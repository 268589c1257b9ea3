import { defineService } from "../service.ts";

export const aiRouter = defineService({
  id: "ai-router",
  label: "AI Router",
  kind: "ai",
  role: {
    en: "Our own classifier that picks a model.",
    fr: "Notre propre classifieur, qui choisit un modèle.",
  },
  env: ["AI_ROUTER_URL", "AI_ROUTER_API_KEY"],
  needs: ["AI_ROUTER_URL"],
  planned: true,
  failureModes: [
    {
      what: { en: "Absent, slow or 5xx", fr: "Absent, lent ou 5xx" },
      effect: {
        en: "It is skipped; the chain goes on without it.",
        fr: "Il est ignoré ; la chaîne continue sans lui.",
      },
    },
  ],
  howToGet: { en: "The address of your own router.", fr: "L’adresse de votre propre routeur." },
});
