import { defineService } from "../service.ts";

export const sqs = defineService({
  id: "sqs",
  label: "Amazon SQS",
  kind: "queue",
  role: {
    en: "A second transport for jobs, and the media worker’s queue.",
    fr: "Un second transport pour les tâches, et la file du worker média.",
  },
  env: ["AWS_SQS_QUEUE_URL"],
  needs: ["AWS_SQS_QUEUE_URL"],
  planned: true,
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
    en: "AWS console → SQS → a standard queue with a dead-letter queue.",
    fr: "Console AWS → SQS → une file standard avec file de rebut.",
  },
  docsUrl: "https://docs.aws.amazon.com/sqs/",
});
