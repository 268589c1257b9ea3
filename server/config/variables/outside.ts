import * as is from "../parsers.ts";
import type { VariableTable } from "../variable.ts";

/** The sign-in providers, and who else sends webhooks in or gets them. */
export const outsideVariables = {
  GOOGLE_CLIENT_ID: {
    service: "google",
    description: "Sign-in with Google.",
    example: "123-example.apps.googleusercontent.com",
    schema: is.token,
  },
  GOOGLE_CLIENT_SECRET: {
    service: "google",
    description: "Secret of that client.",
    example: "GOCSPX-example",
    schema: is.token,
    secret: true,
  },
  GOOGLE_REDIRECT_URI: {
    service: "google",
    aliases: ["NEXT_PUBLIC_GOOGLE_REDIRECT_URI"],
    description: "Redirect address registered with Google. Default APP_URL/api/auth/callback/google.",
    example: "https://app.example.com/api/auth/callback/google",
    schema: is.redirectUri,
  },
  GITHUB_CLIENT_ID: {
    service: "github",
    description: "Sign-in with GitHub.",
    example: "Iv1.0123456789abcdef",
    schema: is.token,
  },
  GITHUB_CLIENT_SECRET: {
    service: "github",
    description: "Secret of that client.",
    example: "0123456789abcdef0123456789abcdef01234567",
    schema: is.token,
    secret: true,
  },

  CRM_WEBHOOK_SECRET: {
    service: "crm",
    description: "Signs webhooks of a CRM, or is sent with them. To rotate: new,old.",
    example: "0123456789abcdef0123456789abcdef",
    schema: is.sharedSecrets,
    secret: true,
  },
  CRM_WEBHOOK_PROVIDERS: {
    service: "crm",
    description: "CRMs whose webhooks are taken beside inflow, supercreator and generic.",
    example: "other-crm",
    schema: is.names,
  },
  APIFY_API_TOKEN: {
    service: "apify",
    description: "Token of Apify, for trend scraping.",
    example: "apify_api_example",
    schema: is.token,
    secret: true,
  },
  APIFY_WEBHOOK_SECRET: {
    service: "apify",
    description:
      "Apify's webhooks send it in x-apify-webhook-secret; a relay signs with it. To rotate: new,old.",
    example: "0123456789abcdef0123456789abcdef",
    schema: is.sharedSecrets,
    secret: true,
  },
  SLACK_WEBHOOK_URL: {
    service: "alerts",
    description: "Slack incoming webhook for operators' alerts.",
    example: "https://hooks.slack.com/services/T000/B000/example",
    schema: is.webUrl,
    secret: true,
  },
  TEAMS_WEBHOOK_URL: {
    service: "alerts",
    description: "Microsoft Teams workflow for operators' alerts.",
    example: "https://example.environment.api.powerplatform.com/workflows/example",
    schema: is.webUrl,
    secret: true,
  },
  HYDRATION_WEBHOOK_URL: {
    service: "alerts",
    description: "Any address that takes alerts as JSON.",
    example: "https://alerts.example.com/huntaze",
    schema: is.webUrl,
    secret: true,
  },
} as const satisfies VariableTable;
