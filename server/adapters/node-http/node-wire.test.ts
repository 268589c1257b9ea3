import { createServer as createTlsServer, type Server } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "#e2e/support/log.ts";
import { selfSignedCertificate } from "#e2e/support/tls-certificate.ts";
import { systemClock } from "#server/core/clock.ts";
import { httpContract } from "#server/core/contracts/http.contract.ts";
import { startTestServer } from "#server/core/contracts/http-server.ts";
import { createHttp } from "#server/http/http.ts";
import type { Resolve } from "./guarded-lookup.ts";
import { createNodeWire, type NodeWireOptions } from "./node-wire.ts";

httpContract("Node sockets", {
  create: (deps) => createHttp({ ...deps, wire: createNodeWire() }),
  log: () => silentLog(),
});

const httpOver = (options: NodeWireOptions) =>
  createHttp({ clock: systemClock, log: silentLog(), wire: createNodeWire(options) });

describe("connecting", () => {
  it("gives up after the connect timeout, certain that nothing was sent", async () => {
    const full = createTcpServer();
    await new Promise<void>((resolve) => full.listen(0, "127.0.0.1", 1, resolve));
    const { port } = full.address() as AddressInfo;
    const tlsToNobody = `https://127.0.0.1:${port}/`;
    const started = performance.now();
    const call = httpOver({ connectTimeoutMs: 150 }).fetch({
      service: "x",
      operation: "y",
      url: tlsToNobody,
      method: "POST",
    });
    await expect(call).rejects.toMatchObject({ code: "TIMEOUT", ambiguous: false, retryable: true });
    expect(performance.now() - started).toBeLessThan(1_500);
    full.close();
  });

  it("knows at the deadline that nothing was sent while the connection was not up", async () => {
    const mute = createTcpServer();
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const { port } = mute.address() as AddressInfo;
    const call = httpOver({}).fetch({
      service: "x",
      operation: "y",
      url: `https://127.0.0.1:${port}/`,
      method: "POST",
      deadlineMs: 150,
    });
    await expect(call).rejects.toMatchObject({ code: "TIMEOUT", ambiguous: false });
    mute.close();
  });

  it("opens a new connection for what must not be repeated, and keeps one for reads", async () => {
    const server = await startTestServer();
    const ports: (number | undefined)[] = [];
    server.answer((response) => {
      ports.push(response.socket?.remotePort);
      response.end("{}");
    });
    const http = httpOver({});
    const call = (method: "GET" | "POST") =>
      http.fetch({ service: "x", operation: "y", url: server.url, method });
    await call("GET");
    await call("GET");
    await call("POST");
    await call("POST");
    expect(ports[1]).toBe(ports[0]);
    expect(new Set(ports).size).toBe(3);
    await server.close();
  });

  it("unpacks gzip, and counts the unpacked bytes against the cap", async () => {
    const server = await startTestServer();
    server.answer((response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync(JSON.stringify({ text: "a".repeat(50_000) })));
    });
    const http = httpOver({});
    const call = (maxResponseBytes: number) =>
      http.fetch({ service: "x", operation: "y", url: server.url, maxResponseBytes });
    expect((await call(100_000)).json()).toEqual({ text: "a".repeat(50_000) });
    await expect(call(10_000)).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
    await server.close();
  });
});

describe("addresses that users supply", () => {
  let canary: Server;
  let port: number;
  let ca: string;
  let hits = 0;

  beforeAll(async () => {
    const certificate = selfSignedCertificate("hooks.example.org");
    ca = certificate.cert;
    canary = createTlsServer(certificate, (_request, response) => {
      hits += 1;
      response.end("{}");
    });
    await new Promise<void>((resolve) => canary.listen(0, "127.0.0.1", resolve));
    port = (canary.address() as AddressInfo).port;
  });
  afterAll(() => {
    canary.close();
  });

  const deliver = (url: string, options: NodeWireOptions) =>
    httpOver({ ca, allowedPorts: ["", String(port)], ...options }).fetch({
      service: "hooks",
      operation: "deliver",
      url,
      method: "POST",
      body: "{}",
      untrusted: true,
    });
  const resolvesTo =
    (...answers: string[][]): Resolve =>
    async () =>
      (answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? [])).map((address) => ({
        address,
        family: address.includes(":") ? 6 : 4,
      }));

  it("delivers to a checked address, and asks for it once", async () => {
    let asked = 0;
    const resolve: Resolve = async () => {
      asked += 1;
      return [{ address: "127.0.0.1", family: 4 }];
    };
    hits = 0;
    await deliver(`https://hooks.example.org:${port}/`, {
      resolve,
      isAllowed: (address) => address === "127.0.0.1",
    });
    expect([hits, asked]).toEqual([1, 1]);
  });

  it("connects to the address it judged: a name that changes its answer reaches nothing", async () => {
    hits = 0;
    const rebinding = resolvesTo(["93.184.215.14"], ["127.0.0.1"]);
    const call = deliver(`https://hooks.example.org:${port}/`, { resolve: rebinding, connectTimeoutMs: 200 });
    await expect(call).rejects.toMatchObject({ ambiguous: false });
    await expect(
      deliver(`https://hooks.example.org:${port}/`, { resolve: resolvesTo(["127.0.0.1"]) }),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(hits).toBe(0);
  });

  it("refuses a name with one private address among public ones", async () => {
    hits = 0;
    const mixed = resolvesTo(["93.184.215.14", "127.0.0.1"]);
    await expect(deliver(`https://hooks.example.org:${port}/`, { resolve: mixed })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      userMessage: "ADDRESS_NOT_ALLOWED",
      retryable: false,
      ambiguous: false,
    });
    expect(hits).toBe(0);
  });

  it("reaches the canary with none of the spellings of a private address", async () => {
    hits = 0;
    const hosts = [
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "127.0.0.1.",
      "0",
      "0.0.0.0",
      "[::1]",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "[::127.0.0.1]",
      "[64:ff9b::7f00:1]",
      "[2002:7f00:1::]",
      "[fd00:ec2::254]",
      "[fe80::1]",
      "169.254.169.254",
      "168.63.129.16",
      "100.100.100.200",
      "localhost",
      "LOCALHOST",
      "①②⑦.⓪.⓪.①",
      "user:pw@127.0.0.1",
      "example.org@127.0.0.1",
      "127.0.0.1%2f@example.org",
    ];
    for (const host of hosts) {
      const url = `https://${host}:${port}/`;
      const error: unknown = await deliver(url, { connectTimeoutMs: 200 }).catch((reason: unknown) => reason);
      expect(error, url).toMatchObject({
        name: "ExternalServiceError",
        code: "BAD_REQUEST",
        ambiguous: false,
      });
    }
    expect(hits).toBe(0);
  });

  it("reaches this machine where that is allowed, and only under its own name", async () => {
    const server = await startTestServer();
    server.answer((response) => response.end("{}"));
    const { port: open } = new URL(server.url);
    const call = (host: string, options: NodeWireOptions, http = { loopbackToo: true }) =>
      createHttp({ ...http, clock: systemClock, log: silentLog(), wire: createNodeWire(options) }).fetch({
        ...{ service: "hooks", operation: "deliver", method: "POST", body: "{}", untrusted: true },
        url: `http://${host}:${open}/`,
      });
    for (const host of ["127.0.0.1", "localhost"])
      expect((await call(host, { loopbackToo: true })).status).toBe(200);
    const resolve = resolvesTo(["127.0.0.1"]);
    const elsewhere = resolvesTo(["93.184.215.14"]);
    for (const refused of [
      call("127.0.0.1", {}),
      call("127.0.0.1", { loopbackToo: true }, { loopbackToo: false }),
      call("rebound.example.org", { loopbackToo: true, resolve }),
      call("localhost", { loopbackToo: true, resolve: elsewhere }),
      call("10.0.0.1", { loopbackToo: true }),
    ])
      await expect(refused).rejects.toMatchObject({
        code: "BAD_REQUEST",
        userMessage: "ADDRESS_NOT_ALLOWED",
      });
    const tls = deliver(`https://hooks.example.org:${port}/`, { loopbackToo: true, resolve });
    await expect(tls).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(server.received).toHaveLength(2);
    await server.close();
  });

  it.each([
    ["plain http", "http://hooks.example.org/"],
    ["another port", "https://hooks.example.org:22/"],
    ["credentials", "https://a:b@hooks.example.org/"],
  ])("refuses %s", async (_what, url) => {
    const call = deliver(url, { resolve: resolvesTo(["127.0.0.1"]), isAllowed: () => true });
    await expect(call).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
