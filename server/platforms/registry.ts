import { AppError } from "#server/core/errors.ts";
import { instagram } from "./instagram/instagram.ts";
import type { Platform, PlatformDefinition, PlatformDeps } from "./platform.ts";
import { tiktok } from "./tiktok/tiktok.ts";

/** Every network of the house. Adding one is a folder and a line here. */
export const platformDefinitions: readonly PlatformDefinition[] = [instagram, tiktok];

/** What the configuration says about one platform. */
export interface PlatformSettings {
  mode: "sandbox" | "live" | "off";
  clients: PlatformDeps["clients"];
  urls: PlatformDeps["urls"];
}

/** The platforms that are switched on, by id. */
export type Platforms = ReadonlyMap<string, Platform>;

/** Builds what the configuration switches on; a platform without settings or with mode `off` is left out. */
export function createPlatforms(
  settings: Readonly<Record<string, PlatformSettings>>,
  deps: Omit<PlatformDeps, "clients" | "urls">,
  definitions: readonly PlatformDefinition[] = platformDefinitions,
): Platforms {
  const platforms = new Map<string, Platform>();
  for (const definition of definitions) {
    const own = settings[definition.id];
    if (!own || own.mode === "off") continue;
    platforms.set(definition.id, definition.create({ ...deps, clients: own.clients, urls: own.urls }));
  }
  return platforms;
}

/** What a platform may or may not be able to do beyond its id and rules. */
export type Capability = "oauth" | "refresh" | "publish";
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
