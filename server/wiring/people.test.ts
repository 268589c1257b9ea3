import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  Browser,
  CLOUD,
  lettersTo,
  PASSWORD,
  type People,
  peopleOn,
  signedUp,
  tokenFrom,
} from "./people.fixture.ts";

const OTHER_PASSWORD = "a different battery staple";

describe("with mail on disk", () => {
  let people: People;
  beforeAll(async () => {
    people = await peopleOn();
  });
  afterAll(() => people.close());

  test("signing up gives a person, a workspace they own in their zone, and a mail to confirm the address", async () => {
    const { session, email } = await signedUp(people, "Ana", { timeZone: "Europe/Paris", locale: "fr" });
    expect(session).toMatchObject({
      user: { name: "Ana", email, emailVerified: false, locale: "fr" },
      workspace: { name: "Espace Ana", timeZone: "Europe/Paris" },
      role: "owner",
    });
    expect(session.workspaces).toHaveLength(1);
    expect(await lettersTo(people, email)).toMatchObject([{ template: "verify-email", locale: "fr" }]);
  });

  test("an unknown time zone becomes UTC, an unknown language is refused", async () => {
    const { session } = await signedUp(people, "Bea", { timeZone: "Mars/Olympus" });
    expect(session.workspace.timeZone).toBe("UTC");
    const refused = await new Browser(people).post("/sign-up/email", {
      name: "Bo",
      email: "bo@example.com",
      password: PASSWORD,
      locale: "tlh",
    });
    expect(refused.status).toBe(400);
    expect(await people.db.user.count({ where: { email: "bo@example.com" } })).toBe(0);
  });

  test.each([
    ["a password of nine characters", { password: "123456789" }, "PASSWORD_TOO_SHORT"],
    ["a password of 129 characters", { password: "x".repeat(129) }, "PASSWORD_TOO_LONG"],
    ["an address that is none", { email: "nobody" }, "VALIDATION_ERROR"],
    ["a blank name", { name: "   " }, "INVALID_NAME"],
    ["a name of 121 characters", { name: "x".repeat(121) }, "INVALID_NAME"],
  ])("%s is refused with its reason and writes nothing", async (_what, change, code) => {
    const before = await people.db.user.count();
    const answer = await new Browser(people).post("/sign-up/email", {
      name: "Cy",
      email: "cy@example.com",
      password: PASSWORD,
      ...change,
    });
    expect(answer).toMatchObject({ status: 400, body: { code, error: { code: "BAD_REQUEST" } } });
    expect(await people.db.user.count()).toBe(before);
  });

  test("nobody makes themselves operator, verified or somebody with a picture by asking", async () => {
    const { session } = await signedUp(people, "Dov", {
      operator: true,
      emailVerified: true,
      image: "https://evil.example/x.png",
      id: "chosen",
      role: "owner",
    });
    const user = await people.db.user.findUniqueOrThrow({ where: { id: session.user.id } });
    expect(user).toMatchObject({ operator: false, emailVerified: false, image: null });
    expect(user.id).not.toBe("chosen");
  });

  test("signing out ends the session itself, not only its cookie", async () => {
    const { browser } = await signedUp(people, "Eve");
    const stolen = new Browser(people);
    for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
    expect((await browser.post("/sign-out")).status).toBe(200);
    expect(await browser.session()).toBeNull();
    expect(await stolen.session()).toBeNull();
  });

  test("a cookie with an altered token or signature signs nobody in", async () => {
    const { browser } = await signedUp(people, "Fay");
    const [[name, value]] = [...browser.cookies] as [[string, string]];
    for (const altered of [
      `x${value}`,
      value.slice(0, 40),
      value.replace(/\..*/, ""),
      `${value}A`,
      "",
      "%E0%A4%A",
    ]) {
      const other = new Browser(people);
      other.cookies.set(name, altered);
      expect(await other.session()).toBeNull();
    }
    expect(await browser.session()).not.toBeNull();
  });

  test("an expired session opens nothing", async () => {
    const { browser, session } = await signedUp(people, "Gus");
    await people.db.session.updateMany({
      where: { userId: session.user.id },
      data: { expiresAt: new Date(Date.now() - 1_000) },
    });
    expect(await browser.session()).toBeNull();
  });

  test("the link in the mail confirms the address, again and again, and signs nobody in", async () => {
    const { email, browser } = await signedUp(people, "Hal");
    const token = await tokenFrom(people, email, "verify-email");
    const stranger = new Browser(people);
    expect((await stranger.get(`/verify-email?token=${token}`)).status).toBe(200);
    expect((await stranger.get(`/verify-email?token=${token}`)).status).toBe(200);
    expect(stranger.cookies.size).toBe(0);
    expect((await browser.session())?.user.emailVerified).toBe(true);
    expect((await stranger.get(`/verify-email?token=${token}x`)).status).toBe(401);
  });

  test("a person can ask for the confirmation mail again", async () => {
    const { email, browser } = await signedUp(people, "Ida");
    expect((await browser.post("/send-verification-email", { email })).status).toBe(200);
    expect(await lettersTo(people, email)).toHaveLength(2);
  });

  test("a reset makes the old password dead, ends every session and confirms the address", async () => {
    const { email, browser } = await signedUp(people, "Joe");
    await new Browser(people).post("/request-password-reset", { email });
    const token = await tokenFrom(people, email, "reset-password");
    const reset = { token, newPassword: OTHER_PASSWORD };
    expect((await new Browser(people).post("/reset-password", reset)).status).toBe(200);
    expect(await browser.session()).toBeNull();
    expect((await browser.post("/sign-in/email", { email, password: PASSWORD })).status).toBe(401);
    expect((await browser.post("/sign-in/email", { email, password: OTHER_PASSWORD })).status).toBe(200);
    expect((await browser.session())?.user.emailVerified).toBe(true);
    expect((await new Browser(people).post("/reset-password", reset)).status).toBe(400);
  });

  test("a reset token is stored only as a hash", async () => {
    const { email } = await signedUp(people, "Kim");
    await new Browser(people).post("/request-password-reset", { email });
    const token = await tokenFrom(people, email, "reset-password");
    expect(token.length).toBeGreaterThan(20);
    const rows = await people.db.verification.findMany();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test("a changed password signs every other place out, whatever the request says", async () => {
    const { email, browser } = await signedUp(people, "Lea");
    const phone = new Browser(people);
    await phone.post("/sign-in/email", { email, password: PASSWORD });
    const change = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD, revokeOtherSessions: false };
    expect((await browser.post("/change-password", change)).status).toBe(200);
    expect(await phone.session()).toBeNull();
    expect(await browser.session()).not.toBeNull();
    expect((await phone.post("/sign-in/email", { email, password: PASSWORD })).status).toBe(401);
  });

  test("a changed password needs the old one", async () => {
    const { browser } = await signedUp(people, "Max");
    const change = { currentPassword: "not the password", newPassword: OTHER_PASSWORD };
    expect(await browser.post("/change-password", change)).toMatchObject({
      status: 400,
      body: { code: "INVALID_PASSWORD" },
    });
  });

  test("devices are listed without their tokens and can be signed out one by one or together", async () => {
    const { email, browser, session } = await signedUp(people, "Nia");
    const phone = new Browser(people, { address: "198.51.100.4" });
    const tablet = new Browser(people);
    await phone.post("/sign-in/email", { email, password: PASSWORD });
    await tablet.post("/sign-in/email", { email, password: PASSWORD });
    const request = browser.request("/settings/security");
    const { devices } = await people.sessions.security(session.user.id, request);
    expect(devices.map((device) => device.current)).toEqual([false, false, true]);
    const tokens = await people.db.session.findMany({ select: { token: true } });
    for (const { token } of tokens) expect(JSON.stringify(devices)).not.toContain(token);
    const other = devices.find((device) => device.address === "198.51.100.4");
    await people.sessions.revokeDevice(session.user.id, other?.id ?? "");
    expect(await phone.session()).toBeNull();
    await people.sessions.revokeOtherDevices(session.user.id, request);
    expect(await tablet.session()).toBeNull();
    expect(await browser.session()).not.toBeNull();
  });

  test("nobody signs a stranger's device out", async () => {
    const owner = await signedUp(people, "Ona");
    const stranger = await signedUp(people, "Pam");
    const [device] = (await people.sessions.security(owner.actor.userId, owner.browser.request("/"))).devices;
    const deed = people.sessions.revokeDevice(stranger.actor.userId, device?.id ?? "");
    await expect(deed).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await owner.browser.session()).not.toBeNull();
  });

  test("a person left without a workspace by a crash or a removal gets one with the next request", async () => {
    const { browser, session } = await signedUp(people, "Quin");
    await people.db.member.deleteMany({ where: { userId: session.user.id } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.session()));
    const [repaired] = answers;
    expect(repaired).toMatchObject({ role: "owner", workspace: { name: "Quin’s workspace" } });
    expect(new Set(answers.map((answer) => answer?.workspace.id)).size).toBe(1);
    expect(await people.db.member.count({ where: { userId: session.user.id } })).toBe(1);
  });

  test("who works in a workspace that is gone for them falls back to the first they joined", async () => {
    const host = await signedUp(people, "Rae");
    const { browser, actor, session } = await signedUp(people, "Sol");
    const member = { id: "sol-at-rae", organizationId: host.actor.workspaceId, userId: actor.userId };
    await people.db.member.create({ data: { ...member, role: "editor", createdAt: new Date() } });
    await people.sessions.switchWorkspace(actor.userId, browser.request("/"), host.actor.workspaceId);
    expect(await browser.session()).toMatchObject({ role: "editor", workspace: { name: "Rae’s workspace" } });
    await people.db.member.delete({ where: { id: member.id } });
    expect(await browser.session()).toMatchObject({ role: "owner", workspace: session.workspace });
  });

  test("nobody switches into a workspace they do not belong to", async () => {
    const host = await signedUp(people, "Tess");
    const { browser, actor, session } = await signedUp(people, "Ugo");
    const deed = people.sessions.switchWorkspace(actor.userId, browser.request("/"), host.actor.workspaceId);
    await expect(deed).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await browser.session())?.workspace).toEqual(session.workspace);
  });

  test("name and language are the person's own", async () => {
    const { browser, actor } = await signedUp(people, "Val");
    await people.sessions.updateProfile(actor, { name: "Valérie", locale: "fr" });
    expect((await browser.session())?.user).toMatchObject({ name: "Valérie", locale: "fr" });
  });

  test("no password, token or address reaches the log above debugging", () => {
    const loud = people.log.lines.filter((line) => line.level !== "debug");
    expect(JSON.stringify(loud)).not.toMatch(/@example\.com|battery|staple/);
  });
});

describe("the first person of an installation", () => {
  test("becomes its operator, and nobody after them", async () => {
    const people = await peopleOn();
    const first = await signedUp(people, "First");
    const second = await signedUp(people, "Second");
    expect([first.session.user.operator, second.session.user.operator]).toEqual([true, false]);
    await people.close();
  });

  test("is one person when eight sign up at the same moment", async () => {
    const people = await peopleOn();
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        new Browser(people).post("/sign-up/email", {
          name: `P${n}`,
          email: `p${n}@example.com`,
          password: PASSWORD,
        }),
      ),
    );
    expect(await people.db.user.count()).toBe(8);
    expect(await people.db.user.count({ where: { operator: true } })).toBe(1);
    expect(await people.db.member.count({ where: { role: "owner" } })).toBe(8);
    await people.close();
  });

  test("must have confirmed their address where mail reaches people", async () => {
    const people = await peopleOn(CLOUD);
    const [squatter, owner] = ["squatter@example.com", "owner@example.com"];
    for (const email of [squatter, owner])
      await new Browser(people).post("/sign-up/email", { name: "N", email, password: PASSWORD });
    expect(await people.db.user.count({ where: { operator: true } })).toBe(0);
    const browser = new Browser(people);
    await browser.get(`/verify-email?token=${await tokenFrom(people, owner, "verify-email")}`);
    await browser.post("/sign-in/email", { email: owner, password: PASSWORD });
    expect((await browser.session())?.user).toMatchObject({ email: owner, operator: true });
    await people.close();
  });
});

describe("with mail that reaches people", () => {
  let people: People;
  beforeAll(async () => {
    people = await peopleOn(CLOUD);
  });
  afterAll(() => people.close());

  test("an address is confirmed before the first sign-in, and the mail can be asked for again", async () => {
    const email = "wes@example.com";
    const browser = new Browser(people);
    await browser.post("/sign-up/email", { name: "Wes", email, password: PASSWORD });
    expect(await browser.post("/sign-in/email", { email, password: PASSWORD })).toMatchObject({
      status: 403,
      body: { code: "EMAIL_NOT_VERIFIED" },
    });
    expect(await browser.session()).toBeNull();
    expect(await lettersTo(people, email)).toHaveLength(1);
    await browser.post("/send-verification-email", { email });
    expect(await lettersTo(people, email)).toHaveLength(2);
    await browser.get(`/verify-email?token=${await tokenFrom(people, email, "verify-email")}`);
    expect((await browser.post("/sign-in/email", { email, password: PASSWORD })).status).toBe(200);
    expect(await browser.session()).not.toBeNull();
  });

  test("the confirmation link leads on to where the person was going", async () => {
    const email = "xia@example.com";
    await new Browser(people).post("/sign-up/email", {
      name: "Xia",
      email,
      password: PASSWORD,
      callbackURL: "/invitations/abc",
    });
    const [letter] = await lettersTo(people, email);
    const link = new URL(letter?.params.url ?? "");
    expect([link.origin, link.pathname]).toEqual([CLOUD.appUrl, "/verify-email"]);
    expect(link.searchParams.get("returnTo")).toBe("/invitations/abc");
  });
});
