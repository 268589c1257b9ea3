import { createHash } from "node:crypto";
import type { Config, PlatformConfig } from "./config.ts";
import type { Reader } from "./reader.ts";
import type { VariableName } from "./variables.ts";

/** CRMs that are known wherever this house runs. */
const KNOWN_CRMS = ["inflow", "supercreator", "generic"];

type Secrets = PlatformConfig["webhookSecrets"];

/**
 * Who sends webhooks in beside the networks, by the id of the source: `stripe`, `eventbridge`, `apify`, and `crm:<name>`
 * for each CRM that is known or named.
 */
export function readWebhooks(reader: Reader, production: boolean): Config["webhooks"] {
  const secretsOf = (name: SecretsName) => readSecrets(reader, name, production);
  const crmSecrets = secretsOf("CRM_WEBHOOK_SECRET");
  const crms = new Set([...KNOWN_CRMS, ...(reader.get("CRM_WEBHOOK_PROVIDERS") ?? [])]);
  const sources: [string, Secrets][] = [
    ["stripe", secretsOf("STRIPE_WEBHOOK_SECRET")],
    ["eventbridge", secretsOf("EVENTBRIDGE_API_KEY")],
    ["apify", secretsOf("APIFY_WEBHOOK_SECRET")],
    ...Array.from(crms, (crm): [string, Secrets] => [`crm:${crm}`, crmSecrets]),
  ];
  return Object.fromEntries(
    sources.map(([id, webhookSecrets]) => [id, { webhookSecrets, webhookVerifyToken: null }]),
  );
}

type SecretsName =
  | "STRIPE_WEBHOOK_SECRET"
  | "EVENTBRIDGE_API_KEY"
  | "APIFY_WEBHOOK_SECRET"
  | "CRM_WEBHOOK_SECRET";

function readSecrets(reader: Reader, name: SecretsName, production: boolean): Secrets {
  refuseBlank(reader, name, production);
  return (reader.get(name) ?? []).map((secret) => ({ id: secretId(secret), secret }));
}

/**
 * A secret that was set to nothing is a mistake somebody should hear of, not a source that was left out: in production
 * the start is refused, elsewhere it is said. Either way nothing opens.
 */
export function refuseBlank(reader: Reader, name: VariableName, production: boolean): void {
  if (!reader.isBlank(name)) return;
  if (production) reader.complain(name, "is set and empty: give a secret, or leave it out");
  else reader.notice(name, "is set and empty: its webhooks are refused");
}

/** A secret's name is drawn from the secret, so it stays the same wherever in the list the secret stands. */
const secretId = (secret: string): string =>
  `w${createHash("sha256").update(`webhook key id of ${secret}`).digest("hex").slice(0, 8)}`;
