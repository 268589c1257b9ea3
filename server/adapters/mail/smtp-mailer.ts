import { createTransport } from "nodemailer";
import { type ErrorCode, ExternalServiceError } from "#server/core/errors.ts";
import { assertOneAddress } from "#server/core/mail-address.ts";
import type { Mailer } from "#server/core/ports.ts";

export interface SmtpOptions {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  from: string;
  /** Certificate authority in addition to the system's; for tests with a local one. */
  ca?: string;
  /** Longest silence of the server, in ms. Default 20,000. */
  timeoutMs?: number;
}

export interface SmtpMailer extends Mailer {
  close(): void;
}

const LOOPBACK = /^(localhost|127\.|::1$)/;
const IMPLICIT_TLS_PORT = 465;
const TIMEOUT_MS = 20_000;

/**
 * Mail over SMTP. TLS from the first byte on port 465, else STARTTLS; a password never travels without it, except to
 * this machine. Message-ID is made of the mail's id, so receivers can tell a repeat.
 */
export function createSmtpMailer(options: SmtpOptions): SmtpMailer {
  const { host, port, user, password, from, timeoutMs = TIMEOUT_MS } = options;
  const transport = createTransport({
    host,
    port,
    secure: port === IMPLICIT_TLS_PORT,
    requireTLS: user !== null && !LOOPBACK.test(host),
    ...(user === null ? {} : { auth: { user, pass: password ?? "" } }),
    ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^>\s]+)>?$/.exec(from)?.[1] ?? "localhost";
  return {
    async send({ id, to, subject, text, html }) {
      assertOneAddress(to);
      const messageId = `<${id.replace(/[^A-Za-z0-9_-]/g, "_")}@${domain}>`;
      try {
        await transport.sendMail({ from, to, subject, text, html, messageId });
      } catch (error) {
        throw toExternalError(error);
      }
    },
    async verify() {
      try {
        await transport.verify();
      } catch (error) {
        throw toExternalError(error);
      }
    },
    close: () => transport.close(),
  };
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  /** `connect` when no connection came about. */
  syscall?: string;
}

const UNREACHABLE = ["ESOCKET", "ECONNECTION", "ETIMEDOUT", "EDNS", "ECONNREFUSED", "ECONNRESET"];

/**
 * A 4xx reply and everything on the way is temporary, a 5xx reply is final (RFC 5321 section 4.2.1). A connection that
 * stood and broke leaves open whether the mail went out: nodemailer does not tell how far it had come.
 */
function toExternalError(error: unknown): ExternalServiceError {
  const { code = "", responseCode, syscall } = error as SmtpError;
  const refused = responseCode !== undefined && responseCode >= 400;
  const broken = !refused && UNREACHABLE.includes(code);
  return new ExternalServiceError(
    codeOf(code, broken),
    `mail was not sent: ${code || "unknown"} ${responseCode ?? ""}`,
    {
      service: "smtp",
      retryable: broken || (responseCode !== undefined && responseCode >= 400 && responseCode < 500),
      ambiguous: broken && syscall !== "connect" && code !== "EDNS",
      ...(responseCode === undefined ? {} : { providerCode: String(responseCode) }),
      cause: error,
    },
  );
}

function codeOf(code: string, broken: boolean): ErrorCode {
  if (code === "EAUTH" || code === "ETLS") return "CONFIG_INVALID";
  return broken ? "NETWORK_ERROR" : "UPSTREAM_ERROR";
}
