import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

export const fixturePath = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/media/${name}`, import.meta.url));
export const fixture = (name: string): Buffer => readFileSync(fixturePath(name));

export interface ReceivedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An app as the networks see it: it offers media at addresses and takes webhooks. */
export interface AppDouble {
  url: string;
  webhooks: ReceivedWebhook[];
  /** Bytes served at a path; without it, the fixtures by name. */
  serve(path: string, answer: Buffer | ((response: ServerResponse) => void)): void;
  /** Statuses of the next webhook answers; 200 afterwards. */
  answerWebhooks(...statuses: number[]): void;
  /** The address of a fixture. */
  media(name: string): string;
  close(): Promise<void>;
}

export async function startAppDouble(): Promise<AppDouble> {
  const webhooks: ReceivedWebhook[] = [];
  const served = new Map<string, Buffer | ((response: ServerResponse) => void)>();
  let statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://app");
    if (request.method === "POST") {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      webhooks.push({ path: url.pathname, headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(statuses.shift() ?? 200).end();
      return;
    }
    const answer = served.get(url.pathname);
    if (typeof answer === "function") return answer(response);
    try {
      response.end(answer ?? fixture(url.pathname.slice(1)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    webhooks,
    serve: (path, answer) => void served.set(path, answer),
    answerWebhooks(...next) {
      statuses = next;
    },
    media: (name) => `${url}/${name}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
