import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, installation } from "#server/trpc/tenancy.fixture.ts";
import type { Api } from "./api.ts";
import { createApi } from "./create-api.ts";

let installed: Installation;
let api: Api;
beforeAll(async () => {
  installed = await installation();
  const { house } = installed;
  const lost = Promise.reject(
    Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
  ) as Promise<never>;
  lost.catch(() => undefined);
  const session = { ...house.services.session, fromRequest: () => lost };
  const broken = Response.json({ code: "FAILED_TO_GET_SESSION" }, { status: 500 });
  api = createApi(
    {
      ...house,
      services: { ...house.services, session },
      auth: { ...house.auth, handler: async () => broken },
      ping: () => lost,
    },
    "test",
  );
});
afterAll(() => installed.close());

const get = (path: string, init: RequestInit = {}) => new Request(`http://localhost:3000${path}`, init);
const post = { method: "POST", headers: { origin: "http://localhost:3000" } };
const UNAVAILABLE = { error: { code: "UNAVAILABLE", message: "UNAVAILABLE", params: {} } };

test.each([
  ["a page", () => api.session(get("/calendar")).catch((thrown: unknown) => thrown)],
  ["signing in", () => api.auth(get("/api/auth/get-session"))],
  ["an upload", () => api.uploadMedia(get("/api/media?name=a.jpg", { ...post, body: "bytes" }))],
  ["connecting an account", () => api.oauthStart("instagram", get("/auth/instagram"))],
])("without a database %s answers 503 and when to come again", async (_, answer) => {
  const response = (await answer()) as Response;
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("5");
  expect(await response.json()).toEqual(UNAVAILABLE);
});

test("without a database a call answers 503 with the stable code", async () => {
  const response = await api.trpc(get("/api/trpc/posts.list?input=%7B%22json%22%3A%7B%7D%7D"));
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    error: { json: { message: "UNAVAILABLE", data: { httpStatus: 503, app: UNAVAILABLE.error } } },
  });
});

test("without a database health says so with 503", async () => {
  const response = await api.health();
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ status: "unhealthy", database: "unreachable" });
});

test("a call with another method is told which ones there are", async () => {
  const response = await api.trpc(get("/api/trpc/posts.list", { ...post, method: "PUT" }));
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, POST");
});
