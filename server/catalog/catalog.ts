import { networks } from "./networks.ts";
import type { ServiceDefinition } from "./service.ts";
import { aiRouter } from "./services/ai-router.ts";
import { anthropic } from "./services/anthropic.ts";
import { apify } from "./services/apify.ts";
import { azureFoundry } from "./services/azure-foundry.ts";
import { azureMonitor } from "./services/azure-monitor.ts";
import { azureOpenai } from "./services/azure-openai.ts";
import { azureSpeech } from "./services/azure-speech.ts";
import { brightData } from "./services/bright-data.ts";
import { cloudwatch } from "./services/cloudwatch.ts";
import { coreApi } from "./services/core-api.ts";
import { crm } from "./services/crm.ts";
import { customAlerts } from "./services/custom-alerts.ts";
import { database } from "./services/database.ts";
import { datadog } from "./services/datadog.ts";
import { decodo } from "./services/decodo.ts";
import { dynamodb } from "./services/dynamodb.ts";
import { entraId } from "./services/entra-id.ts";
import { eventGrid } from "./services/event-grid.ts";
import { eventbridge } from "./services/eventbridge.ts";
import { ga } from "./services/ga.ts";
import { gemini } from "./services/gemini.ts";
import { github } from "./services/github.ts";
import { google } from "./services/google.ts";
import { ipify } from "./services/ipify.ts";
import { keyVault } from "./services/key-vault.ts";
import { logrocket } from "./services/logrocket.ts";
import { openai } from "./services/openai.ts";
import { operations } from "./services/operations.ts";
import { oxylabs } from "./services/oxylabs.ts";
import { qstash } from "./services/qstash.ts";
import { redis } from "./services/redis.ts";
import { resend } from "./services/resend.ts";
import { s3 } from "./services/s3.ts";
import { secretsManager } from "./services/secrets-manager.ts";
import { sentry } from "./services/sentry.ts";
import { ses } from "./services/ses.ts";
import { session } from "./services/session.ts";
import { slack } from "./services/slack.ts";
import { smtp } from "./services/smtp.ts";
import { sns } from "./services/sns.ts";
import { sqs } from "./services/sqs.ts";
import { stripe } from "./services/stripe.ts";
import { teams } from "./services/teams.ts";
import { transcribe } from "./services/transcribe.ts";

/** Every external system, in the order operators read them. */
export const catalog: readonly ServiceDefinition[] = [
  database,
  redis,
  qstash,
  s3,
  sqs,
  ses,
  smtp,
  resend,
  cloudwatch,
  sns,
  dynamodb,
  transcribe,
  azureSpeech,
  eventbridge,
  eventGrid,
  coreApi,
  azureOpenai,
  azureFoundry,
  openai,
  anthropic,
  gemini,
  aiRouter,
  keyVault,
  entraId,
  secretsManager,
  azureMonitor,
  apify,
  ...networks,
  google,
  github,
  crm,
  slack,
  teams,
  customAlerts,
  brightData,
  oxylabs,
  decodo,
  ipify,
  sentry,
  datadog,
  logrocket,
  ga,
  stripe,
  session,
  operations,
];
