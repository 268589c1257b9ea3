import { defineService } from "../service.ts";

export const cloudwatch = defineService({
  id: "cloudwatch",
  label: "CloudWatch Logs and metrics",
  kind: "observability",
  role: { en: "Takes logs and metrics.", fr: "Reçoit les journaux et les mesures." },
  env: ["AWS_REGION"],
  needs: ["AWS_REGION"],
  planned: true,
  failureModes: [
    {
      what: { en: "Throttled, or IAM lacks a permission", fr: "Débit limité ou permission IAM manquante" },
      effect: {
        en: "Logs stay local; nothing waits for it.",
        fr: "Les journaux restent locaux ; rien ne l’attend.",
      },
    },
  ],
  howToGet: {
    en: "An IAM policy with logs:PutLogEvents and cloudwatch:PutMetricData.",
    fr: "Une politique IAM avec logs:PutLogEvents et cloudwatch:PutMetricData.",
  },
  docsUrl: "https://docs.aws.amazon.com/cloudwatch/",
});
