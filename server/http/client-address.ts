import ipaddr from "ipaddr.js";

/** Set by the entry from the socket, after whatever the client sent under this name was dropped. */
export const CLIENT_ADDRESS_HEADER = "x-client-address";

/** Longer lists are not believed at all. */
const MAX_FORWARDED_LENGTH = 1_024;

/**
 * The client's IP address, as far as it cannot be forged: the socket's peer, or, behind `trustedProxyHops` proxies of
 * ours, the entry that the outermost of them wrote into `X-Forwarded-For`. Entries further left are the client's own
 * words. Undefined where no socket is known (the edge sets none).
 */
export function clientAddress(request: Request, trustedProxyHops: number): string | undefined {
  const peer = readAddress(request.headers.get(CLIENT_ADDRESS_HEADER) ?? "");
  if (trustedProxyHops <= 0) return peer;
  const header = request.headers.get("x-forwarded-for") ?? "";
  const forwarded =
    header.length > MAX_FORWARDED_LENGTH ? [] : header.split(",").filter((entry) => entry.trim());
  const entry = forwarded.at(-Math.min(trustedProxyHops, forwarded.length));
  return (entry === undefined ? undefined : readAddress(entry)) ?? peer;
}

/**
 * What requests are counted by: the IPv4 address, or the /64 of an IPv6 address (one customer has all of it).
 * Requests without an address share one bucket.
 */
export function clientIdentity(request: Request, trustedProxyHops: number): string {
  const address = clientAddress(request, trustedProxyHops);
  if (address === undefined) return "unknown";
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv4") return address;
  return `${parsed.toByteArray().slice(0, 8).join(".")}/64`;
}

/** Accepts `1.2.3.4`, `1.2.3.4:80`, `::1`, `[::1]:80`; an IPv4 address in IPv6 clothes is given plainly. */
function readAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return bare;
  if (!ipaddr.IPv6.isValid(bare)) return undefined;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toNormalizedString();
}
