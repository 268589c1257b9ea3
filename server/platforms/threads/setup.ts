import * as is from "#server/config/parsers.ts";
import { type Clients, defineSetup } from "../setup.ts";

/** One app at Meta with the Threads use case: its Threads app id and secret, not those of the Meta app around it. */
export const threadsSetup = defineSetup({
  variables: {
    THREADS_CLIENT_ID: {
      aliases: ["THREADS_APP_ID"],
      description:
        "Threads app id (Meta developer dashboard, Threads use case; not the Meta app's). Without it: the sandbox.",
      example: "1234567890123456",
      schema: is.metaAppId,
    },
    THREADS_CLIENT_SECRET: {
      aliases: ["THREADS_APP_SECRET"],
      description: "Threads app secret; also signs the webhooks.",
      example: "0123456789abcdef0123456789abcdef",
      schema: is.token,
      secret: true,
    },
    THREADS_REDIRECT_URI: {
      aliases: ["NEXT_PUBLIC_THREADS_REDIRECT_URI"],
      description: "Redirect address registered with Meta. Default APP_URL/auth/threads/callback.",
      example: "https://app.example.com/auth/threads/callback",
      schema: is.redirectUri,
    },
    THREADS_WEBHOOK_SECRET: {
      description: "Accepted as a webhook's signing secret beside the app's own.",
      example: "0123456789abcdef0123456789abcdef",
      schema: is.token,
      secret: true,
    },
    THREADS_WEBHOOK_VERIFY_TOKEN: {
      description: "The text Meta sends back when it verifies the webhook address.",
      example: "any-text-you-choose",
      schema: is.token,
      secret: true,
    },
  },
  urls: { graphThreads: "https://graph.threads.net", wwwThreads: "https://threads.net" },
  redirectUri: "THREADS_REDIRECT_URI",
  webhookSecret: "THREADS_WEBHOOK_SECRET",
  verifyToken: "THREADS_WEBHOOK_VERIFY_TOKEN",
  clients(reader): Clients {
    const app = reader.together("THREADS_CLIENT_ID", "THREADS_CLIENT_SECRET");
    return app
      ? { "threads-login": { clientId: app.THREADS_CLIENT_ID, clientSecret: app.THREADS_CLIENT_SECRET } }
      : {};
  },
  sandboxClients: {
    "threads-login": {
      clientId: "sandbox-threads-app",
      clientSecret: "sandbox-threads-secret-0123456789abcdef",
    },
  },
  service: {
    role: {
      en: "Publishes texts, pictures, videos, carousels and chains of replies.",
      fr: "Publie textes, images, vidéos, carrousels et fils de réponses.",
    },
    needs: ["THREADS_CLIENT_ID", "THREADS_CLIENT_SECRET"],
    failureModes: [
      {
        what: { en: "The code exchange is refused", fr: "L’échange du code est refusé" },
        effect: {
          en: "The login starts again with its reason.",
          fr: "La connexion recommence avec sa raison.",
        },
      },
      {
        what: { en: "A token expires or is revoked", fr: "Un jeton expire ou est révoqué" },
        effect: {
          en: "It is renewed long before; once gone, posts are parked and resume after the reconnect.",
          fr: "Il est renouvelé bien avant ; une fois perdu, les publications attendent puis reprennent après la reconnexion.",
        },
      },
      {
        what: {
          en: "250 posts or 1,000 replies in 24 hours",
          fr: "250 posts ou 1 000 réponses en 24 heures",
        },
        effect: {
          en: "The post waits for room; a chain begins only if all its replies fit.",
          fr: "La publication attend une place ; un fil ne commence que si toutes ses réponses passent.",
        },
      },
      {
        what: { en: "The answer to a publish call is lost", fr: "La réponse à une publication est perdue" },
        effect: {
          en: "It is never sent again blindly: the container is asked until it is known, part by part.",
          fr: "Elle n’est jamais renvoyée à l’aveugle : le conteneur est interrogé jusqu’à savoir, partie par partie.",
        },
      },
      {
        what: { en: "A webhook’s signature is wrong", fr: "La signature d’un webhook est fausse" },
        effect: { en: "Refused with 401, counted, not stored.", fr: "Refusé (401), compté, non enregistré." },
      },
    ],
    howToGet: {
      en: "developers.facebook.com → My Apps → Threads use case → Settings: Threads app id and secret; redirect, uninstall and webhook addresses.",
      fr: "developers.facebook.com → Mes apps → cas d’usage Threads → Paramètres : identifiant et clé secrète Threads ; adresses de redirection, de désinstallation et de webhook.",
    },
    docsUrl: "https://developers.facebook.com/documentation/threads",
  },
});
