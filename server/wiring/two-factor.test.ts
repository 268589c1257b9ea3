import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, Browser, PASSWORD, type People, peopleOn, signedUp } from "./people.fixture.ts";

let people: People;
beforeAll(async () => {
  people = await peopleOn();
});
afterAll(() => people.close());

/** What an authenticator app shows (RFC 6238: HMAC-SHA1, 30 s, six digits). */
function codeOf(totpUri: string): string {
  const secret = new URL(totpUri).searchParams.get("secret") ?? "";
  const bits = [...secret.replace(/=+$/, "")]
    .map((char) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function withTwoFactor(name: string) {
  const person = await signedUp(people, name);
  const begun = await person.browser.post("/two-factor/enable", { password: PASSWORD });
  const { totpURI, backupCodes } = begun.body as { totpURI: string; backupCodes: string[] };
  const confirmed = await person.browser.post("/two-factor/verify-totp", { code: codeOf(totpURI) });
  expect(confirmed.status).toBe(200);
  return { ...person, totpURI, backupCodes };
}

const signIn = (browser: Browser, email: string): Promise<Answer> =>
  browser.post("/sign-in/email", { email, password: PASSWORD });

test("a password alone no longer signs in, a code from the app completes it", async () => {
  const { email, totpURI } = await withTwoFactor("Ana");
  const browser = new Browser(people);
  expect((await signIn(browser, email)).body).toMatchObject({ twoFactorRedirect: true });
  expect(await browser.session()).toBeNull();
  expect((await browser.post("/two-factor/verify-totp", { code: "000000" })).status).toBe(401);
  expect(await browser.session()).toBeNull();
  expect((await browser.post("/two-factor/verify-totp", { code: codeOf(totpURI) })).status).toBe(200);
  expect((await browser.session())?.user.email).toBe(email);
});

test("a backup code works once", async () => {
  const { email, backupCodes } = await withTwoFactor("Bea");
  const [code] = backupCodes;
  const first = new Browser(people);
  await signIn(first, email);
  expect((await first.post("/two-factor/verify-backup-code", { code })).status).toBe(200);
  expect(await first.session()).not.toBeNull();
  const second = new Browser(people);
  await signIn(second, email);
  expect((await second.post("/two-factor/verify-backup-code", { code })).status).toBe(401);
  expect(await second.session()).toBeNull();
});

test("nothing changes before the first code is confirmed", async () => {
  const { browser, email } = await signedUp(people, "Cy");
  await browser.post("/two-factor/enable", { password: PASSWORD });
  const again = new Browser(people);
  await signIn(again, email);
  expect(await again.session()).not.toBeNull();
});

test("turning it on or off needs the password", async () => {
  const { browser } = await signedUp(people, "Di");
  expect((await browser.post("/two-factor/enable", { password: "not the password" })).status).toBe(400);
  const guarded = await withTwoFactor("Ed");
  expect((await guarded.browser.post("/two-factor/disable", { password: "wrong password" })).status).toBe(
    400,
  );
  expect((await guarded.browser.post("/two-factor/disable", { password: PASSWORD })).status).toBe(200);
  const after = new Browser(people);
  await signIn(after, guarded.email);
  expect(await after.session()).not.toBeNull();
});

test("the secret and the backup codes are stored sealed", async () => {
  const { totpURI, backupCodes } = await withTwoFactor("Flo");
  const rows = JSON.stringify(await people.db.twoFactor.findMany());
  expect(rows).not.toContain(new URL(totpURI).searchParams.get("secret"));
  for (const code of backupCodes) expect(rows).not.toContain(code);
});

test("ten wrong codes lock the second factor for a while, however many challenges they are spread over", async () => {
  const { email, totpURI } = await withTwoFactor("Gil");
  for (let challenge = 0; challenge < 2; challenge++) {
    const guesser = new Browser(people);
    await signIn(guesser, email);
    for (let n = 0; n < 5; n++) await guesser.post("/two-factor/verify-totp", { code: "000000" });
  }
  const browser = new Browser(people);
  await signIn(browser, email);
  expect((await browser.post("/two-factor/verify-totp", { code: codeOf(totpURI) })).status).toBe(429);
  expect(await browser.session()).toBeNull();
});

test("the page on security says whether it is on", async () => {
  const { actor, browser } = await withTwoFactor("Hal");
  expect(await people.sessions.security(actor.userId, browser.request("/"))).toMatchObject({
    twoFactorEnabled: true,
  });
});
