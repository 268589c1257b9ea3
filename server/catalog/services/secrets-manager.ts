import { defineService } from "../service.ts";

export const secretsManager = defineService({
  id: "secrets-manager",
  label: "AWS Secrets Manager",
  kind: "secrets",
  role: { en: "Holds secrets outside the environment.", fr: "Garde les secrets hors de l’environnement." },
  env: ["AWS_REGION"],
  needs: ["AWS_REGION"],
  planned: true,
  failureModes: [
    {
      what: { en: "Access denied", fr: "Accès refusé" },
      effect: {
        en: "The start is refused: no secret is guessed.",
        fr: "Le démarrage est refusé : aucun secret n’est deviné.",
      },
    },
  ],
  howToGet: { en: "AWS console → Secrets Manager.", fr: "Console AWS → Secrets Manager." },
  docsUrl: "https://docs.aws.amazon.com/secretsmanager/",
});
