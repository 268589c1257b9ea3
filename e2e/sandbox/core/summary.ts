const SECRET = /token|secret|code|verifier|proof|password/i;
/** Enough to tell tokens apart in the journal, too little to use or to look like one. */
const KEPT = 4;
const LONGEST = 600;

/** A line about a request that an operator can read in the journal: parameters with every secret cut short. */
export function summarize(query: URLSearchParams, headers: Headers, body: Uint8Array | undefined): string {
  const parts = [
    [...query].map(([key, value]) => `${key}=${shown(key, value)}`).join("&"),
    headers.has("authorization") ? `authorization=${shown("token", headers.get("authorization") ?? "")}` : "",
    headers.has("content-range") ? `content-range=${headers.get("content-range")}` : "",
    body === undefined ? "" : bodyText(headers.get("content-type") ?? "", body),
  ];
  return parts
    .filter((part) => part !== "")
    .join(" ")
    .slice(0, LONGEST);
}

const shown = (key: string, value: string): string =>
  SECRET.test(key) && key !== "code_challenge_method" && value.length > KEPT
    ? `${value.slice(0, KEPT)}…`
    : value;

function bodyText(contentType: string, body: Uint8Array): string {
  if (body.length === 0) return "";
  if (contentType.includes("multipart/")) return `<multipart, ${body.length} bytes>`;
  const text = Buffer.from(body).toString();
  if (contentType.includes("application/x-www-form-urlencoded")) {
    return [...new URLSearchParams(text)].map(([key, value]) => `${key}=${shown(key, value)}`).join("&");
  }
  return text.replace(/"([^"]*)"\s*:\s*"([^"]*)"/g, (_all, key: string, value: string) => {
    return `"${key}":"${shown(key, value)}"`;
  });
}
