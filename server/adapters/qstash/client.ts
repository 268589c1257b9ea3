import { Client } from "@upstash/qstash";

/**
 * QStash's own client. Its retries cover a broken connection only and end within a second; whatever is not published
 * then is published by the sweep. `devMode` off: otherwise one variable makes it ignore the address and download a
 * server.
 */
export const createQstashClient = ({ url, token }: { url: string; token: string }): Client =>
  new Client({
    baseUrl: url,
    token,
    devMode: false,
    enableTelemetry: false,
    retry: { retries: 2, backoff: (attempt) => 100 * 2 ** attempt },
  });
