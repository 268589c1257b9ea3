import ipaddr from "ipaddr.js";

/** The only IPv6 space that is routed on the public internet (RFC 4291 section 2.4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

/** Public by their number, private by their use: Azure's platform channel answers every virtual machine. */
const PRIVATE_SERVICES = ["168.63.129.16"];

/**
 * True for an address that belongs to the public internet. Everything else is refused: private, loopback, link-local,
 * metadata, carrier-grade NAT, documentation, benchmarking, multicast, reserved, and IPv4 in any IPv6 clothes
 * (mapped, compatible, 6to4, Teredo, NAT64), for those lead wherever the inner address leads.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || PRIVATE_SERVICES.includes(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || parsed.match(GLOBAL_UNICAST);
}
