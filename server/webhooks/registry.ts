import { platformDefinitions } from "#server/platforms/platforms.ts";
import type { WebhookSecret, WebhookSource } from "./source.ts";
import { apifySource } from "./sources/apify.ts";
import { crmSource, isCrm } from "./sources/crm.ts";
import { eventbridgeSource } from "./sources/eventbridge.ts";
import { stripeSource } from "./sources/stripe.ts";

/** Every network that sends something, and whoever else does. */
export const webhookSources: readonly WebhookSource[] = [
  ...platformDefinitions.flatMap(({ webhook }) => (webhook ? [webhook.source] : [])),
  apifySource,
  eventbridgeSource,
  stripeSource,
];

/** What an installation knows of a source: the secrets it may sign with, and the token it shows at the challenge. */
export interface WebhookCredentials {
  webhookSecrets: readonly WebhookSecret[];
  webhookVerifyToken: string | null;
}

export interface ConfiguredSource {
  source: WebhookSource;
  /** Never empty texts: an empty secret would open the door to everybody. */
  secrets: readonly WebhookSecret[];
  verifyToken: string | null;
}

export interface WebhookRegistry {
  find(id: string): ConfiguredSource | undefined;
}

/**
 * Every source we speak, with its credentials by id; one without secrets is known and refuses everything. CRMs are those
 * that the credentials name.
 */
export function createWebhookRegistry(
  credentials: Record<string, WebhookCredentials | undefined>,
  sources: readonly WebhookSource[] = webhookSources,
): WebhookRegistry {
  const crms = Object.keys(credentials).filter(isCrm).map(crmSource);
  const configured = new Map(
    [...sources, ...crms].map((source): [string, ConfiguredSource] => {
      const own = credentials[source.id];
      const secrets = own?.webhookSecrets.filter(({ secret }) => secret.trim() !== "") ?? [];
      return [source.id, { source, secrets, verifyToken: own?.webhookVerifyToken || null }];
    }),
  );
  return { find: (id) => configured.get(id) };
}
