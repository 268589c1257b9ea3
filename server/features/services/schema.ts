import { z } from "zod";
import { locale } from "#server/features/session/schema.ts";

export const serviceMode = z.enum(["off", "embedded", "sandbox", "test", "live", "planned"]);
export const serviceOutput = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.string(),
  /** What it is here for. */
  role: z.string(),
  mode: serviceMode,
  configured: z.boolean(),
  missing: z.array(z.string()),
  /** null: not asked (planned or off). */
  reachable: z.boolean().nullable(),
  latencyMs: z.number().nullable(),
  detail: z.string().nullable(),
  variables: z.array(
    z.object({
      name: z.string(),
      aliases: z.array(z.string()),
      set: z.boolean(),
      /** The name it was read from, when an alias. */
      readFrom: z.string().nullable(),
      required: z.boolean(),
      problem: z.string().nullable(),
      description: z.string(),
      example: z.string(),
    }),
  ),
  failureModes: z.array(z.object({ what: z.string(), effect: z.string() })),
  webhooks: z.array(z.string()),
  howToGet: z.string(),
  docsUrl: z.string().nullable(),
});
export type ServiceOutput = z.infer<typeof serviceOutput>;
export const servicesInput = z.object({ language: locale });
export const servicesOutput = z.object({ checkedAt: z.date(), services: z.array(serviceOutput) });
