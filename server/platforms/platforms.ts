import { AppError } from "#server/core/errors.ts";
import type { Platform, PlatformCapabilities, PlatformDefinition, PlatformDeps } from "./platform.ts";
import * as registered from "./registry.ts";
import { addNetworkWords, type Namespaces, type PlatformWords } from "./words.ts";

/** Every network of the house, in the order of their ids. */
export const platformDefinitions: readonly PlatformDefinition[] =
  Object.values<PlatformDefinition>(registered);

/** What the configuration says about one platform. */
export interface PlatformSettings {
  mode: "sandbox" | "live" | "off";
  clients: PlatformDeps["clients"];
  urls: PlatformDeps["urls"];
  settings?: PlatformDeps["settings"];
}

/** The platforms that are switched on, by id. */
export type Platforms = ReadonlyMap<string, Platform>;

/** Builds what the configuration switches on; a platform without settings or with mode `off` is left out. */
export function createPlatforms(
  settingsOf: Readonly<Record<string, PlatformSettings>>,
  deps: Omit<PlatformDeps, keyof Omit<PlatformSettings, "mode">>,
  definitions: readonly PlatformDefinition[] = platformDefinitions,
): Platforms {
  const platforms = new Map<string, Platform>();
  for (const definition of definitions) {
    const own = settingsOf[definition.id];
    if (!own || own.mode === "off") continue;
    const { id, label, rules } = definition;
    const { clients, urls, settings = {} } = own;
    platforms.set(id, { id, label, rules, ...definition.create({ ...deps, clients, urls, settings }) });
  }
  return platforms;
}

/** What a platform may or may not be able to do beyond its id and rules. */
export type Capability = keyof PlatformCapabilities;
export type PlatformThat<C extends Capability> = Pick<Platform, "id" | "label" | "rules"> &
  Required<Pick<Platform, C>>;

/** The platform that can do this. Throws NOT_FOUND for one nobody knows, CONFIG_MISSING for one that is off or cannot. */
export function platformThat<C extends Capability>(
  platforms: Platforms,
  id: string,
  capability: C,
): PlatformThat<C> {
  const platform: Partial<Platform> | undefined = platforms.get(id);
  if (platform?.[capability]) return platform as PlatformThat<C>;
  const known = platformDefinitions.some((definition) => definition.id === id);
  throw known
    ? new AppError("CONFIG_MISSING", `${id} is off or cannot ${capability}`, { userMessage: "PLATFORM_OFF" })
    : new AppError("NOT_FOUND", `no platform ${id}`);
}

/** Rules of every platform by id, for the composer: also of those that are off, as old posts may name them. */
export const platformRules = Object.fromEntries(
  platformDefinitions.map(({ id, label, rules }) => [id, { label, rules }]),
);

/** The texts of one language with those of every network among them. */
export const withNetworkWords = (language: keyof PlatformWords, house: Namespaces): Namespaces =>
  platformDefinitions.reduce((texts, { id, words }) => addNetworkWords(texts, id, words[language]), house);

/** The ways of counting that are networks' own, by the unit their rules name. */
export const textCounters: ReadonlyMap<string, (text: string) => number> = new Map(
  platformDefinitions.flatMap(({ counter }) => (counter ? [[counter.unit, counter.count]] : [])),
);
