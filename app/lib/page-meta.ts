import type { MetaFunction } from "@remix-run/react";
import { fallbackLng, resources } from "#app/i18n/i18n.ts";

/** The text of a key such as `nav:calendar` outside React, where hooks do not reach. */
function textOf(key: string, locale: string): string {
  const [namespace = "", path = ""] = key.split(":");
  let found: unknown = (resources[locale] ?? resources[fallbackLng])?.[namespace];
  for (const part of path.split(".")) found = (found as Record<string, unknown> | undefined)?.[part];
  return typeof found === "string" ? found : "";
}

/** `export const meta = pageMeta("nav:calendar")`: the page's title in the person's language. */
export const pageMeta =
  (titleKey: string): MetaFunction =>
  ({ matches }) => {
    const root = matches.find((match) => match.id === "root")?.data as { locale?: string } | undefined;
    const title = textOf(titleKey, root?.locale ?? fallbackLng);
    return [{ title: title ? `${title} · Huntaze` : "Huntaze" }];
  };
