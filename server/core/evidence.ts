import { redactText } from "./redact.ts";

/**
 * How we know what became of a publication: each meaning, with the facts that belong to it. The sentences a person
 * reads are under the same keys in `app/i18n/locales/evidence.*.ts`; not every fact is in its sentence, the others are
 * there for who looks into the row. What a network says of itself stands in its folder.
 */
export const EVIDENCE = {
  "network.answered": ["network", "step"],
  "network.confirmed": ["network", "step"],
  "network.named": ["network"],
  "network.answer_lost": ["network", "step", "error"],
  "network.never_finished": ["network", "step"],
  "service.interrupted_before_sending": [],
  "service.interrupted_while_sending": [],
  "person.found_it": [],
  "person.found_nothing": [],
  "person.canceled": [],
  "person.sent_it": ["name"],
  "person.did_not_send": ["name"],
} as const satisfies Record<string, readonly string[]>;

export type EvidenceKey = keyof typeof EVIDENCE;

/** Meanings by key, each with the names of its facts. */
export type EvidenceTable = Record<string, readonly string[]>;
type Facts<T extends EvidenceTable, K extends keyof T> = Record<T[K][number], string | number>;
type Arguments<T extends EvidenceTable, K extends keyof T> = T[K] extends readonly [] ? [] : [Facts<T, K>];

/** Ids and codes are shorter; whoever sends more must not crowd out the rest. */
const LONGEST_FACT = 100;

/**
 * A writer of evidence of these meanings, as it is stored and sent, `instagram.published {"container":"178…"}`: the key,
 * then its facts as JSON, redacted, each of a hundred characters at most. A network's keys begin with its id.
 */
export const evidenceOf =
  <const T extends EvidenceTable>(_table: T) =>
  <K extends keyof T & string>(key: K, ...[facts]: Arguments<T, K>): string => {
    if (facts === undefined) return key;
    const kept = Object.entries<string | number>(facts).map(([name, value]) => [
      name,
      typeof value === "string" ? redactText(value).slice(0, LONGEST_FACT) : value,
    ]);
    return `${key} ${JSON.stringify(Object.fromEntries(kept))}`;
  };

/** Evidence of the house's own meanings. */
export const evidence = evidenceOf(EVIDENCE);

export interface ToldEvidence {
  /** A key of `EVIDENCE`, or of a network's own table. */
  key: string;
  params: Record<string, string | number>;
}

/** What `evidence` wrote; null for any other text: of another time, cut short, or without a fact its key asks for. */
export function readEvidence(text: string): ToldEvidence | null {
  const [, key, json = "{}"] = /^([a-z][a-z0-9-]*\.[a-z0-9_]+)(?: (\{.*\}))?$/s.exec(text) ?? [];
  if (key === undefined) return null;
  const params = parseFacts(json);
  return params && factsOf(key).every((name) => Object.hasOwn(params, name)) ? { key, params } : null;
}

/** What a network's keys ask for is known in its folder; its writer is typed. */
const factsOf = (key: string): readonly string[] =>
  Object.hasOwn(EVIDENCE, key) ? EVIDENCE[key as EvidenceKey] : [];

function parseFacts(json: string): ToldEvidence["params"] | undefined {
  try {
    const facts: object = JSON.parse(json);
    const plain = Object.values(facts).every(
      (value) => typeof value === "string" || typeof value === "number",
    );
    return plain ? (facts as ToldEvidence["params"]) : undefined;
  } catch {
    return undefined;
  }
}
