import { defineService } from "../service.ts";

export const ipify = defineService({
  id: "ipify",
  label: "ipify",
  kind: "egress",
  role: { en: "Tells the exit address in use.", fr: "Indique l’adresse de sortie utilisée." },
  env: [],
  needs: [],
  planned: true,
  failureModes: [
    {
      what: { en: "No answer", fr: "Pas de réponse" },
      effect: { en: "The address is shown as unknown.", fr: "L’adresse est affichée comme inconnue." },
    },
  ],
  howToGet: { en: "No account needed.", fr: "Aucun compte nécessaire." },
  docsUrl: "https://www.ipify.org/",
});
