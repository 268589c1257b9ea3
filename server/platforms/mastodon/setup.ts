import * as is from "#server/config/parsers.ts";
import { type Clients, defineSetup } from "../setup.ts";

const DEFAULT_SERVER = "https://mastodon.social";

/** One server of the installation's choice, and the app registered there. https://docs.joinmastodon.org/methods/apps/ */
export const mastodonSetup = defineSetup({
  variables: {
    MASTODON_SERVER: {
      description: `The server people sign in at, without a path. Default ${DEFAULT_SERVER}.`,
      example: "https://mastodon.social",
      schema: is.webUrl,
    },
    MASTODON_CLIENT_ID: {
      description: "Client key of the app registered on that server. Without it: the sandbox.",
      example: "TWhM-tNSuncnqN7DBJmoyeLnk6K3iJJ71KKXxgL1hPM",
      schema: is.token,
    },
    MASTODON_CLIENT_SECRET: {
      description: "Client secret of that app.",
      example: "ZEaFUFmF0umgBX1qKJDjaU99Q31lDkOU8NutzTOoliw",
      schema: is.token,
      secret: true,
    },
    MASTODON_REDIRECT_URI: {
      description: "Redirect address registered with the app. Default APP_URL/auth/mastodon/callback.",
      example: "https://app.example.com/auth/mastodon/callback",
      schema: is.redirectUri,
    },
  },
  urls: { server: DEFAULT_SERVER },
  liveUrls(reader): Record<string, string> {
    const server = reader.get("MASTODON_SERVER");
    return server === undefined ? {} : { server: new URL(server).origin };
  },
  redirectUri: "MASTODON_REDIRECT_URI",
  clients(reader): Clients {
    const app = reader.together("MASTODON_CLIENT_ID", "MASTODON_CLIENT_SECRET");
    return app
      ? { oauth2: { clientId: app.MASTODON_CLIENT_ID, clientSecret: app.MASTODON_CLIENT_SECRET } }
      : {};
  },
  sandboxClients: {
    oauth2: { clientId: "sandbox-mastodon-app", clientSecret: "sandbox-mastodon-secret-0123456789abcdef" },
  },
  service: {
    role: {
      en: "Publishes posts and threads on a Mastodon server.",
      fr: "Publie des messages et des fils sur un serveur Mastodon.",
    },
    needs: ["MASTODON_CLIENT_ID", "MASTODON_CLIENT_SECRET"],
    failureModes: [
      {
        what: { en: "The person takes the permission back", fr: "La personne retire l’autorisation" },
        effect: {
          en: "The account must be reconnected; its posts wait.",
          fr: "Le compte doit être reconnecté ; ses publications attendent.",
        },
      },
      {
        what: { en: "429, or the server is overloaded", fr: "429, ou serveur surchargé" },
        effect: {
          en: "The post waits as long as the server says.",
          fr: "La publication attend aussi longtemps que le serveur le dit.",
        },
      },
      {
        what: { en: "The answer to a post is lost", fr: "La réponse à une publication est perdue" },
        effect: {
          en: "The account’s posts are searched; a repeat carries the same key, so there is never a second post.",
          fr: "Les publications du compte sont consultées ; une répétition porte la même clé, jamais de doublon.",
        },
      },
    ],
    howToGet: {
      en: "On your server: Preferences → Development → New application, with the scopes profile, read:statuses, write:statuses, write:media.",
      fr: "Sur votre serveur : Préférences → Développement → Nouvelle application, avec les droits profile, read:statuses, write:statuses, write:media.",
    },
    docsUrl: "https://docs.joinmastodon.org/client/intro/",
  },
});
