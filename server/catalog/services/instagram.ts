import { defineService, namesOf } from "../service.ts";

export const instagram = defineService({
  id: "instagram",
  label: "Instagram",
  kind: "network",
  role: {
    en: "Publishes photos, carousels, reels and stories.",
    fr: "Publie photos, carrousels, reels et stories.",
  },
  env: namesOf("instagram"),
  needs: ["INSTAGRAM_APP_ID", "INSTAGRAM_APP_SECRET"],
  mode: (config) => config.platforms.instagram?.mode ?? "off",
  check: (probe) => probe.platform("instagram"),
  failureModes: [
    {
      what: { en: "A token expires or is revoked", fr: "Un jeton expire ou est révoqué" },
      effect: {
        en: "Posts at risk are announced, parked, and resume after the reconnect.",
        fr: "Les publications menacées sont annoncées, mises en attente, et reprennent après la reconnexion.",
      },
    },
    {
      what: { en: "The daily quota is used up, or 429", fr: "Quota du jour épuisé, ou 429" },
      effect: {
        en: "The post waits for the next legal moment and says so.",
        fr: "La publication attend le prochain moment autorisé et le dit.",
      },
    },
    {
      what: { en: "The answer to a publish call is lost", fr: "La réponse à une publication est perdue" },
      effect: {
        en: "It is never sent again blindly: the container is asked until it is known.",
        fr: "Elle n’est jamais renvoyée à l’aveugle : le conteneur est interrogé jusqu’à savoir.",
      },
    },
    {
      what: { en: "A webhook’s signature is wrong", fr: "La signature d’un webhook est fausse" },
      effect: { en: "Refused with 401, counted, not stored.", fr: "Refusé (401), compté, non enregistré." },
    },
  ],
  webhooks: ["/api/webhooks/instagram"],
  howToGet: {
    en: "developers.facebook.com → My Apps → Instagram product.",
    fr: "developers.facebook.com → Mes apps → produit Instagram.",
  },
  docsUrl: "https://developers.facebook.com/docs/instagram-platform",
});
