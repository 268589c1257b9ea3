import { connect, type Socket } from "node:net";

export type RespValue = string | number | null | RespError | RespValue[];

/** An error the server answered with, such as `ERR syntax error`. */
export class RespError extends Error {}

export interface RespClient {
  send(command: readonly (string | number)[]): Promise<RespValue>;
  close(): void;
}

/** The Redis protocol, version 2, over one connection. Answers come in the order of the commands. */
export async function connectRedis(host: string, port: number): Promise<RespClient> {
  const socket = await open(host, port);
  const waiting: { resolve: (value: RespValue) => void; reject: (error: Error) => void }[] = [];
  let buffer: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let parsed = parse(buffer, 0); parsed; parsed = parse(buffer, 0)) {
      buffer = buffer.subarray(parsed.end);
      waiting.shift()?.resolve(parsed.value);
    }
  });
  socket.on("close", () => {
    for (const { reject } of waiting.splice(0)) reject(new Error("the connection to Redis closed"));
  });
  socket.on("error", () => undefined);
  return {
    send: (command) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        socket.write(encode(command));
      }),
    close: () => socket.destroy(),
  };
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => resolve(socket));
    socket.once("error", reject);
  });
}

function encode(command: readonly (string | number)[]): Buffer {
  const parts = command.map((part) => Buffer.from(String(part)));
  const lines = parts.flatMap((part) => [Buffer.from(`$${part.length}\r\n`), part, Buffer.from("\r\n")]);
  return Buffer.concat([Buffer.from(`*${parts.length}\r\n`), ...lines]);
}

/** One value from `at`; undefined while it is incomplete. */
function parse(buffer: Buffer, at: number): { value: RespValue; end: number } | undefined {
  const lineEnd = buffer.indexOf("\r\n", at);
  if (lineEnd < 0) return undefined;
  const line = buffer.toString("utf8", at + 1, lineEnd);
  const after = lineEnd + 2;
  switch (String.fromCharCode(buffer[at] ?? 0)) {
    case "+":
      return { value: line, end: after };
    case "-":
      return { value: new RespError(line), end: after };
    case ":":
      return { value: Number(line), end: after };
    case "$":
      return parseBulk(buffer, Number(line), after);
    case "*":
      return parseArray(buffer, Number(line), after);
    default:
      throw new Error(`not the Redis protocol: ${line}`);
  }
}

function parseBulk(buffer: Buffer, length: number, at: number) {
  if (length < 0) return { value: null, end: at };
  if (buffer.length < at + length + 2) return undefined;
  return { value: buffer.toString("utf8", at, at + length), end: at + length + 2 };
}

function parseArray(
  buffer: Buffer,
  length: number,
  at: number,
): { value: RespValue; end: number } | undefined {
  if (length < 0) return { value: null, end: at };
  const values: RespValue[] = [];
  let end = at;
  for (let i = 0; i < length; i++) {
    const item = parse(buffer, end);
    if (!item) return undefined;
    values.push(item.value);
    end = item.end;
  }
  return { value: values, end };
}
