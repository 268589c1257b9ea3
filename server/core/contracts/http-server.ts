import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest, count: number) => void;

export interface TestServer {
  url: string;
  /** Every request whose body arrived whole. */
  received: ReceivedRequest[];
  /** What the next requests are answered. */
  answer(next: Answer): void;
  close(): Promise<void>;
}

/** A loopback server that misbehaves as told. Forgets nothing: `received` is the judge of what was sent. */
export async function startTestServer(): Promise<TestServer> {
  const received: ReceivedRequest[] = [];
  let current: Answer = (response) => response.end();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { method = "", url = "", headers } = request;
    const whole = { method, url, headers, body: Buffer.concat(parts) };
    received.push(whole);
    current(response, whole, received.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer(next) {
      received.length = 0;
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };

/** Took the request, and says nothing more. */
export const dropped: Answer = (response) => response.socket?.destroy();

export const silent: Answer = () => undefined;

/** Promises more than it sends, then goes away. */
export const truncated: Answer = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write("half");
  setTimeout(() => response.socket?.destroy(), 10);
};
