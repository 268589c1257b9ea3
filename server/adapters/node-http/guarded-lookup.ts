import type { LookupAddress, LookupOptions } from "node:dns";
import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { WireError } from "#server/http/wire.ts";

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

/**
 * A lookup that resolves a name once and hands the socket only addresses that were all checked: the connection goes
 * to what was judged, so a name that answers differently a moment later gains nothing.
 */
export function guardedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveAllowed(resolve, isAllowed, hostname).then(
      (addresses) => answer(addresses, options, callback),
      (error: NodeJS.ErrnoException) => callback(error, "", 4),
    );
  };
}

/** Throws `blocked` when one of the answers is not allowed: a mixed answer is an attack, not a choice. */
async function resolveAllowed(resolve: Resolve, isAllowed: (address: string) => boolean, hostname: string) {
  const addresses = await resolve(hostname);
  if (addresses.length === 0 || !addresses.every(({ address }) => isAllowed(address)))
    throw new WireError("connect", "blocked");
  return addresses;
}

function answer(
  addresses: LookupAddress[],
  options: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void {
  const [first] = addresses;
  if (options.all || !first) callback(null, addresses);
  else callback(null, first.address, first.family);
}

/** Sockets skip the lookup for a host that is an address already, so it is judged here. */
export function isAllowedHost(url: URL, isAllowed: (address: string) => boolean): boolean {
  const bare = url.hostname.replace(/^\[|\]$/g, "");
  return !ipaddr.isValid(bare) || isAllowed(bare);
}
