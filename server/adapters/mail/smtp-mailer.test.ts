import { type AddressInfo, createServer, type Server } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, describe, expect, it } from "vitest";
import { selfSignedCertificate } from "#e2e/support/tls-certificate.ts";
import { type DeliveredMail, mailerContract } from "#server/core/contracts/mailer.contract.ts";
import { createSmtpMailer, type SmtpOptions } from "./smtp-mailer.ts";

const certificate = selfSignedCertificate("localhost");
const stops: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

interface Received {
  raw: string;
  secure: boolean;
  user: unknown;
}

async function startServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    onAuth: ({ username, password }, _session, done) =>
      password === "right" ? done(null, { user: username }) : done(new Error("no")),
    async onData(stream, session, done) {
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part as Buffer);
      received.push({
        raw: Buffer.concat(parts).toString("latin1"),
        secure: session.secure,
        user: session.user,
      });
      done();
    },
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, received };
}

const mailerAt = (port: number, options: Partial<SmtpOptions> = {}) =>
  createSmtpMailer({
    host: "localhost",
    port,
    user: null,
    password: null,
    from: "Huntaze <no-reply@huntaze.test>",
    ca: certificate.cert,
    timeoutMs: 2_000,
    ...options,
  });

const mail = { id: "mail-1", to: "lee@example.org", subject: "s", text: "t", html: "<p>h</p>" };

const inbox = await startServer();
mailerContract("SMTP", {
  create: () => mailerAt(inbox.port),
  delivered: async () => inbox.received.map(({ raw }) => readMessage(raw)),
});

describe("createSmtpMailer", () => {
  it("encrypts with STARTTLS wherever the server offers it, and signs in", async () => {
    const { port, received } = await startServer();
    await mailerAt(port, { user: "huntaze", password: "right" }).send(mail);
    expect(received[0]).toMatchObject({ secure: true, user: "huntaze" });
  });

  it("does not trust a certificate it cannot check", async () => {
    const { port, received } = await startServer();
    const stranger = selfSignedCertificate("localhost").cert;
    await expect(mailerAt(port, { ca: stranger }).send(mail)).rejects.toMatchObject({ service: "smtp" });
    expect(received).toEqual([]);
  });

  it("calls a wrong password a matter of configuration, which no retry mends", async () => {
    const { port } = await startServer();
    const error = await mailerAt(port, { user: "huntaze", password: "wrong-canary" })
      .send(mail)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "CONFIG_INVALID", retryable: false, providerCode: "535" });
    expect(String(error)).not.toContain("canary");
  });

  it.each([
    [550, { code: "UPSTREAM_ERROR", retryable: false, providerCode: "550" }],
    [451, { code: "UPSTREAM_ERROR", retryable: true, providerCode: "451" }],
  ])("takes %i for what it is", async (responseCode, expected) => {
    const { port } = await startServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error("refused"), { responseCode })),
    });
    await expect(mailerAt(port).send(mail)).rejects.toMatchObject({ ...expected, ambiguous: false });
  });

  it("may try again when nobody listens: nothing was sent", async () => {
    const expected = { code: "NETWORK_ERROR", retryable: true, ambiguous: false };
    await expect(mailerAt(1).send(mail)).rejects.toMatchObject(expected);
  });

  it("gives up on a server that never greets", async () => {
    const mute: Server = createServer();
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    stops.push(() => new Promise((resolve) => mute.close(() => resolve())));
    const { port } = mute.address() as AddressInfo;
    const started = performance.now();
    await expect(mailerAt(port, { timeoutMs: 200 }).send(mail)).rejects.toMatchObject({ retryable: true });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("knows that a mail may be out when the line breaks after its text", async () => {
    const { port } = await startServer({
      async onData(stream, session) {
        for await (const _part of stream);
        const connection = [...(this as unknown as SMTPServer).connections].find(
          (each) => each.id === session.id,
        );
        (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
      },
    });
    await expect(mailerAt(port).send(mail)).rejects.toMatchObject({ ambiguous: true, retryable: true });
  });
});

/** Enough of MIME (RFC 2045, 2047) to read back what nodemailer writes. */
function readMessage(raw: string): DeliveredMail {
  const [head = "", body = ""] = splitOnce(raw, "\r\n\r\n");
  const headers = readHeaders(head);
  const boundary = /boundary="([^"]+)"/.exec(headers["content-type"] ?? "")?.[1] ?? "";
  const parts = body.split(`--${boundary}`).map((part) => splitOnce(part.replace(/^\r\n/, ""), "\r\n\r\n"));
  const part = (type: string) => {
    const [partHead = "", content = ""] = parts.find(([each]) => each?.includes(type)) ?? [];
    const encoding = readHeaders(partHead)["content-transfer-encoding"] ?? "7bit";
    return decodeBody(content.replace(/\r\n$/, ""), encoding).replaceAll("\r\n", "\n");
  };
  return {
    id: /<(.+)@/.exec(headers["message-id"] ?? "")?.[1] ?? "",
    from: headers.from ?? "",
    to: headers.to ?? "",
    subject: decodeWords(headers.subject ?? ""),
    text: part("text/plain"),
    html: part("text/html"),
  };
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + by.length)];
}

const readHeaders = (head: string): Record<string, string> =>
  Object.fromEntries(
    head
      .replace(/\r\n[ \t]+/g, " ")
      .split("\r\n")
      .map((line) => splitOnce(line, ": "))
      .map(([name, value]) => [name.toLowerCase(), value]),
  );

function decodeBody(text: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(text, "base64").toString("utf8");
  return encoding === "quoted-printable" ? decodeQuoted(text.replace(/=\r\n/g, "")) : text;
}

const decodeQuoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");

const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_all, kind: string, word: string) =>
      kind.toUpperCase() === "B"
        ? Buffer.from(word, "base64").toString("utf8")
        : decodeQuoted(word.replaceAll("_", " ")),
    );
