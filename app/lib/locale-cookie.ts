import { supportedLngs } from "#app/i18n/i18n.ts";

export type Locale = (typeof supportedLngs)[number];

const YEAR_S = 365 * 24 * 60 * 60;

export const isLocale = (value: unknown): value is Locale => supportedLngs.some((locale) => locale === value);

/** The language chosen by hand, from a Cookie header; null when none was chosen or it is not one of ours. */
export function readLocaleCookie(header: string | null): Locale | null {
  const value = /(?:^|;\s*)locale=([^;]+)/.exec(header ?? "")?.[1];
  return isLocale(value) ? value : null;
}

/** The cookie as `document.cookie` and `Set-Cookie` both take it. It holds a preference, so scripts may write it. */
export const localeCookie = (locale: Locale): string =>
  `locale=${locale}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`;
