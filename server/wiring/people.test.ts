import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browser, lettersTo, PASSWORD, type People, peopleOn, signedUp, tokenFrom } from "./people.fixture.ts";

let people: People;
beforeAll(async () => {
  people = await peopleOn();
});
afterAll(() => people.close());

describe("signing up", () => {
  test("gives a person, a workspace they own in their zone, and a mail to confirm the address", async () => {
    const { session, email } = await signedUp(people, "Ana", { timeZone: "Europe/Paris", locale: "fr" });
    expect(session).toMatchObject({
      user: { name: "Ana", email, emailVerified: false, locale: "fr" },
      workspace: { name: "Ana", timeZone: "Europe/Paris" },
      role: "owner",
    });
    expect(session.workspaces).toHaveLength(1);
    expect(await lettersTo(people, email)).toMatchObject([{ template: "verify-email", locale: "fr" }]);
  });
});
