import { afterAll, beforeAll, expect, test } from "vitest";
import { Browser, CLOUD, type People, peopleOn, signedUp } from "./people.fixture.ts";
import { softwareAuthenticator } from "./software-authenticator.fixture.ts";

let people: People;
beforeAll(async () => {
  people = await peopleOn({ ...CLOUD, mail: { transport: "disk" } });
});
afterAll(() => people.close());

type Device = ReturnType<typeof softwareAuthenticator>;
interface Twist {
  origin?: string;
  rpId?: string;
  userVerified?: boolean;
  challenge?: string;
}

const ceremony = (body: Record<string, unknown>, twist: Twist) => ({
  challenge: String(body.challenge),
  origin: CLOUD.appUrl,
  rpId: new URL(CLOUD.appUrl).hostname,
  ...twist,
});

async function register(browser: Browser, device: Device, twist: Twist = {}) {
  const { body } = await browser.get("/passkey/generate-register-options");
  return browser.post("/passkey/verify-registration", {
    response: device.register(ceremony(body, twist)),
    name: "Laptop",
  });
}

async function enter(browser: Browser, device: Device, twist: Twist = {}) {
  const { body } = await browser.get("/passkey/generate-authenticate-options");
  return browser.post("/passkey/verify-authentication", {
    response: device.authenticate(ceremony(body, twist)),
  });
}

async function withPasskey(name: string) {
  const person = await signedUp(people, name);
  const device = softwareAuthenticator();
  expect((await register(person.browser, device)).status).toBe(200);
  return { ...person, device };
}

test("a passkey signs its person in, in a cookie as guarded as any other", async () => {
  const { device, email } = await withPasskey("Ana");
  const browser = new Browser(people);
  const answer = await enter(browser, device);
  expect(answer.status).toBe(200);
  const cookies = answer.headers.getSetCookie().filter((cookie) => !cookie.includes("Max-Age=0"));
  for (const cookie of cookies)
    expect(cookie).toMatch(/^__Host-huntaze\..*Path=\/; HttpOnly; Secure; SameSite=Lax/);
  expect((await browser.session())?.user.email).toBe(email);
});

test("a device that did not check who holds it neither registers nor signs in", async () => {
  const { browser } = await signedUp(people, "Bea");
  const unchecked = { userVerified: false };
  expect(await register(browser, softwareAuthenticator(), unchecked)).toMatchObject({
    status: 400,
    body: { code: "USER_NOT_CHECKED" },
  });
  const { device } = await withPasskey("Cy");
  const other = new Browser(people);
  expect(await enter(other, device, unchecked)).toMatchObject({ status: 400 });
  expect(await other.session()).toBeNull();
});

test.each([
  ["made for a foreign page", { origin: "https://evil.example" }],
  ["made for another site", { rpId: "evil.example" }],
  ["to another challenge", { challenge: "AAAA" }],
])("an answer %s signs nobody in", async (_what, twist) => {
  const { device } = await withPasskey(`P${crypto.randomUUID().slice(0, 8)}`);
  const browser = new Browser(people);
  expect((await enter(browser, device, twist)).status).toBe(400);
  expect(await browser.session()).toBeNull();
});

test("an answer is taken once", async () => {
  const { device } = await withPasskey("Di");
  const browser = new Browser(people);
  const { body } = await browser.get("/passkey/generate-authenticate-options");
  const response = device.authenticate(ceremony(body, {}));
  const [cookies] = [new Map(browser.cookies)];
  expect((await browser.post("/passkey/verify-authentication", { response })).status).toBe(200);
  const replay = new Browser(people);
  for (const [name, value] of cookies) replay.cookies.set(name, value);
  expect((await replay.post("/passkey/verify-authentication", { response })).status).toBe(400);
  expect(await replay.session()).toBeNull();
});

test("a device nobody registered signs nobody in", async () => {
  expect((await enter(new Browser(people), softwareAuthenticator())).status).toBe(401);
});

test("nonsense is refused in words, not with a fault of ours", async () => {
  const { browser } = await signedUp(people, "Ed");
  await browser.get("/passkey/generate-register-options");
  const registered = await browser.post("/passkey/verify-registration", { response: { id: 7 } });
  expect(registered).toMatchObject({ status: 400, body: { error: { code: "BAD_REQUEST" } } });
  await browser.get("/passkey/generate-authenticate-options");
  const entered = await browser.post("/passkey/verify-authentication", { response: { id: "x" } });
  expect(entered.status).toBeLessThan(500);
});

test("passkeys are listed by name for their person, and only their person removes them", async () => {
  const { device, actor, browser } = await withPasskey("Flo");
  const listed = async () => (await people.sessions.security(actor.userId, browser.request("/"))).passkeys;
  const [passkey] = await listed();
  expect(Object.keys(passkey ?? {}).sort()).toEqual(["addedAt", "id", "name"]);
  const stranger = await signedUp(people, "Gil");
  const remove = (by: Browser) => by.post("/passkey/delete-passkey", { id: passkey?.id });
  expect((await remove(stranger.browser)).status).toBeGreaterThanOrEqual(400);
  expect(await listed()).toHaveLength(1);
  expect((await remove(browser)).status).toBe(200);
  expect(await listed()).toEqual([]);
  expect((await enter(new Browser(people), device)).status).toBe(401);
});

test("a passkey is added only by somebody who signed in within the day", async () => {
  const { browser, actor } = await signedUp(people, "Hal");
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await people.db.session.updateMany({ where: { userId: actor.userId }, data: { createdAt: yesterday } });
  expect(await browser.get("/passkey/generate-register-options")).toMatchObject({
    status: 403,
    body: { code: "SESSION_NOT_FRESH" },
  });
});
