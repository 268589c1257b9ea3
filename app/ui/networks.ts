import type { PlatformLook } from "#server/platforms/look.ts";

const files = import.meta.glob<{ look: PlatformLook }>("../../server/platforms/*/look.ts", { eager: true });

/** Name, mark and shape of every network there is, by id, as its folder draws it. */
export const looks: Readonly<Record<string, PlatformLook>> = Object.fromEntries(
  Object.entries(files).map(([path, { look }]) => [/([\w-]+)\/look\.ts$/.exec(path)?.[1] ?? "", look]),
);

/** The network's own name; proper names are not translated. */
export const platformLabel = (platform: string): string => looks[platform]?.label ?? platform;
