import type { EffectResult, PublicationNotice } from "./effects.ts";

/**
 * The effects that come by the thousand, many in one transaction with few statements: what a network says after an
 * outage, or an operator's replay. What they do to each notice is what `WebhookEffects` would do.
 */
export interface WebhookEffectsTogether<Tx> {
  /** One result for each notice, in order; undefined for one that wants a transaction of its own. */
  settlePublications(
    tx: Tx,
    notices: readonly PublicationNotice[],
  ): Promise<(Extract<EffectResult, "applied"> | undefined)[]>;
}
