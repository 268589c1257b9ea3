import { defineService } from "../service.ts";

export const sqs = defineService({
  id: "sqs",
  label: "Amazon SQS",
  kind: "queue",
  role: {
    en: "A second transport for jobs: npm run worker takes them from the queue.",
    fr: "Un second transport pour les tâches : npm run worker les prend dans la file.",
  },
  env: ["AWS_SQS_QUEUE_URL"],
  needs: ["AWS_SQS_QUEUE_URL"],
  mode: (config) => (config.sqs ? "live" : "off"),
  check: (probe) => probe.sqs(),
  failureModes: [
    {
      what: {
        en: "The visibility timeout ends before the work",
        fr: "Le délai de visibilité expire avant la fin",
      },
      effect: {
        en: "The message returns; the job row decides that it is not done twice.",
        fr: "Le message revient ; la ligne de tâche garantit qu’il n’est pas traité deux fois.",
      },
    },
  ],
  howToGet: {
    en: "AWS console → SQS → a standard queue with a dead-letter queue. Then start npm run worker beside the app.",
    fr: "Console AWS → SQS → une file standard avec file de rebut. Lancez ensuite npm run worker à côté de l’application.",
  },
  docsUrl: "https://docs.aws.amazon.com/sqs/",
});
