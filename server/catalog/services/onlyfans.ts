import { defineService } from "../service.ts";

export const onlyfans = defineService({
  id: "onlyfans",
  label: "OnlyFans",
  kind: "network",
  role: {
    en: "Fans, messages and posts through the documented partner API.",
    fr: "Fans, messages et publications par l’API partenaire documentée.",
  },
  env: ["ONLYFANS_API_KEY", "ONLYFANS_WEBHOOK_SECRET"],
  needs: ["ONLYFANS_API_KEY"],
  planned: true,
  failureModes: [
    {
      what: { en: "The session of the account ends", fr: "La session du compte se termine" },
      effect: {
        en: "Its owner is asked to sign in there again; nothing is evaded.",
        fr: "Son propriétaire est invité à s’y reconnecter ; rien n’est contourné.",
      },
    },
  ],
  webhooks: ["/api/onlyfans/webhooks"],
  howToGet: {
    en: "The partner’s console. Without a key, assisted mode.",
    fr: "La console du partenaire. Sans clé, mode assisté.",
  },
  docsUrl: "https://docs.onlyfansapi.com/",
});
