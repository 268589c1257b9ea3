import { createHash, createHmac, randomUUID } from "node:crypto";
import type { Message } from "./state.ts";

export interface Answer {
  /** 0 where none came. */
  status: number;
  headers: Headers;
  body: string;
}

/** One attempt: the message with QStash's own headers and a fresh signature. */
export async function send(message: Message, key: string): Promise<Answer> {
  const body = Buffer.from(message.body, "base64");
  try {
    const response = await fetch(message.url, {
      method: message.method,
      headers: {
        ...message.header,
        "user-agent": "Upstash-QStash",
        "upstash-signature": sign(message.url, body, key),
        "upstash-message-id": message.messageId,
        "upstash-retried": String(message.retried),
        "upstash-caller-ip": "127.0.0.1",
        ...(message.scheduleId ? { "upstash-schedule-id": message.scheduleId } : {}),
      },
      ...(message.method === "GET" ? {} : { body }),
      redirect: "manual",
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    return { status: 0, headers: new Headers(), body: String(error) };
  }
}

/** Signed by the wall clock, whatever the double's calendar says: the receiver checks against its own. */
function sign(url: string, body: Buffer, key: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: "Upstash",
    sub: url,
    exp: iat + 300,
    nbf: iat,
    iat,
    jti: `jwt_${randomUUID().replaceAll("-", "")}`,
    // With padding, as QStash may send it.
    body: createHash("sha256").update(body).digest("base64").replaceAll("+", "-").replaceAll("/", "_"),
  };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}
