/** Languages, and every text of the interface: one file per namespace and language under `locales/`. */
export const supportedLngs = ["en", "fr"] as const;
export const fallbackLng = "en";
export const defaultNS = "common";

type Texts = { [key: string]: string | Texts };
const files = import.meta.glob<{ default: Texts }>("./locales/*.ts", { eager: true });

export const resources: Record<string, Record<string, Texts>> = {};
for (const [path, module] of Object.entries(files)) {
  const [, namespace, language] = /\/([\w-]+)\.(en|fr)\.ts$/.exec(path) ?? [];
  if (namespace && language) resources[language] = { ...resources[language], [namespace]: module.default };
}
