import * as is from "#server/config/parsers.ts";
import { type Clients, defineSetup } from "../setup.ts";

/** One app at X with OAuth 2.0; the variables keep the name the network once had. */
export const xSetup = defineSetup({
  variables: {
    TWITTER_CLIENT_ID: {
      description: "OAuth 2.0 client id of the X app. Without it: the sandbox.",
      example: "bXlDbGllbnRJZA",
      schema: is.token,
    },
    TWITTER_CLIENT_SECRET: {
      description: "OAuth 2.0 client secret of that app.",
      example: "bXlDbGllbnRTZWNyZXQ",
      schema: is.token,
      secret: true,
    },
    TWITTER_REDIRECT_URI: {
      aliases: ["NEXT_PUBLIC_TWITTER_REDIRECT_URI"],
      description: "Redirect address registered with X. Default APP_URL/auth/x/callback.",
      example: "https://app.example.com/auth/x/callback",
      schema: is.redirectUri,
    },
    TWITTER_WEBHOOK_SECRET: {
      description: "Consumer secret (API secret key) of the app: X signs its webhooks with it.",
      example: "0123456789abcdef0123456789abcdef0123456789abcdef01",
      schema: is.token,
      secret: true,
    },
    TWITTER_BEARER_TOKEN: {
      description: "App-only token, for reads.",
      example: "AAAAAAAAAAAAAAAAAAAAAExample",
      schema: is.token,
      secret: true,
    },
    TWITTER_USER_ID: {
      description: "Account that doctor reads.",
      example: "2244994945",
      schema: is.token,
    },
  },
  urls: { api: "https://api.x.com", www: "https://x.com" },
  redirectUri: "TWITTER_REDIRECT_URI",
  webhookSecret: "TWITTER_WEBHOOK_SECRET",
  clients(reader): Clients {
    const app = reader.together("TWITTER_CLIENT_ID", "TWITTER_CLIENT_SECRET");
    return app
      ? { oauth2: { clientId: app.TWITTER_CLIENT_ID, clientSecret: app.TWITTER_CLIENT_SECRET } }
      : {};
  },
  sandboxClients: {
    oauth2: { clientId: "sandbox-x-app", clientSecret: "sandbox-x-secret-0123456789abcdef" },
  },
  service: {
    role: { en: "Publishes posts and threads.", fr: "Publie posts et fils." },
    needs: ["TWITTER_CLIENT_ID", "TWITTER_CLIENT_SECRET"],
    failureModes: [
      {
        what: { en: "429, or the day’s limit is reached", fr: "429, ou la limite du jour est atteinte" },
        effect: {
          en: "The post waits until the time X names.",
          fr: "La publication attend jusqu’à l’heure indiquée par X.",
        },
      },
      {
        what: {
          en: "The answer to a post is lost",
          fr: "La réponse à une publication est perdue",
        },
        effect: {
          en: "Looked for in the account’s own posts; sent again only once it is proven not to be there.",
          fr: "Recherchée parmi les posts du compte ; renvoyée seulement s’il est prouvé qu’elle n’y est pas.",
        },
      },
      {
        what: {
          en: "A thread breaks off in the middle",
          fr: "Un fil s’interrompt au milieu",
        },
        effect: {
          en: "The parts that are public stay and are named; a retry goes on after them.",
          fr: "Les parties publiées restent et sont nommées ; un nouvel essai reprend à la suite.",
        },
      },
      {
        what: {
          en: "A refresh answer is lost after the token was rotated",
          fr: "Une réponse de renouvellement est perdue après rotation",
        },
        effect: {
          en: "The account must be reconnected; its posts wait.",
          fr: "Le compte doit être reconnecté ; ses publications attendent.",
        },
      },
      {
        what: {
          en: "The monthly cap or the credits are used up",
          fr: "Le plafond mensuel ou les crédits sont épuisés",
        },
        effect: {
          en: "Posts wait up to three days and say that an operator has to act.",
          fr: "Les publications attendent jusqu’à trois jours et disent qu’un opérateur doit agir.",
        },
      },
    ],
    howToGet: {
      en: "console.x.com → Apps → User authentication settings → OAuth 2.0, Web App, read and write.",
      fr: "console.x.com → Apps → User authentication settings → OAuth 2.0, Web App, lecture et écriture.",
    },
    docsUrl: "https://docs.x.com/x-api/introduction",
  },
});
