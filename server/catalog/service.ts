import type { Config } from "#server/config/config.ts";
import { type VariableName, variablesOf } from "#server/config/variables.ts";

/**
 * off: not set up, nothing depends on it. embedded: our own part does the work. sandbox: a double on this machine.
 * test: the provider's own test mode. live: the real thing. planned: no client here yet.
 */
export type Mode = "off" | "embedded" | "sandbox" | "test" | "live" | "planned";

export type ServiceKind =
  | "core"
  | "storage"
  | "queue"
  | "mail"
  | "network"
  | "sign-in"
  | "ai"
  | "billing"
  | "media"
  | "events"
  | "alerts"
  | "observability"
  | "secrets"
  | "egress"
  | "crm"
  | "trends"
  | "analytics"
  | "upstream";

/** Words for a person, in both languages of the house. */
export interface Words {
  en: string;
  fr: string;
}

/** What a service's check may ask; each resolves to a short fact or throws. */
export interface Probe {
  database(): Promise<string>;
  cache(): Promise<string>;
  queue(): Promise<string>;
  sqs(): Promise<string>;
  store(): Promise<string>;
  mail(): Promise<string>;
  platform(id: string): Promise<string>;
}

interface ServiceFacts {
  id: string;
  label: string;
  kind: ServiceKind;
  /** What it is here for. */
  role: Words;
  /** Every variable it reads. */
  env: readonly VariableName[];
  /** The variables without which it does not count as configured. */
  needs: readonly VariableName[];
  /** Or one of these. */
  orOneOf?: readonly VariableName[];
  /** How it fails, and what the product does then. */
  failureModes: readonly { what: Words; effect: Words }[];
  /** Addresses of ours that it calls. */
  webhooks?: readonly string[];
  howToGet: Words;
  docsUrl?: string;
}

/** One external system: what it is, what it reads, how it is asked whether it is well, how it fails. */
export type ServiceDefinition = ServiceFacts &
  (
    | { planned: true; mode?: undefined; check?: undefined }
    | { planned?: undefined; mode(config: Config): Mode; check?(probe: Probe): Promise<string> }
  );

export const defineService = (definition: ServiceDefinition): ServiceDefinition => definition;

/** The names of a row's variables, for services that read all of them. */
export const namesOf = (service: string): VariableName[] => variablesOf(service).map(({ name }) => name);
