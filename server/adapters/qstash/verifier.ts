import { Receiver } from "@upstash/qstash";
import {
  CLOCK_TOLERANCE_S,
  checkDeliveryClaims,
  type DeliveryVerifier,
  proofOf,
  refused,
  requireSignature,
  type SigningKeys,
} from "#server/core/delivery-signature.ts";
import type { Clock } from "#server/core/ports.ts";

/**
 * QStash's own `Receiver`, with what it leaves open checked before it: it takes any HMAC algorithm, tokens that never
 * expire, and any address unless told one (seen in 2.12.0). Single use is the caller's, by the id it is given.
 */
export function createQstashVerifier(deps: {
  keys: SigningKeys;
  /** Public origin QStash calls, without a trailing slash. */
  baseUrl: string;
  clock: Clock;
}): DeliveryVerifier {
  const receiver = new Receiver({
    currentSigningKey: deps.keys.current,
    nextSigningKey: deps.keys.next,
    devMode: false,
  });
  return {
    async verify({ path, signature, body }) {
      const token = requireSignature(signature);
      const url = deps.baseUrl + path;
      const claims = checkDeliveryClaims(token, { url, now: deps.clock.now() });
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
      await receiver
        .verify({ signature: token, body: text, url, clockTolerance: CLOCK_TOLERANCE_S })
        .catch((error: unknown) => {
          throw refused(error instanceof Error ? error.message : "not accepted");
        });
      return proofOf(claims);
    },
  };
}
