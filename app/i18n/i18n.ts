import { addNetworkWords, type Namespaces, type PlatformWords, type Texts } from "#server/platforms/words.ts";

/**
 * Languages, and every text of the interface: one file per namespace and language under `locales/`, and the words of
 * every network from its folder.
 */
export const supportedLngs = ["en", "fr"] as const;
export const fallbackLng = "en";
export const defaultNS = "common";

const files = import.meta.glob<{ default: Texts }>("./locales/*.ts", { eager: true });
const networks = import.meta.glob<{ words: PlatformWords }>("../../server/platforms/*/words.ts", {
  eager: true,
});

export const resources: Record<string, Namespaces> = {};
for (const [path, module] of Object.entries(files)) {
  const [, namespace, language] = /\/([\w-]+)\.(en|fr)\.ts$/.exec(path) ?? [];
  if (namespace && language) resources[language] = { ...resources[language], [namespace]: module.default };
}
for (const [path, { words }] of Object.entries(networks)) {
  const id = /([\w-]+)\/words\.ts$/.exec(path)?.[1] ?? "";
  for (const language of supportedLngs)
    resources[language] = addNetworkWords(resources[language] ?? {}, id, words[language]);
}
