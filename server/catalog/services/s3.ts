import { defineService } from "../service.ts";

export const s3 = defineService({
  id: "s3",
  label: "Amazon S3 and CDN",
  kind: "storage",
  role: {
    en: "Keeps media; networks fetch them from signed addresses.",
    fr: "Conserve les médias ; les réseaux les récupèrent à des adresses signées.",
  },
  env: [
    "AWS_REGION",
    "AWS_S3_BUCKET",
    "S3_REGION",
    "S3_ENDPOINT",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "CDN_URL",
  ],
  needs: ["AWS_S3_BUCKET"],
  mode: (config) => (config.s3 ? "live" : "embedded"),
  check: (probe) => probe.store(),
  failureModes: [
    {
      what: { en: "Access denied or no such bucket", fr: "Accès refusé ou bucket absent" },
      effect: {
        en: "Uploads are refused with the reason; nothing half-written stays.",
        fr: "Les envois sont refusés avec la raison ; rien d’à moitié écrit ne reste.",
      },
    },
    {
      what: { en: "Temporary credentials expire", fr: "Les identifiants temporaires expirent" },
      effect: {
        en: "Use a role in production; a session token lives a few hours.",
        fr: "Utilisez un rôle en production ; un jeton de session vit quelques heures.",
      },
    },
  ],
  howToGet: {
    en: "AWS console → S3: a private bucket and an IAM user that may read and write it.",
    fr: "Console AWS → S3 : un bucket privé et un utilisateur IAM autorisé à y lire et écrire.",
  },
  docsUrl: "https://docs.aws.amazon.com/s3/",
});
