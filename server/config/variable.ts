import type { z } from "zod";

/** Rows of the service catalog that variables belong to; networks with a folder of their own are named by it. */
export type ServiceId =
  | "database"
  | "redis"
  | "qstash"
  | "s3"
  | "sqs"
  | "email"
  | "cloudwatch"
  | "dynamodb"
  | "transcribe"
  | "azure-speech"
  | "eventbridge"
  | "core-api"
  | "azure-openai"
  | "openai"
  | "anthropic"
  | "gemini"
  | "ai-router"
  | "secrets"
  | "azure-monitor"
  | "apify"
  | "google"
  | "github"
  | "crm"
  | "alerts"
  | "egress"
  | "errors"
  | "ga"
  | "stripe"
  | "session"
  | "operations";

/**
 * One environment variable, described once. The loader, doctor, `.env.example` and the README's table read it here.
 */
export interface Variable {
  /** A `ServiceId`, or the id of a network. */
  service: string;
  /** Other services that use the same value. */
  alsoFor?: readonly ServiceId[];
  /** Names that are read as well, in this order, with a notice. */
  aliases?: readonly string[];
  description: string;
  /** A value that passes; never a real secret. */
  example: string;
  /** Reads the trimmed text; its first issue says what the value must be. */
  schema: z.ZodType<unknown, string>;
  /** Never shown, not even in an error. */
  secret?: true;
  requiredInProduction?: true;
}

export type VariableTable = Record<string, Variable & { service: ServiceId }>;
