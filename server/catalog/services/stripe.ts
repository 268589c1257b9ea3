import { defineService } from "../service.ts";

export const stripe = defineService({
  id: "stripe",
  label: "Stripe",
  kind: "billing",
  role: { en: "Plans and message packs.", fr: "Abonnements et packs de messages." },
  env: ["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"],
  needs: ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"],
  planned: true,
  failureModes: [
    {
      what: {
        en: "A webhook comes late, twice or out of order",
        fr: "Un webhook arrive tard, deux fois ou dans le désordre",
      },
      effect: {
        en: "The object is fetched again; an event counts once.",
        fr: "L’objet est relu ; un événement compte une fois.",
      },
    },
  ],
  webhooks: ["/api/webhooks/stripe"],
  howToGet: {
    en: "dashboard.stripe.com → Developers → API keys.",
    fr: "dashboard.stripe.com → Développeurs → Clés API.",
  },
  docsUrl: "https://docs.stripe.com/",
});
