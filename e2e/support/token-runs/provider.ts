import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Grant {
  id: string;
  /** The one refresh token that opens; every other one of the family ends it. */
  current: string;
  accessToken: string;
  /** Refresh calls that arrived. */
  calls: number;
  rotations: number;
  revoked: boolean;
}

/** What the network does with a call; `hold` lets a test act at the moment it arrives, or after it was applied. */
export interface Conduct {
  latencyMs?: number;
  /** False: the call is lost before anything happens. */
  onArrival?(): Promise<boolean>;
  onApplied?(): Promise<unknown>;
}

export interface RotatingProvider {
  url: string;
  issue(conduct?: Conduct): Grant;
  grant(id: string): Grant;
  close(): Promise<void>;
}

/**
 * A network whose refresh tokens rotate strictly, on a port of its own: a token presented a second time ends its whole
 * family at once (RFC 9700, 4.14.2). It rotates the moment the call arrives and answers after its latency, which is the
 * order that costs careless clients their grant. The judge of every token run.
 */
export async function startRotatingProvider(): Promise<RotatingProvider> {
  const grants = new Map<string, Grant>();
  const conducts = new Map<string, Conduct>();
  const owners = new Map<string, string>();
  const token = (grant: Grant) => {
    const value = `rft.canary-${grant.id}-${grant.rotations}-${randomBytes(6).toString("hex")}`;
    owners.set(value, grant.id);
    return value;
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const presented = new URLSearchParams(await textOf(request)).get("refresh_token") ?? "";
    const grant = grants.get(owners.get(presented) ?? "");
    if (!grant) return reply(response, 400, { error: "invalid_grant" });
    const conduct = conducts.get(grant.id) ?? {};
    grant.calls += 1;
    if ((await conduct.onArrival?.()) === false) return void response.destroy();
    if (grant.current !== presented) grant.revoked = true;
    if (grant.revoked) return reply(response, 400, { error: "invalid_grant" });
    rotate(grant);
    await conduct.onApplied?.();
    await new Promise((resolve) => setTimeout(resolve, conduct.latencyMs ?? 0));
    reply(response, 200, {
      access_token: grant.accessToken,
      refresh_token: grant.current,
      expires_in: 7_200,
    });
  }
  function rotate(grant: Grant): void {
    grant.rotations += 1;
    grant.current = token(grant);
    grant.accessToken = `act.canary-${grant.id}-${grant.rotations}`;
  }
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issue(conduct = {}) {
      const id = randomBytes(6).toString("hex");
      const grant: Grant = {
        id,
        current: "",
        accessToken: `act.canary-${id}-0`,
        calls: 0,
        rotations: 0,
        revoked: false,
      };
      grant.current = token(grant);
      grants.set(id, grant);
      conducts.set(id, conduct);
      return grant;
    },
    grant(id) {
      const found = grants.get(id);
      if (!found) throw new Error(`no grant ${id}`);
      return found;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
