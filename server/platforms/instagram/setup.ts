import * as is from "#server/config/parsers.ts";
import { defineSetup } from "../setup.ts";

/** Two apps at Meta, either of them enough: Instagram Login, and Facebook Login for accounts behind a page. */
export const instagramSetup = defineSetup({
  variables: {
    INSTAGRAM_APP_ID: {
      aliases: ["INSTAGRAM_CLIENT_ID"],
      description:
        "App of Instagram Login (Meta developer dashboard, Instagram product). Without any app: the sandbox.",
      example: "1234567890123456",
      schema: is.metaAppId,
    },
    INSTAGRAM_APP_SECRET: {
      aliases: ["INSTAGRAM_CLIENT_SECRET"],
      description: "Secret of that app.",
      example: "0123456789abcdef0123456789abcdef",
      schema: is.token,
      secret: true,
    },
    FACEBOOK_APP_ID: {
      description:
        "App of Facebook Login, for Instagram accounts behind a page. Beside or in place of INSTAGRAM_APP_ID.",
      example: "1234567890123456",
      schema: is.metaAppId,
    },
    FACEBOOK_APP_SECRET: {
      description: "Secret of that app.",
      example: "0123456789abcdef0123456789abcdef",
      schema: is.token,
      secret: true,
    },
    INSTAGRAM_REDIRECT_URI: {
      aliases: ["NEXT_PUBLIC_INSTAGRAM_REDIRECT_URI"],
      description: "Redirect address registered with Meta. Default APP_URL/auth/instagram/callback.",
      example: "https://app.example.com/auth/instagram/callback",
      schema: is.redirectUri,
    },
    INSTAGRAM_WEBHOOK_SECRET: {
      description: "Accepted as a webhook's signing secret beside the apps' own.",
      example: "0123456789abcdef0123456789abcdef",
      schema: is.token,
      secret: true,
    },
    INSTAGRAM_WEBHOOK_VERIFY_TOKEN: {
      description: "The text Meta sends back when it verifies the webhook address.",
      example: "any-text-you-choose",
      schema: is.token,
      secret: true,
    },
  },
  urls: {
    graphFacebook: "https://graph.facebook.com",
    wwwFacebook: "https://www.facebook.com",
    graphInstagram: "https://graph.instagram.com",
    apiInstagram: "https://api.instagram.com",
    wwwInstagram: "https://www.instagram.com",
    rupload: "https://rupload.facebook.com",
  },
  redirectUri: "INSTAGRAM_REDIRECT_URI",
  webhookSecret: "INSTAGRAM_WEBHOOK_SECRET",
  verifyToken: "INSTAGRAM_WEBHOOK_VERIFY_TOKEN",
  clients(reader) {
    const instagram = reader.together("INSTAGRAM_APP_ID", "INSTAGRAM_APP_SECRET");
    const facebook = reader.together("FACEBOOK_APP_ID", "FACEBOOK_APP_SECRET");
    return {
      ...(facebook && {
        "facebook-login": { clientId: facebook.FACEBOOK_APP_ID, clientSecret: facebook.FACEBOOK_APP_SECRET },
      }),
      ...(instagram && {
        "instagram-login": {
          clientId: instagram.INSTAGRAM_APP_ID,
          clientSecret: instagram.INSTAGRAM_APP_SECRET,
        },
      }),
    };
  },
  sandboxClients: {
    "facebook-login": {
      clientId: "sandbox-facebook-app",
      clientSecret: "sandbox-facebook-secret-0123456789abcdef",
    },
    "instagram-login": {
      clientId: "sandbox-instagram-app",
      clientSecret: "sandbox-instagram-secret-0123456789abcdef",
    },
  },
  service: {
    role: {
      en: "Publishes photos, carousels, reels and stories.",
      fr: "Publie photos, carrousels, reels et stories.",
    },
    needs: ["INSTAGRAM_APP_ID", "INSTAGRAM_APP_SECRET"],
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
    howToGet: {
      en: "developers.facebook.com → My Apps → Instagram product.",
      fr: "developers.facebook.com → Mes apps → produit Instagram.",
    },
    docsUrl: "https://developers.facebook.com/docs/instagram-platform",
  },
});
