import http from "node:http";
import type { AddressInfo } from "node:net";
import { type DeliveryVerifier, SIGNATURE_HEADER } from "#server/core/delivery-signature.ts";

/** A listening `/api/jobs/:name`: the other end of a transport under test. */
export interface Door {
  url: string;
  close(): Promise<void>;
}

/** Turns node requests into Web requests, as the host does. */
export async function openDoor(handle: (name: string, request: Request) => Promise<Response>): Promise<Door> {
  const server = http.createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const url = new URL(incoming.url ?? "/", "http://door.test");
    const request = new Request(url, {
      method: incoming.method ?? "GET",
      headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
      ...(incoming.method === "POST" ? { body: Buffer.concat(chunks) } : {}),
    });
    const response = await handle(url.pathname.replace("/api/jobs/", ""), request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Checks a delivery's signature the way `deliver` does; resolves to its row's id. */
export async function verified(verifier: DeliveryVerifier, name: string, request: Request): Promise<string> {
  const body = new Uint8Array(await request.arrayBuffer());
  await verifier.verify({
    path: `/api/jobs/${name}`,
    signature: request.headers.get(SIGNATURE_HEADER),
    body,
  });
  return JSON.parse(new TextDecoder().decode(body)).jobId;
}
