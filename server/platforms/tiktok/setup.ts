import * as is from "#server/config/parsers.ts";
import { type Clients, defineSetup } from "../setup.ts";

/** One app at TikTok, for Login Kit and the Content Posting API. */
export const tiktokSetup = defineSetup({
  variables: {
    TIKTOK_CLIENT_KEY: {
      description: "Client key of the TikTok app. Without it: the sandbox.",
      example: "awexample12345678",
      schema: is.token,
    },
    TIKTOK_CLIENT_SECRET: {
      description: "Secret of that app; also signs TikTok's webhooks.",
      example: "0123456789abcdef0123456789abcdef",
      schema: is.token,
      secret: true,
    },
    TIKTOK_REDIRECT_URI: {
      aliases: ["NEXT_PUBLIC_TIKTOK_REDIRECT_URI"],
      description: "Redirect address registered with TikTok. Default APP_URL/auth/tiktok/callback.",
      example: "https://app.example.com/auth/tiktok/callback",
      schema: is.redirectUri,
    },
    TIKTOK_WEBHOOK_SECRET: {
      description: "Accepted as a webhook's signing secret beside the client secret.",
      example: "0123456789abcdef0123456789abcdef",
      schema: is.token,
      secret: true,
    },
    TIKTOK_SCOPES: {
      description:
        "Scopes the app was approved for, separated by commas. Default: all that publishing needs.",
      example: "user.info.basic,video.publish,video.upload",
      schema: is.text,
    },
    TIKTOK_SANDBOX_MODE: {
      description:
        "true when the key belongs to a sandbox of TikTok's own developer portal: its posts stay private.",
      example: "false",
      schema: is.flag,
    },
  },
  urls: { api: "https://open.tiktokapis.com", www: "https://www.tiktok.com" },
  redirectUri: "TIKTOK_REDIRECT_URI",
  webhookSecret: "TIKTOK_WEBHOOK_SECRET",
  clients(reader): Clients {
    const app = reader.together("TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET");
    return app
      ? { "login-kit": { clientId: app.TIKTOK_CLIENT_KEY, clientSecret: app.TIKTOK_CLIENT_SECRET } }
      : {};
  },
  sandboxClients: {
    "login-kit": { clientId: "sandbox-tiktok-key", clientSecret: "sandbox-tiktok-secret-0123456789abcdef" },
  },
  service: {
    role: { en: "Publishes videos and photo posts.", fr: "Publie vidéos et diaporamas." },
    needs: ["TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET"],
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
    howToGet: {
      en: "developers.tiktok.com → Manage apps → Login Kit and Content Posting API.",
      fr: "developers.tiktok.com → Manage apps → Login Kit et Content Posting API.",
    },
    docsUrl: "https://developers.tiktok.com/doc/",
  },
});
