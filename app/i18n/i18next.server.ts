import { RemixI18Next } from "remix-i18next/server";
import { readLocaleCookie } from "#app/lib/locale-cookie.ts";
import { defaultNS, fallbackLng, resources, supportedLngs } from "./i18n.ts";

/** Language of a request: the person's own choice (cookie `locale`), else the browser's, else English. */
export const i18next = new RemixI18Next({
  detection: {
    supportedLanguages: [...supportedLngs],
    fallbackLanguage: fallbackLng,
    order: ["custom", "header"],
    findLocale: async (request) => readLocaleCookie(request.headers.get("cookie")),
  },
  i18next: { resources, defaultNS, supportedLngs: [...supportedLngs], fallbackLng },
});
