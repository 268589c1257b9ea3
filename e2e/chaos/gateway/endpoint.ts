import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A workspace's own endpoint: takes every message, and remembers by which ids it was told of what. */
export interface Endpoint {
  url: string;
  /** By message of a fan: under how many ids of ours it came. The same id again is a retry, and no news. */
  told(): Map<string, number>;
  close(): Promise<void>;
}

export async function openEndpoint(): Promise<Endpoint> {
  const idsOf = new Map<string, Set<string>>();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { data } = JSON.parse(Buffer.concat(parts).toString()) as { data: { messageId?: string } };
    const ids = idsOf.get(data.messageId ?? "") ?? new Set();
    idsOf.set(data.messageId ?? "", ids.add(String(request.headers["webhook-id"])));
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    told: () => new Map([...idsOf].map(([message, ids]) => [message, ids.size])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
