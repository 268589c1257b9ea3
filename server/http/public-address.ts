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

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** True for an address that names this machine outright; a name that merely resolves to it is another matter. */
export const isLoopbackUrl = (url: URL): boolean => LOOPBACK_HOST.test(url.hostname);

export const isLoopbackAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.parse(address).range() === "loopback";

/** Ports that user-supplied addresses may name; the empty text is https's own. */
export const PUBLIC_PORTS: readonly string[] = ["", "443", "8443"];

/**
 * Whether a user-supplied address may be dialled, as far as can be seen without asking anybody: https, a usual port, no
 * credentials, and no private address in so many digits. What a name resolves to is judged when it is dialled.
 * `loopbackToo`: outside production this machine may be named as well, by http and on any port.
 */
export function mayDial(url: URL, { loopbackToo = false }: { loopbackToo?: boolean } = {}): boolean {
  if (url.username !== "" || url.password !== "") return false;
  if (loopbackToo && isLoopbackUrl(url)) return /^https?:$/.test(url.protocol);
  const bare = url.hostname.replace(/^\[|\]$/g, "");
  const named = !ipaddr.isValid(bare) && bare.includes(".") && !/\.(localhost|local|internal)\.?$/.test(bare);
  return url.protocol === "https:" && PUBLIC_PORTS.includes(url.port) && (named || isPublicAddress(bare));
}
