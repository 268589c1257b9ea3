import * as is from "#server/config/parsers.ts";
import { type Clients, defineSetup } from "../setup.ts";

/**
 * OnlyFans has no API of its own. What is set up here is a third party, OnlyFansAPI.com: the key of a team there, and the
 * secret its webhooks are signed with. Without a key of the installation, connections bring their own, and assisted
 * accounts need none.
 */
export const onlyfansSetup = defineSetup({
  variables: {
    ONLYFANS_API_KEY: {
      description:
        "Key of the partner API, for connections without one of their own. Without it: the sandbox.",
      example: "ofapi_example",
      schema: is.token,
      secret: true,
    },
    ONLYFANS_WEBHOOK_SECRET: {
      description: "Signs the partner API's webhooks.",
      example: "0123456789abcdef0123456789abcdef",
      schema: is.token,
      secret: true,
    },
  },
  urls: { api: "https://app.onlyfansapi.com", www: "https://onlyfans.com" },
  webhookSecret: "ONLYFANS_WEBHOOK_SECRET",
  worksWithoutClients: true,
  // The partner signs with a secret of the webhook, never with the key.
  clients(reader): Clients {
    const key = reader.get("ONLYFANS_API_KEY");
    return key
      ? { partner: { clientId: key, clientSecret: reader.get("ONLYFANS_WEBHOOK_SECRET") ?? "" } }
      : {};
  },
  sandboxClients: {
    partner: {
      clientId: "ofapi_sandbox-onlyfans-app",
      clientSecret: "sandbox-onlyfans-secret-0123456789abcdef",
    },
  },
  service: {
    role: {
      en: "Fans, messages and posts through a documented partner API, or as tasks that a person sends.",
      fr: "Fans, messages et publications par une API partenaire documentée, ou sous forme de tâches qu’une personne envoie.",
    },
    needs: ["ONLYFANS_API_KEY"],
    failureModes: [
      {
        what: { en: "The session of the account ends", fr: "La session du compte se termine" },
        effect: {
          en: "Its owner is asked to sign in there again; nothing is evaded.",
          fr: "Son propriétaire est invité à s’y reconnecter ; rien n’est contourné.",
        },
      },
      {
        what: { en: "The answer to a message is lost", fr: "La réponse à un message se perd" },
        effect: {
          en: "The chat is read first; only then is it sent again, with the key it had.",
          fr: "La conversation est d’abord relue ; alors seulement il est renvoyé, avec la clé qu’il avait.",
        },
      },
      {
        what: { en: "The credits run out", fr: "Les crédits sont épuisés" },
        effect: {
          en: "Posts wait and say so; what is left stands on the account’s page.",
          fr: "Les publications attendent et le disent ; le solde figure sur la page du compte.",
        },
      },
      {
        what: { en: "An uploaded file was used already", fr: "Un fichier envoyé a déjà servi" },
        effect: {
          en: "It is looked for among what went out, then uploaded anew.",
          fr: "On le cherche parmi ce qui est parti, puis on l’envoie de nouveau.",
        },
      },
    ],
    howToGet: {
      en: "The partner’s console, app.onlyfansapi.com → API keys. Without a key, assisted mode.",
      fr: "La console du partenaire, app.onlyfansapi.com → API keys. Sans clé, mode assisté.",
    },
    docsUrl: "https://docs.onlyfansapi.com/",
  },
});
