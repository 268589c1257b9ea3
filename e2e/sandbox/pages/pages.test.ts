import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  connectInstagram,
  createContainer,
  facebookAuthorizeUrl,
  instagramAuthorizeUrl,
  publish,
  settled,
} from "../testing/instagram.ts";
import { request, type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { authorizeUrl, connect, untilStatus, uploadReel } from "../testing/tiktok.ts";
import { linked } from "./mailbox.ts";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await testSandbox();
});
afterAll(async () => {
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const page = (path: string) => request(`${sandbox.url}${path}`);
const EVIL = '<script>alert("x")</script>';

describe("pages", () => {
  it.each(["/", "/instagram", "/tiktok", "/mailbox"])(
    "%s says that it is the sandbox and loads nothing from elsewhere",
    async (path) => {
      const answer = await page(path);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain("stays on this machine");
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(answer.text).not.toMatch(/(?:src|href)="(?!\/)/);
    },
  );

  it("show a published video from the sandbox’s own copy, in ranges too", async () => {
    const maya = await connectInstagram(sandbox);
    const created = await createContainer(sandbox, maya, {
      media_type: "REELS",
      video_url: sandbox.app.media("reel-1080x1920-3s.mp4"),
      caption: EVIL,
    });
    await settled(sandbox, maya, created.string("id"));
    await publish(sandbox, maya, created.string("id"));
    const { text } = await page("/instagram");
    expect(text).not.toContain(EVIL);
    expect(text).toContain("&lt;script&gt;");
    const source = /<video[^>]* src="(\/media\/[0-9a-f]{64})"/.exec(text)?.[1] ?? "";
    const part = await request(`${sandbox.url}${source}`, { headers: { range: "bytes=4-7" } });
    expect([part.status, part.text]).toEqual([206, "ftyp"]);
    expect(part.headers.get("content-range")).toMatch(/^bytes 4-7\/\d+$/);
    const whole = await fetch(`${sandbox.url}${source}`);
    expect([whole.headers.get("content-type"), (await whole.arrayBuffer()).byteLength]).toEqual([
      "video/mp4",
      75_607,
    ]);
    expect((await page("/instagram/maya.delorme")).text).toContain("Ceramics");
    expect((await page("/instagram/nobody")).status).toBe(404);
  });

  it("let a moderator decide on TikTok", async () => {
    await sandbox.control.settings({ network: "tiktok", moderation: "manual" });
    const { token } = await connect(sandbox);
    const publishId = await uploadReel(sandbox, token, { title: "wait" });
    await untilStatus(sandbox, token, publishId, "PUBLISH_COMPLETE");
    expect((await page("/tiktok")).text).toContain("In review");
    const form = new URLSearchParams({ publish_id: publishId, decision: "approve" });
    const after = await request(`${sandbox.url}/tiktok/moderation`, { method: "POST", body: form });
    expect(after.text).not.toContain("In review");
    expect(after.text).toContain("/tiktok/@maya.delorme/video/75");
  });

  it("show the mails of the app with their links clickable, half-written ones left out", async () => {
    const folder = join(sandbox.dataDir, "..", "mail");
    mkdirSync(folder, { recursive: true });
    const mail = {
      to: "ana@example.com",
      subject: `Confirm ${EVIL}`,
      text: "Open http://127.0.0.1:3000/verify?token=a&b=1.",
      html: "",
      id: "1",
      at: "2026-03-02T10:00:00.000Z",
    };
    writeFileSync(join(folder, "1.json"), JSON.stringify(mail));
    writeFileSync(join(folder, "2.json"), '{"to":');
    const { text } = await page("/mailbox");
    expect(text).toContain('href="http://127.0.0.1:3000/verify?token=a&amp;b=1"');
    expect(text).not.toContain(EVIL);
    expect((await page("/mailbox/1.json")).text).toContain("ana@example.com");
    expect((await page("/mailbox/..%2f1.json")).status).toBe(404);
  });

  it("never make a link of anything but an address", () => {
    expect(linked('javascript:alert(1) http://a.example/"><b>').html).toBe(
      'javascript:alert(1) <a href="http://a.example/" rel="noreferrer">http://a.example/</a>&quot;&gt;&lt;b&gt;',
    );
  });

  it.each([
    ["Instagram", () => instagramAuthorizeUrl(sandbox)],
    ["Facebook", () => facebookAuthorizeUrl(sandbox)],
    ["TikTok", () => authorizeUrl(sandbox)],
  ])("the consent screen of %s is one labelled form with Allow and Deny", async (_network, url) => {
    const { text } = await request(url());
    expect(text.match(/<form/g)).toHaveLength(1);
    expect(text).toMatch(/<button[^>]*value="allow"[^>]*>Allow<\/button>/);
    expect(text).toMatch(/<button[^>]*value="deny"[^>]*>Deny<\/button>/);
    expect(text.match(/type="radio"/g)?.length).toBeGreaterThan(2);
    expect(text.match(/type="checkbox"/g)?.length).toBeGreaterThan(1);
  });

  it("a click on Allow redirects the browser to the app with a code that works", async () => {
    const form = new URLSearchParams({
      authorize_url: instagramAuthorizeUrl(sandbox),
      account: "17841407719560287",
      decision: "allow",
      scope: "instagram_business_basic",
    });
    const answer = await request(`${sandbox.url}/www.instagram.com/oauth/authorize`, {
      method: "POST",
      body: form,
      redirect: "manual",
    });
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toMatch(/\/auth\/instagram\/callback\?code=AQ.*&state=S#_$/);
  });

  it("the console moves the clock and arms faults", async () => {
    const click = (path: string, fields: Record<string, string>) =>
      request(`${sandbox.url}${path}`, { method: "POST", body: new URLSearchParams(fields) });
    expect((await click("/console/clock", { advanceMs: "86400000" })).text).toContain(
      "1440 minutes from real time",
    );
    await click("/console/clock", { advanceMs: "reset" });
    const armed = await click("/console/faults", { operation: "instagram:me", fault: "drop", times: "2" });
    expect(armed.text).toContain("drop × 2");
    expect((await click("/console/faults/clear", {})).text).toContain("No fault is armed");
    expect((await click("/console/faults", { operation: "x:y", fault: "boom", times: "x" })).status).toBe(
      200,
    );
  });
});
