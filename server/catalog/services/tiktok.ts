import { defineService, namesOf } from "../service.ts";

export const tiktok = defineService({
  id: "tiktok",
  label: "TikTok",
  kind: "network",
  role: { en: "Publishes videos and photo posts.", fr: "Publie vidéos et diaporamas." },
  env: namesOf("tiktok"),
  needs: ["TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET"],
  mode: (config) => config.platforms.tiktok?.mode ?? "off",
  check: (probe) => probe.platform("tiktok"),
  failureModes: [
    {
      what: { en: "429, six uploads a minute", fr: "429, six envois par minute" },
      effect: { en: "The post waits and says so.", fr: "La publication attend et le dit." },
    },
    {
      what: { en: "The publish status is stuck", fr: "L’état de publication est bloqué" },
      effect: {
        en: "Asked for a day, then shown as unconfirmed; never sent twice.",
        fr: "Interrogé pendant un jour, puis affiché comme non confirmé ; jamais envoyé deux fois.",
      },
    },
    {
      what: {
        en: "A refresh answer is lost after the token was rotated",
        fr: "Une réponse de renouvellement est perdue après rotation",
      },
      effect: {
        en: "The account must be reconnected; its posts wait.",
        fr: "Le compte doit être reconnecté ; ses publications attendent.",
      },
    },
    {
      what: { en: "A webhook has no signature", fr: "Un webhook sans signature" },
      effect: { en: "Refused with 401, counted, not stored.", fr: "Refusé (401), compté, non enregistré." },
    },
  ],
  webhooks: ["/api/webhooks/tiktok"],
  howToGet: {
    en: "developers.tiktok.com → Manage apps → Login Kit and Content Posting API.",
    fr: "developers.tiktok.com → Manage apps → Login Kit et Content Posting API.",
  },
  docsUrl: "https://developers.tiktok.com/doc/",
});
