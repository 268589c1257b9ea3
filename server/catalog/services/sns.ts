import { defineService } from "../service.ts";

export const sns = defineService({
  id: "sns",
  label: "Amazon SNS",
  kind: "alerts",
  role: { en: "Sends alerts to topics.", fr: "Envoie des alertes vers des sujets." },
  env: ["AWS_REGION"],
  needs: ["AWS_REGION"],
  planned: true,
  failureModes: [
    {
      what: { en: "Quota reached or the topic is gone", fr: "Quota atteint ou sujet supprimé" },
      effect: { en: "The alert stays in the notifications.", fr: "L’alerte reste dans les notifications." },
    },
  ],
  howToGet: { en: "AWS console → SNS → a topic.", fr: "Console AWS → SNS → un sujet." },
  docsUrl: "https://docs.aws.amazon.com/sns/",
});
