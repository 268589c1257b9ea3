import { defineService } from "../service.ts";

export const resend = defineService({
  id: "resend",
  label: "Resend",
  kind: "mail",
  role: { en: "Sends mail; last in the order of fallback.", fr: "Envoie les courriels ; dernier recours." },
  env: ["RESEND_API_KEY"],
  needs: ["RESEND_API_KEY"],
  planned: true,
  failureModes: [
    {
      what: { en: "429 or a monthly limit", fr: "429 ou limite mensuelle" },
      effect: { en: "The mail waits and is tried again.", fr: "Le courriel attend et sera retenté." },
    },
  ],
  howToGet: { en: "resend.com → API Keys.", fr: "resend.com → API Keys." },
  docsUrl: "https://resend.com/docs",
});
