import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  connectInstagram,
  finishedImage,
  graph,
  instagramAuthorizeUrl,
  publish,
} from "../testing/instagram.ts";
import { request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { connect } from "../testing/tiktok.ts";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await testSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  request(`${sandbox.url}/control/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

describe("the control API", () => {
  it("says that it is there", async () => {
    expect(await sandbox.control.health()).toEqual({ ok: true });
  });

  it("sets, moves and keeps the clock across a restart, and reset brings real time back", async () => {
    await sandbox.control.clock({ now: "2030-01-01T00:00:00Z" });
    await sandbox.control.clock({ advanceMs: 3_600_000 });
    await sandbox.restart();
    const now = await sandbox.control.clock();
    expect(Math.abs(now.getTime() - Date.parse("2030-01-01T01:00:00Z"))).toBeLessThan(5_000);
    await sandbox.control.reset();
    expect(Math.abs((await sandbox.control.clock()).getTime() - Date.now())).toBeLessThan(5_000);
  });

  it("keeps settings across a restart, and reset forgets them", async () => {
    await sandbox.control.settings({ network: "instagram", quota: 3 });
    await sandbox.restart();
    expect(await sandbox.control.settings({ network: "instagram", processingMs: 1 })).toMatchObject({
      quota: 3,
      processingMs: 1,
    });
    await sandbox.control.reset();
    expect(await sandbox.control.settings({ network: "instagram" })).toMatchObject({ quota: 50 });
  });

  it("reset forgets accounts, effects, journal and faults", async () => {
    const maya = await connectInstagram(sandbox);
    await publish(sandbox, maya, await finishedImage(sandbox, maya));
    await sandbox.control.fault({ network: "instagram", operation: "me", fault: { kind: "drop" } });
    await sandbox.control.reset();
    expect(await sandbox.control.effects()).toEqual([]);
    expect(await sandbox.control.journal()).toEqual([]);
    expect((await graph(sandbox, maya.token, "/me")).at("error.code")).toBe(190);
    await sandbox.restart();
    expect(await sandbox.control.effects()).toEqual([]);
  });

  it("filters effects by network and account, by id or by name", async () => {
    const maya = await connectInstagram(sandbox);
    await publish(sandbox, maya, await finishedImage(sandbox, maya));
    const count = async (filter: { network?: string; account?: string }) =>
      (await sandbox.control.effects(filter)).length;
    expect(await count({ network: "instagram", account: maya.id })).toBe(1);
    expect(await count({ account: "maya.delorme" })).toBe(1);
    expect(await count({ network: "tiktok" })).toBe(0);
    expect(await count({ account: "jonas.bakes" })).toBe(0);
  });

  it("narrows the journal by network, operation and the last id seen", async () => {
    const maya = await connectInstagram(sandbox);
    await graph(sandbox, maya.token, "/me");
    const [first] = await sandbox.control.journal({ network: "instagram", operation: "me" });
    expect(first).toMatchObject({ method: "GET", path: "/graph.instagram.com/v23.0/me", status: 200 });
    await graph(sandbox, maya.token, "/me");
    expect(await sandbox.control.journal({ operation: "me", since: String(first?.id) })).toHaveLength(1);
    expect(await sandbox.control.journal({ network: "tiktok" })).toEqual([]);
  });

  it("shows which accounts are connected", async () => {
    await connect(sandbox, { account: "quiet.lena" });
    const accounts = await sandbox.control.accounts("tiktok");
    expect(accounts.filter((account) => account.connected)).toMatchObject([
      { handle: "quiet.lena", traits: ["private"] },
    ]);
  });

  it.each([
    ["faults", { network: "instagram", operation: "nonsense", fault: { kind: "drop" } }, 400],
    ["faults", { network: "instagram", operation: "me", fault: { kind: "explode" } }, 400],
    ["faults", { network: "myspace", operation: "me", fault: { kind: "drop" } }, 404],
    ["settings", { network: "instagram", qouta: 1 }, 400],
    ["settings", "not json", 400],
    ["clock", { advanceMs: -1 }, 400],
    ["consent", { authorizeUrl: "https://elsewhere.example/x" }, 400],
    ["accounts/instagram/maya.delorme", { revoke: true }, 404],
    ["moderation", { network: "tiktok", publishId: "x", decision: "approve" }, 404],
    ["nonsense", {}, 404],
  ])("POST /control/%s %j is refused with %i and a sentence", async (path, body, status) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    expect(answer.string("error")).not.toBe("");
  });

  it("consents for tests without a browser, and says why it cannot", async () => {
    const authorizeUrl = instagramAuthorizeUrl(sandbox, { client_id: "x" });
    await expect(sandbox.control.consent({ authorizeUrl })).rejects.toThrow("Invalid app id");
  });

  it("takes no orders from pages elsewhere, and answers to loopback names alone", async () => {
    expect((await post("reset", {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const { port } = new URL(sandbox.url);
    expect((await fetch(`http://localhost:${port}/control/health`)).status).toBe(200);
    expect(await statusWithHost(Number(port), "evil.example")).toBe(421);
  });
});

/** fetch sets the Host header itself, so this one request is made by hand. */
async function statusWithHost(port: number, host: string): Promise<number> {
  const { get } = await import("node:http");
  return new Promise((resolve, reject) => {
    get({ port, path: "/control/health", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).once("error", reject);
  });
}
