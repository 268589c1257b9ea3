import http from "node:http";

export interface Loopback {
  /** POSTs and resolves with the status of the answer. Rejects when none comes. */
  post(url: string, headers: Record<string, string>, body: Uint8Array): Promise<number>;
  close(): void;
}

/** The wire from the dispatcher to its own process: kept-alive sockets, no door out of the house. */
export function createLoopback({ sockets, timeoutMs }: { sockets: number; timeoutMs: number }): Loopback {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  return {
    post: (url, headers, body) =>
      new Promise((resolve, reject) => {
        const request = http.request(url, { method: "POST", agent, headers, timeout: timeoutMs });
        request.on("response", (response) => {
          response.resume();
          response.on("end", () => resolve(response.statusCode ?? 0));
          response.on("error", reject);
        });
        request.on("timeout", () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
        request.on("error", reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}
