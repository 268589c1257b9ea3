/** Texts by key; i18next's own rules for plurals and values apply. */
export type Texts = { [key: string]: string | Texts };

/** What people read about one network, in one language. Keys are the ids of its own rules, tables and logins. */
export interface NetworkWords {
  /** Ways of posting, by the kinds of its rules. */
  kind: Record<string, string>;
  /** Options, hints under them, and the values of selections, by the options of its rules. */
  option?: Record<string, string>;
  optionHint?: Record<string, string>;
  value?: Record<string, Record<string, string>>;
  /** Steps of a publication, as the timeline tells them. */
  step?: Record<string, string>;
  /** Logins, by flavour. */
  flavor: Record<string, { title: string; text: string }>;
  /** Permissions, by the network's own names for them. */
  scope?: Record<string, string>;
  /** Every `message` of its error table that is not one of the house. */
  errors: Record<string, string>;
  /** Every `reason` of its error table that is not one of the house. */
  reason?: Record<string, string>;
  /** How we know what became of a publication, by the keys of its evidence without the network's name. */
  evidence: Record<string, string>;
  /** Whatever else its own screens say. */
  more?: Texts;
}

/** The words of a network. `words.ts` of its folder exports one of these as `words`; browsers load it, so it is data alone. */
export type PlatformWords = Record<"en" | "fr", NetworkWords>;

/** Namespace → texts of one language. */
export type Namespaces = Record<string, Texts>;

/** Where the words of a network stand among the texts of the house. Neither is changed. */
export function addNetworkWords(house: Namespaces, id: string, words: NetworkWords): Namespaces {
  const { kind, option, optionHint, value, step, flavor, scope, errors, reason, evidence, more } = words;
  const own = { kind, option, optionHint, value, step, ...more };
  const additions: Namespaces = {
    platforms: { [id]: present(own) },
    accounts: { flavor: { [id]: flavor }, scope: { [id]: keyed(scope ?? {}) } },
    connections: { reason: reason ?? {} },
    errors,
    evidence: { [id]: evidence },
  };
  return merge(house, additions) as Namespaces;
}

/** Dots part keys, so a scope with dots is written with slashes. */
export const scopeKey = (scope: string): string => scope.replaceAll(".", "/");

const keyed = (scopes: Record<string, string>): Texts =>
  Object.fromEntries(Object.entries(scopes).map(([scope, text]) => [scopeKey(scope), text]));

const present = (texts: Record<string, Texts | undefined>): Texts =>
  Object.fromEntries(Object.entries(texts).flatMap(([key, text]) => (text ? [[key, text]] : [])));

function merge(one: Texts, other: Texts): Texts {
  const merged: Texts = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = typeof before === "object" && typeof value === "object" ? merge(before, value) : value;
  }
  return merged;
}
