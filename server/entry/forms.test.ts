import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, installation } from "#server/trpc/tenancy.fixture.ts";
import type { Api } from "./api.ts";
import { createApi } from "./create-api.ts";

let installed: Installation;
let api: Api;
beforeAll(async () => {
  installed = await installation();
  api = createApi(installed.house, "test");
});
afterAll(() => installed.close());

const form = (origin: string) =>
  new Request("http://localhost:3000/settings/members", {
    method: "POST",
    headers: { origin, cookie: "huntaze.session_token=x" },
  });

test("a form that a foreign page posts reaches no service", async () => {
  const refused = await api.caller(form("https://evil.example")).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Response);
  expect(await (refused as Response).json()).toMatchObject({
    error: { code: "FORBIDDEN", message: "FOREIGN_ORIGIN" },
  });
  await expect(api.caller(form("http://localhost:3000"))).resolves.toBeDefined();
});

test("pages tell where mail that stays on this machine can be read", () => {
  const { mailboxUrl, sandboxUrl } = api.public;
  expect(mailboxUrl).toBe(`${sandboxUrl}/mailbox`);
});
