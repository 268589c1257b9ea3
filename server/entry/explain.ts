import { isAppError } from "#server/core/errors.ts";

interface SystemFault {
  code?: string;
  syscall?: string;
  address?: string;
  hostname?: string;
  port?: number;
  path?: string;
  message?: string;
}

/** What went wrong in words, with what to do about it; only what nobody foresaw shows where in the code it happened. */
export function explain(error: unknown): string {
  if (isAppError(error)) return error.message;
  const listening = listenFault(error as SystemFault);
  if (listening) return listening;
  const { code = "", path } = error as SystemFault;
  if (path && FILE_FAULTS[code])
    return `DATA_DIR: ${path} ${FILE_FAULTS[code]}, for example DATA_DIR=/var/lib/huntaze`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const FILE_FAULTS: Record<string, string> = {
  EACCES: "may not be written by this user",
  EPERM: "may not be written by this user",
  EROFS: "is on a disk that is read-only",
  ENOSPC: "does not fit: the disk is full",
  ENOTDIR: "is not in a folder",
  EEXIST: "is a file where a folder should be",
};

function listenFault({ code, syscall, address, hostname, port }: SystemFault): string | undefined {
  if (syscall === "getaddrinfo") return `HOST: nothing is called ${hostname}, for example HOST=0.0.0.0`;
  if (syscall !== "listen") return undefined;
  if (code === "EADDRINUSE") return `PORT: ${port} is already in use, for example PORT=3100`;
  if (code === "EACCES") return `PORT: ${port} may not be opened by this user, for example PORT=3000`;
  if (code === "EADDRNOTAVAIL")
    return `HOST: ${address} is not an address of this machine, for example HOST=0.0.0.0`;
  return undefined;
}

/** Why the database cannot be used, in one line that names the variable and what to do. Never shows the password. */
export function explainDatabase(error: unknown, url: string): string {
  const { host, pathname, username } = new URL(url);
  const user = decodeURIComponent(username);
  const { code = "", message = "" } = error as SystemFault;
  const why = REFUSALS[code] ?? unreachable(code, message);
  if (!why) return `DATABASE_URL: ${host} refused: ${message}`;
  const example = "for example DATABASE_URL=postgresql://huntaze:password@db.example.com:5432/huntaze";
  return `DATABASE_URL: ${why.replace("{host}", host).replace("{user}", user).replace("{name}", pathname.slice(1))}, ${example}`;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSALS: Record<string, string> = {
  "28P01": "{host} does not accept the password of {user}: check both",
  "28000": "{host} does not let {user} in from here: check the user, and whether the server asks for TLS",
  "42501": "{user} may not do what is needed at {host}: let it create the database {name}, or create it",
  "53300": "{host} has no connection left: close others, or raise its max_connections",
  "57P03": "{host} is starting up or shutting down: start again in a moment",
};

function unreachable(code: string, message: string): string | undefined {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no server is called {host}: check the name";
  if (code === "ECONNREFUSED")
    return "nothing listens at {host}: start PostgreSQL there, or correct the address";
  if (/does not support SSL/.test(message))
    return "{host} does not offer TLS, which production needs: turn it on there (or, on this very machine, add ?sslmode=disable)";
  if (/certificate|self-signed|altnames/i.test(message))
    return "the certificate of {host} cannot be trusted: use one of a known authority, or name yours in NODE_EXTRA_CA_CERTS";
  if (/timeout|terminated|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET/i.test(`${code} ${message}`))
    return "{host} does not answer: check the address and the way there";
  return undefined;
}
