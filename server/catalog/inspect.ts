import type { Config } from "#server/config/config.ts";
import { type Env, readVariable } from "#server/config/environment.ts";
import { type VariableName, variables } from "#server/config/variables.ts";
import { isAppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import { redactText } from "#server/core/redact.ts";
import { catalog } from "./catalog.ts";
import type { Mode, Probe, ServiceDefinition, Words } from "./service.ts";

export type Language = keyof Words;

export interface VariableState {
  name: string;
  aliases: string[];
  set: boolean;
  /** The name it was read from, when an alias. */
  readFrom: string | null;
  required: boolean;
  /** One finished line, never a secret. */
  problem: string | null;
  description: string;
  example: string;
}

export interface ServiceState {
  id: string;
  label: string;
  kind: string;
  role: string;
  mode: Mode;
  configured: boolean;
  /** Variables without which it does not count as configured. */
  missing: string[];
  /** null: not asked. */
  reachable: boolean | null;
  latencyMs: number | null;
  detail: string | null;
  variables: VariableState[];
  failureModes: { what: string; effect: string }[];
  webhooks: string[];
  howToGet: string;
  docsUrl: string | null;
}

export interface Inspection {
  env: Env;
  /** Absent when the configuration is wrong: then nothing but variables can be told. */
  config?: Config;
  /** Absent: nothing is asked, as when only the configuration is of interest. */
  probe?: Probe;
  clock: Clock;
  language: Language;
  /** How long one check may take. Default 5,000. */
  timeoutMs?: number;
}

/** Every external system as it stands now; checks run side by side. */
export const inspectServices = (inspection: Inspection): Promise<ServiceState[]> =>
  Promise.all(catalog.map((service) => inspect(service, inspection)));

async function inspect(service: ServiceDefinition, inspection: Inspection): Promise<ServiceState> {
  const { env, config, language } = inspection;
  const mode = service.planned ? "planned" : config ? service.mode(config) : "off";
  const set = (name: VariableName) => readVariable(env, name).value !== undefined;
  const missing = service.orOneOf?.some(set) ? [] : service.needs.filter((name) => !set(name));
  const state: ServiceState = {
    id: service.id,
    label: service.label,
    kind: service.kind,
    role: service.role[language],
    mode,
    configured: service.needs.length > 0 && missing.length === 0,
    missing,
    reachable: null,
    latencyMs: null,
    detail: null,
    variables: service.env.map((name) => variableState(env, name)),
    failureModes: service.failureModes.map(({ what, effect }) => ({
      what: what[language],
      effect: effect[language],
    })),
    webhooks: [...(service.webhooks ?? [])],
    howToGet: service.howToGet[language],
    docsUrl: service.docsUrl ?? null,
  };
  return { ...state, ...(await check(service, mode, inspection)) };
}

function variableState(env: Env, name: VariableName): VariableState {
  const variable = variables[name];
  const { from, problem } = readVariable(env, name);
  return {
    name,
    aliases: "aliases" in variable ? [...variable.aliases] : [],
    set: from !== undefined,
    readFrom: from !== undefined && from !== name ? from : null,
    required: "requiredInProduction" in variable,
    problem: problem?.line ?? null,
    description: variable.description,
    example: variable.example,
  };
}

type Checked = Pick<ServiceState, "reachable" | "latencyMs" | "detail">;

async function check(
  service: ServiceDefinition,
  mode: Mode,
  inspection: Inspection,
): Promise<Partial<Checked>> {
  const { probe, clock, timeoutMs = 5_000 } = inspection;
  if (!probe || service.planned || !service.check || mode === "off") return {};
  const startedAt = clock.now().getTime();
  const giveUp = new AbortController();
  const late = clock.sleep(timeoutMs, giveUp.signal).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  try {
    const detail = await Promise.race([service.check(probe), late]);
    return { reachable: true, latencyMs: clock.now().getTime() - startedAt, detail };
  } catch (error) {
    return { reachable: false, latencyMs: clock.now().getTime() - startedAt, detail: wordsOf(error) };
  } finally {
    giveUp.abort();
    late.catch(() => undefined);
  }
}

const wordsOf = (error: unknown): string =>
  isAppError(error)
    ? `${error.code}: ${redactText(error.message)}`
    : redactText(error instanceof Error ? error.message : String(error));
