/** What the network's callback left in the address: `?connected=…[&elsewhere=1]` or `?error=…&platform=…`. */
export type ConnectResult =
  | { kind: "connected"; ids: string[]; elsewhere: boolean }
  | { kind: "failed"; message: string; platform: string | null; params: Record<string, string> };

/** Names of the query the callback may leave; everything else in it is a parameter of the message. */
const OWN = ["connected", "error", "platform"];

export function readConnectResult(search: URLSearchParams): ConnectResult | null {
  const error = search.get("error");
  if (error) {
    const params = Object.fromEntries([...search].filter(([name]) => !OWN.includes(name)));
    return { kind: "failed", message: error, platform: search.get("platform"), params };
  }
  const connected = search.get("connected");
  if (connected === null) return null;
  const elsewhere = search.get("elsewhere") === "1";
  return { kind: "connected", ids: connected.split(",").filter(Boolean), elsewhere };
}
