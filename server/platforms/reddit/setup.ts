import * as is from "#server/config/parsers.ts";
import { type Clients, defineSetup } from "../setup.ts";

/** One "web app" at Reddit. */
export const redditSetup = defineSetup({
  variables: {
    REDDIT_CLIENT_ID: {
      description: "Client id of the Reddit app. Without it: the sandbox.",
      example: "abcDEF123456ghij",
      schema: is.token,
    },
    REDDIT_CLIENT_SECRET: {
      description: "Secret of that app.",
      example: "abcdefghijklmnopqrstuvwxyz0",
      schema: is.token,
      secret: true,
    },
    REDDIT_REDIRECT_URI: {
      aliases: ["NEXT_PUBLIC_REDDIT_REDIRECT_URI"],
      description: "Redirect address registered with Reddit. Default APP_URL/auth/reddit/callback.",
      example: "https://app.example.com/auth/reddit/callback",
      schema: is.redirectUri,
    },
    REDDIT_USER_AGENT: {
      description: "Reddit demands one of this form.",
      example: "web:huntaze:1.0 (by /u/yourname)",
      schema: is.text,
    },
    REDDIT_TEST_SUB: {
      description: "Subreddit that doctor may post to.",
      example: "yoursandbox",
      schema: is.token,
    },
  },
  urls: { api: "https://oauth.reddit.com", www: "https://www.reddit.com" },
  redirectUri: "REDDIT_REDIRECT_URI",
  clients(reader): Clients {
    const app = reader.together("REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET");
    return app
      ? { "web-app": { clientId: app.REDDIT_CLIENT_ID, clientSecret: app.REDDIT_CLIENT_SECRET } }
      : {};
  },
  settings(reader): Record<string, string> {
    const userAgent = reader.get("REDDIT_USER_AGENT");
    return userAgent ? { userAgent } : {};
  },
  sandboxClients: {
    "web-app": { clientId: "sandbox-reddit-app", clientSecret: "sandbox-reddit-secret-0123456789abcdef" },
  },
  service: {
    role: {
      en: "Publishes texts, links, photos, galleries and videos in subreddits.",
      fr: "Publie textes, liens, photos, galeries et vidéos dans des subreddits.",
    },
    needs: ["REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET"],
    failureModes: [
      {
        what: { en: "“You are doing that too much”", fr: "« You are doing that too much »" },
        effect: {
          en: "The post waits as long as Reddit says, and says so.",
          fr: "La publication attend le temps demandé par Reddit, et le dit.",
        },
      },
      {
        what: { en: "The answer to a post is lost", fr: "La réponse à une publication est perdue" },
        effect: {
          en: "The account’s list of posts decides; never sent twice.",
          fr: "La liste des publications du compte tranche ; jamais envoyé deux fois.",
        },
      },
      {
        what: {
          en: "The subreddit refuses: flair, words, domains",
          fr: "Le subreddit refuse : flair, mots, domaines",
        },
        effect: {
          en: "Told in the composer before, and by Reddit’s reason at the latest.",
          fr: "Signalé d’avance dans l’éditeur, au plus tard par la raison de Reddit.",
        },
      },
      {
        what: { en: "The user agent is refused (429, 403)", fr: "L’agent est refusé (429, 403)" },
        effect: {
          en: "Posts wait; set REDDIT_USER_AGENT to the demanded form.",
          fr: "Les publications attendent ; donnez à REDDIT_USER_AGENT la forme demandée.",
        },
      },
    ],
    howToGet: {
      en: "reddit.com/prefs/apps → create another app → web app. Reddit approves commercial use first.",
      fr: "reddit.com/prefs/apps → create another app → web app. Reddit approuve d’abord l’usage commercial.",
    },
    docsUrl: "https://www.reddit.com/dev/api",
  },
});
