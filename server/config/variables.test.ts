import { describe, expect, it } from "vitest";
import { readVariable } from "./environment.ts";
import { outsideVariables } from "./variables/outside.ts";
import { platformVariables } from "./variables/platforms.ts";
import { variableList, variables, variablesOf } from "./variables.ts";

/** Every name of the product's table of external systems, written out. */
const NAMES_OF_THE_SEEDS = `
DATABASE_URL DATABASE_HOST DATABASE_PORT DATABASE_NAME DATABASE_USER DATABASE_PASSWORD
UPSTASH_REDIS_REST_URL UPSTASH_REDIS_REST_TOKEN REDIS_URL ELASTICACHE_REDIS_HOST ELASTICACHE_REDIS_PORT
QSTASH_TOKEN QSTASH_URL QSTASH_CURRENT_SIGNING_KEY QSTASH_NEXT_SIGNING_KEY
AWS_REGION AWS_S3_BUCKET S3_BUCKET S3_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN CDN_URL
AWS_SQS_QUEUE_URL SQS_QUEUE_URL SES_REGION AWS_SES_REGION FROM_EMAIL SES_FROM_EMAIL AWS_SES_FROM_EMAIL SES_CONFIG_SET
SMTP_HOST SMTP_PORT SMTP_USER SMTP_FROM SMTP_PASSWORD SMTP_PASS RESEND_API_KEY
AZURE_SPEECH_KEY AZURE_SPEECH_REGION AZURE_SPEECH_ENDPOINT EVENTBRIDGE_API_KEY API_ORIGIN NEXT_PUBLIC_API_URL API_URL
AZURE_OPENAI_API_KEY AZURE_OPENAI_ENDPOINT AZURE_OPENAI_API_VERSION AZURE_OPENAI_DEPLOYMENT
OPENAI_API_KEY OPENAI_MODEL ANTHROPIC_API_KEY CLAUDE_API_KEY GEMINI_API_KEY GEMINI_MODEL AI_ROUTER_URL AI_ROUTER_API_KEY
AZURE_KEY_VAULT_URL AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_USE_MANAGED_IDENTITY AZURE_REDIRECT_URI
AZURE_MONITOR_WORKSPACE_ID AZURE_MONITOR_INSTRUMENTATION_KEY AZURE_MONITOR_CONNECTION_STRING AZURE_MONITOR_RESOURCE_ID
APIFY_API_TOKEN APIFY_WEBHOOK_SECRET
INSTAGRAM_APP_ID INSTAGRAM_CLIENT_ID FACEBOOK_APP_ID INSTAGRAM_APP_SECRET INSTAGRAM_CLIENT_SECRET FACEBOOK_APP_SECRET
INSTAGRAM_REDIRECT_URI NEXT_PUBLIC_INSTAGRAM_REDIRECT_URI INSTAGRAM_WEBHOOK_SECRET INSTAGRAM_WEBHOOK_VERIFY_TOKEN
TIKTOK_CLIENT_KEY TIKTOK_CLIENT_SECRET TIKTOK_REDIRECT_URI NEXT_PUBLIC_TIKTOK_REDIRECT_URI TIKTOK_WEBHOOK_SECRET
TIKTOK_SCOPES TIKTOK_SANDBOX_MODE
REDDIT_CLIENT_ID REDDIT_CLIENT_SECRET REDDIT_REDIRECT_URI NEXT_PUBLIC_REDDIT_REDIRECT_URI REDDIT_USER_AGENT REDDIT_TEST_SUB
THREADS_CLIENT_ID THREADS_CLIENT_SECRET THREADS_REDIRECT_URI NEXT_PUBLIC_THREADS_REDIRECT_URI
TWITTER_CLIENT_ID TWITTER_CLIENT_SECRET TWITTER_BEARER_TOKEN TWITTER_USER_ID
ONLYFANS_API_KEY ONLYFANS_WEBHOOK_SECRET
GOOGLE_CLIENT_ID GOOGLE_CLIENT_SECRET NEXT_PUBLIC_GOOGLE_REDIRECT_URI GITHUB_CLIENT_ID GITHUB_CLIENT_SECRET
CRM_WEBHOOK_SECRET SLACK_WEBHOOK_URL TEAMS_WEBHOOK_URL HYDRATION_WEBHOOK_URL
BRIGHT_DATA_CUSTOMER BRIGHT_DATA_PASSWORD BRIGHT_DATA_ZONE PROXY_LIST
SENTRY_DSN NEXT_PUBLIC_SENTRY_DSN SENTRY_AUTH_TOKEN DATADOG_API_KEY LOGROCKET_APP_ID GA_ID NEXT_PUBLIC_GA_ID
STRIPE_SECRET_KEY STRIPE_PUBLISHABLE_KEY NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY STRIPE_WEBHOOK_SECRET
AUTH_SECRET NEXTAUTH_SECRET JWT_SECRET APP_URL NEXTAUTH_URL NEXT_PUBLIC_APP_URL TOKEN_ENCRYPTION_KEY
FRONTEND_URL BACKEND_URL CRON_SECRET WORKER_SECRET RATE_LIMIT_ENABLED PORT NODE_ENV
`
  .trim()
  .split(/\s+/);

const AZURE_MODEL_FAMILIES = ["AZURE_AI_", "AZURE_PHI4_", "AZURE_DEEPSEEK_", "AZURE_LLAMA_VISION_"];

describe("the table of variables", () => {
  const known = variableList.flatMap((variable) => [variable.name, ...(variable.aliases ?? [])]);

  it("knows every name of the seeds", () => {
    expect(NAMES_OF_THE_SEEDS.filter((name) => !known.includes(name as never))).toEqual([]);
    for (const prefix of AZURE_MODEL_FAMILIES)
      expect(known.some((name) => name.startsWith(prefix))).toBe(true);
  });

  it("gives no name two meanings", () => {
    expect(known.filter((name, at) => known.indexOf(name) !== at)).toEqual([]);
  });

  it("has a network's variables from its folder alone", () => {
    expect(Object.keys(platformVariables).filter((name) => Object.hasOwn(outsideVariables, name))).toEqual(
      [],
    );
  });

  it.each(variableList.map((variable) => [variable.name, variable] as const))(
    "%s has an example that passes, also under its aliases",
    (name, variable) => {
      for (const each of [name, ...(variable.aliases ?? [])]) {
        const reading = readVariable({ [each]: variable.example }, name);
        expect(reading.problem).toBeUndefined();
        expect(reading.value).toBeDefined();
        expect(reading.notices).toHaveLength(each === name ? 0 : 1);
      }
    },
  );

  it("keeps every name that sounds like a secret secret, and no other", () => {
    const sounds = /SECRET|TOKEN|PASSWORD|_KEY$|API_KEY|SIGNING_KEY|ENCRYPTION_KEY/;
    const open = ["TIKTOK_CLIENT_KEY", "STRIPE_PUBLISHABLE_KEY"];
    const careless = variableList.filter(
      (variable) => sounds.test(variable.name) && !variable.secret && !open.includes(variable.name),
    );
    expect(careless.map((variable) => variable.name)).toEqual([]);
    expect(variables.STRIPE_PUBLISHABLE_KEY).not.toHaveProperty("secret");
  });

  it("lists shared variables with every service that reads them", () => {
    expect(variablesOf("sqs").map((variable) => variable.name)).toEqual([
      "AWS_REGION",
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "AWS_SQS_QUEUE_URL",
    ]);
  });
});
