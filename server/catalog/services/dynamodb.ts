import { defineService } from "../service.ts";

export const dynamodb = defineService({
  id: "dynamodb",
  label: "Amazon DynamoDB",
  kind: "storage",
  role: {
    en: "Import of an existing token table, and a lock.",
    fr: "Import d’une table de jetons existante, et verrou.",
  },
  env: ["AWS_REGION"],
  needs: ["AWS_REGION"],
  planned: true,
  failureModes: [
    {
      what: { en: "Throttled or the table is missing", fr: "Débit limité ou table absente" },
      effect: {
        en: "The import stops where it was and goes on from there.",
        fr: "L’import s’arrête et reprend au même endroit.",
      },
    },
  ],
  howToGet: {
    en: "An IAM policy for the table huntaze-oauth-tokens and its index.",
    fr: "Une politique IAM pour la table huntaze-oauth-tokens et son index.",
  },
  docsUrl: "https://docs.aws.amazon.com/dynamodb/",
});
