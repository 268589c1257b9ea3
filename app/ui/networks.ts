import type { PlatformLook } from "#server/platforms/look.ts";
import type { TextCounter } from "#server/platforms/rules.ts";

const files = import.meta.glob<{ look: PlatformLook }>("../../server/platforms/*/look.ts", { eager: true });

/** Name, mark and shape of every network there is, by id, as its folder draws it. */
export const looks: Readonly<Record<string, PlatformLook>> = Object.fromEntries(
  Object.entries(files).map(([path, { look }]) => [/([\w-]+)\/look\.ts$/.exec(path)?.[1] ?? "", look]),
);

/** The network's own name; proper names are not translated. */
export const platformLabel = (platform: string): string => looks[platform]?.label ?? platform;

const counters = import.meta.glob<{ counter: TextCounter }>("../../server/platforms/*/count.ts", {
  eager: true,
});

/** Networks' own ways of counting characters, by the unit their rules name. */
export const textCounters: Readonly<Record<string, TextCounter["count"]>> = Object.fromEntries(
  Object.values(counters).map(({ counter }) => [counter.unit, counter.count]),
);
