import { defineService } from "../service.ts";

export const eventbridge = defineService({
  id: "eventbridge",
  label: "Amazon EventBridge",
  kind: "events",
  role: {
    en: "Events out; Stripe’s partner events in.",
    fr: "Événements sortants ; événements partenaires de Stripe en entrée.",
  },
  env: ["EVENTBRIDGE_API_KEY"],
  needs: ["EVENTBRIDGE_API_KEY"],
  planned: true,
  failureModes: [
    {
      what: {
        en: "PutEvents answers 200 with failed entries",
        fr: "PutEvents répond 200 avec des entrées en échec",
      },
      effect: {
        en: "Only the failed entries are sent again.",
        fr: "Seules les entrées en échec sont renvoyées.",
      },
    },
  ],
  webhooks: ["/api/webhooks/eventbridge"],
  howToGet: {
    en: "AWS console → EventBridge → API destination with this key in its connection.",
    fr: "Console AWS → EventBridge → destination d’API avec cette clé.",
  },
  docsUrl: "https://docs.aws.amazon.com/eventbridge/",
});
