import net from "node:net";
import type { ActionFunctionArgs, ServerBuild } from "@remix-run/server-runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incoming } from "#app/lib/api.server.ts";
import { silentLog } from "#e2e/support/log.ts";
import type { Api } from "./api.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

/** One page that reads its form, as the pages do, and one address that refuses without reading. */
const build = {
  assets: { routes: {}, entry: { imports: [], module: "" }, url: "", version: "" },
  entry: { module: { default: () => new Response("page") } },
  future: { v3_singleFetch: true },
  routes: {
    page: route("page", async ({ request }) => Response.json([...(await request.formData())])),
    api: route("api/media", () => Response.json({ error: { code: "UNAUTHORIZED" } }, { status: 401 })),
    hook: { ...route("api/hooks/:name", () => new Response("taken")), id: "hook" },
    reads: {
      ...route("api/webhooks/:source", async ({ context, request }) =>
        Response.json({ shown: await request.text(), came: await incoming({ context, request }).text() }),
      ),
      id: "reads",
    },
    other: { ...route("api/*", () => new Response("nobody", { status: 404 })), id: "other" },
  },
} as unknown as ServerBuild;

function route(path: string, action: (args: ActionFunctionArgs) => Response | Promise<Response>) {
  return { id: path === "page" ? "page" : "api", path, module: { action, loader: action } };
}

let server: HttpServer;
let url: string;
beforeAll(async () => {
  const quiet = {
    host: "127.0.0.1",
    port: 0,
    appUrl: "http://localhost",
    trustedProxyHops: 0,
    log: silentLog(),
  };
  server = await startHttpServer({ ...quiet, build, api: {} as Api, statics: () => undefined });
  url = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

const post = (path: string, body: BodyInit, type?: string) =>
  fetch(url + path, { method: "POST", body, headers: type ? { "content-type": type } : {} });

describe("a page takes forms alone", () => {
  it("and reads them whatever is in them", async () => {
    const answer = await post(
      "/page",
      "a=%E0%A4%A&b=%00&=",
      "application/x-www-form-urlencoded;charset=UTF-8",
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toHaveLength(3);
  });

  it.each([
    ["JSON", '{"a":', "application/json"],
    ["XML", "<a/>", "text/xml"],
    ["a broken multipart body", "--x\r\nbroken", "multipart/form-data; boundary=x"],
    ["a multipart body without a boundary", "garbage", "multipart/form-data"],
    ["bytes of no type", new Uint8Array([0, 255]), undefined],
  ])("%s is refused with 415 and a stable code", async (_, body, type) => {
    const answer = await post("/page", body, type);
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ error: { code: "UNSUPPORTED_MEDIA_TYPE", params: {} } });
  });
});

it("a form of a foreign page is refused with 403 before any page sees it", async () => {
  const headers = {
    origin: "https://evil.example",
    "content-type": "application/x-www-form-urlencoded",
  };
  const answer = await fetch(`${url}/page`, { method: "POST", headers, body: "a=b" });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ error: { code: "FORBIDDEN", message: "FOREIGN_ORIGIN" } });
});

it.each([
  ["an address of the API", "/api/hooks/one", 200],
  ["the same in another case of letters", "/api/Hooks/one", 200],
  ["the API itself in another case of letters", "/API/hooks/one", 200],
  ["one that nobody has in another case of letters", "/Api/nothing", 404],
  ["one beside it that nobody has", "/api/hooks/one/two", 404],
  ["one with a word nobody has", "/api/nothing", 404],
  ["one without a word", "/api/", 404],
])("%s finds its route", async (_, path, status) => {
  expect((await fetch(url + path)).status).toBe(status);
});

it.each([
  ["announced", () => "a body"],
  ["in pieces of which nobody says how many", () => new Blob(["a ", "body"]).stream()],
])("a route that reads its own body has it from the request that came in: %s", async (_, body) => {
  const request = { method: "POST", body: body(), duplex: "half" } as RequestInit;
  const answer = await fetch(`${url}/api/webhooks/any`, request);
  expect(await answer.json()).toEqual({ shown: "", came: "a body" });
});

it("the API in another case of letters takes what it takes otherwise, and is no page", async () => {
  const headers = { "content-type": "application/json", origin: "https://elsewhere.example" };
  const answer = await fetch(`${url}/API/hooks/one`, { method: "POST", headers, body: "{}" });
  expect([answer.status, await answer.text()]).toEqual([200, "taken"]);
});

it("a method of nobody's is refused, but by a webhook's own route", async () => {
  const ask = (path: string) => fetch(url + path, { method: "PROPFIND" });
  for (const path of ["/page", "/api/hooks/one", "/api/media"]) expect((await ask(path)).status).toBe(405);
  expect((await ask("/api/webhooks/any")).status).toBe(200);
});

it("an idle connection outlives the minute that proxies keep theirs", async () => {
  const answer = await fetch(`${url}/api/hooks/one`);
  expect(answer.headers.get("keep-alive")).toBe("timeout=75");
});

it("a body of two megabytes is refused before it is read", async () => {
  const answer = await post("/page", "x".repeat(2 * 1024 * 1024), "application/x-www-form-urlencoded");
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ error: { code: "PAYLOAD_TOO_LARGE" } });
});

describe("a refusal that leaves the body unread", () => {
  /** The head of the answer to a request that announces a megabyte and sends the given part of it. */
  const headOf = (path: string, sent: string, length: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect(server.port, "127.0.0.1", () =>
        socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${length}\r\n\r\n${sent}`),
      );
      socket.once("error", reject);
      socket.once("data", (data) => {
        socket.destroy();
        resolve(data.toString().toLowerCase());
      });
    });

  it("gives up the connection, so that no next request is lost in it", async () => {
    expect(await headOf("/api/media", "part", "content-length: 1000000")).toMatch(
      /^http\/1.1 401 [\s\S]*\r\nconnection: close\r\n/,
    );
  });

  it("does so when nobody said how much is to come", async () => {
    const chunked = (await headOf("/api/media", "5\r\nbegun\r\n", "transfer-encoding: chunked")).split(
      "\r\n",
    );
    expect(chunked).toContain("connection: close");
  });

  it("keeps the connection of a request without a body", async () => {
    const first = await fetch(`${url}/api/media`);
    expect(first.headers.get("connection")).not.toBe("close");
  });

  it("keeps the connection when all of the body has arrived", async () => {
    expect(await headOf("/api/media", "whole", "content-length: 5")).not.toContain("connection: close");
  });
});
