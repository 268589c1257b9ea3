import { redactText } from "./redact.ts";

/**
 * How we know what became of a publication: each meaning, with the facts that belong to it. The sentences a person
 * reads are under the same keys in `app/i18n/locales/evidence.*.ts`; not every fact is in its sentence, the others are
 * there for who looks into the row.
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
  "instagram.nothing_prepared": [],
  "instagram.ready_unpublished": ["container"],
  "instagram.no_longer_usable": ["container", "status"],
  "instagram.undecided": ["container", "status"],
  "instagram.published": ["container", "post"],
  "instagram.published_not_found": ["container"],
  "instagram.preparation_failed": ["container", "status", "error"],
  "tiktok.upload_incomplete": ["publishId", "received", "size"],
  "tiktok.failed": ["publishId", "error"],
  "tiktok.all_received": ["publishId", "status"],
  "tiktok.unknown_post": ["publishId"],
  "tiktok.private_not_listed": [],
  "tiktok.listing_not_allowed": [],
  "tiktok.not_listed": [],
  "tiktok.several_listed": ["posts"],
  "tiktok.listed": ["post", "madeAt"],
  "tiktok.processing_failed": ["publishId", "error"],
} as const satisfies Record<string, readonly string[]>;

export type EvidenceKey = keyof typeof EVIDENCE;
type Facts<K extends EvidenceKey> = Record<(typeof EVIDENCE)[K][number], string | number>;

/** Ids and codes are shorter; whoever sends more must not crowd out the rest. */
const LONGEST_FACT = 100;

/**
 * Evidence as it is stored and sent, `instagram.published {"container":"178…","post":"179…"}`: the key, then its facts
 * as JSON, redacted, each of a hundred characters at most.
 */
export function evidence<K extends EvidenceKey>(
  key: K,
  ...[facts]: (typeof EVIDENCE)[K] extends readonly [] ? [] : [Facts<K>]
): string {
  if (facts === undefined) return key;
  const kept = Object.entries<string | number>(facts).map(([name, value]) => [
    name,
    typeof value === "string" ? redactText(value).slice(0, LONGEST_FACT) : value,
  ]);
  return `${key} ${JSON.stringify(Object.fromEntries(kept))}`;
}

export interface ToldEvidence {
  key: EvidenceKey;
  params: Record<string, string | number>;
}

/** What `evidence` wrote; null for any other text: of another time, cut short, or without a fact its key asks for. */
export function readEvidence(text: string): ToldEvidence | null {
  const [, key = "", json = "{}"] = /^([\w.]+)(?: (\{.*\}))?$/s.exec(text) ?? [];
  if (!isKey(key)) return null;
  const params = parseFacts(json);
  return params && EVIDENCE[key].every((name) => Object.hasOwn(params, name)) ? { key, params } : null;
}

const isKey = (key: string): key is EvidenceKey => Object.hasOwn(EVIDENCE, key);

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
