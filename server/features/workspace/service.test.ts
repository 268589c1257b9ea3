import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import type { Actor } from "#server/features/actor.ts";
import { ROLES, type Role } from "#server/features/session/schema.ts";
import { createUnitOfWork } from "#server/features/unit-of-work.ts";
import { createWorkspaceService, type WorkspaceService } from "./service.ts";

const DAY_MS = 86_400_000;
const clock = testClock();
let database: TestDatabase;
let service: WorkspaceService;
let limit = Number.POSITIVE_INFINITY;
const switched: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const uow = createUnitOfWork({
    db: database.db,
    queue: { arm: async () => {}, start: async () => {}, stop: async () => {} },
    events: { publish: async () => {}, subscribe: async function* () {} },
    clock,
    log: silentLog(),
  });
  const checks = new Map<string, number>();
  service = createWorkspaceService({
    db: database.db,
    uow,
    sessions: {
      switchWorkspace: async (userId, _request, workspaceId) =>
        void switched.push(`${userId} ${workspaceId}`),
    },
    rateLimiter: {
      check: async (rule, identity) => {
        const count = (checks.get(identity) ?? 0) + 1;
        checks.set(identity, count);
        return { allowed: count <= limit, limit: rule.limit, remaining: 0, resetAt: clock.now() };
      },
    },
    clock,
    appUrl: "https://app.example.com",
  });
});
afterAll(() => database.close());

let people = 0;
async function person(name = "Person"): Promise<{ id: string; email: string }> {
  people += 1;
  const user = { id: `user-${people}`, name, email: `person${people}@example.com` };
  await database.db.user.create({ data: user });
  return user;
}

/** A workspace with one member per role given, in that order; the actors of its members. */
async function workspace(...roles: Role[]): Promise<Actor[]> {
  const id = `ws-${crypto.randomUUID()}`;
  await database.db.organization.create({
    data: { id, name: "Studio", slug: id, timeZone: "Europe/Paris", createdAt: clock.now() },
  });
  return Promise.all(roles.map((role) => join(id, role)));
}

async function join(workspaceId: string, role: Role): Promise<Actor> {
  const { id: userId } = await person();
  const member = { id: `m-${userId}`, organizationId: workspaceId, userId, role, createdAt: clock.now() };
  await database.db.member.create({ data: member });
  return { userId, workspaceId, role };
}

const memberId = (actor: Actor | undefined) => `m-${actor?.userId}`;
const rolesIn = async (workspaceId: string) =>
  (await database.db.member.findMany({ where: { organizationId: workspaceId }, orderBy: { id: "asc" } }))
    .map((member) => member.role)
    .sort();
const roleOf = async (actor: Actor | undefined) =>
  (await database.db.member.findUnique({ where: { id: memberId(actor) } }))?.role;

/** What came of a deed: `ok`, or the code of its refusal. */
const outcome = (deed: Promise<unknown>): Promise<string> =>
  deed.then(
    () => "ok",
    (error) => error.code,
  );

describe("the ladder of roles", () => {
  const may: Record<Role, { admin: string; editor: string; owner: string }> = {
    owner: { owner: "ok", admin: "ok", editor: "ok" },
    admin: { owner: "FORBIDDEN", admin: "ok", editor: "ok" },
    editor: { owner: "FORBIDDEN", admin: "FORBIDDEN", editor: "FORBIDDEN" },
    viewer: { owner: "FORBIDDEN", admin: "FORBIDDEN", editor: "FORBIDDEN" },
  };

  for (const role of ROLES)
    for (const target of ["owner", "admin", "editor"] as const) {
      test(`${role} removing ${target}: ${may[role][target]}`, async () => {
        const [actor, other] = (await workspace(role, target, "owner")) as [Actor, Actor];
        expect(await outcome(service.removeMember(actor, memberId(other)))).toBe(may[role][target]);
        expect(await roleOf(other)).toBe(may[role][target] === "ok" ? undefined : target);
      });
      test(`${role} making ${target} a viewer: ${may[role][target]}`, async () => {
        const [actor, other] = (await workspace(role, target, "owner")) as [Actor, Actor];
        const deed = service.changeRole(actor, { memberId: memberId(other), role: "viewer" });
        expect(await outcome(deed)).toBe(may[role][target]);
      });
      test(`${role} making a viewer ${target}: ${may[role][target]}`, async () => {
        const [actor, other] = (await workspace(role, "viewer", "owner")) as [Actor, Actor];
        const deed = service.changeRole(actor, { memberId: memberId(other), role: target });
        expect(await outcome(deed)).toBe(may[role][target]);
      });
    }

  test.each(ROLES)("%s inviting, withdrawing and renaming", async (role) => {
    const [actor, owner] = (await workspace(role, "owner")) as [Actor, Actor];
    const expected = may[role].admin;
    const email = `${crypto.randomUUID()}@example.com`;
    expect(await outcome(service.invite(actor, { email, role: "editor" }))).toBe(expected);
    expect(await outcome(service.update(actor, { name: "New", timeZone: "UTC" }))).toBe(expected);
    await service.invite(owner, { email, role: "editor" });
    const [invitation] = (await service.people(owner)).invitations;
    expect(await outcome(service.revokeInvitation(actor, invitation?.id ?? ""))).toBe(expected);
    expect((await service.people(actor)).invitations).toEqual([]);
  });

  test("a role taken away during the request no longer counts", async () => {
    const [admin, editor] = (await workspace("admin", "editor", "owner")) as [Actor, Actor];
    await database.db.member.update({ where: { id: memberId(admin) }, data: { role: "viewer" } });
    expect(await outcome(service.removeMember(admin, memberId(editor)))).toBe("FORBIDDEN");
    await database.db.member.delete({ where: { id: memberId(admin) } });
    expect(await outcome(service.removeMember(admin, memberId(editor)))).toBe("FORBIDDEN");
    expect(await outcome(service.invite(admin, { email: "x@example.com", role: "viewer" }))).toBe(
      "FORBIDDEN",
    );
  });
});

describe("the last owner", () => {
  test("can be neither removed nor demoted, nor leave", async () => {
    const [owner] = (await workspace("owner", "admin")) as [Actor];
    for (const deed of [
      () => service.removeMember(owner, memberId(owner)),
      () => service.changeRole(owner, { memberId: memberId(owner), role: "admin" }),
      () => service.leave(owner),
    ])
      await expect(deed()).rejects.toMatchObject({ code: "CONFLICT", userMessage: "LAST_OWNER" });
    expect(await roleOf(owner)).toBe("owner");
  });

  test("remains when all owners remove, demote and leave at the same moment", async () => {
    const owners = await workspace("owner", "owner", "owner", "owner");
    const [a, b, c, d] = owners as [Actor, Actor, Actor, Actor];
    await Promise.all(
      [
        service.removeMember(a, memberId(b)),
        service.removeMember(b, memberId(a)),
        service.changeRole(c, { memberId: memberId(d), role: "viewer" }),
        service.changeRole(d, { memberId: memberId(c), role: "viewer" }),
        ...owners.map((owner) => service.leave(owner)),
      ].map(outcome),
    );
    expect((await rolesIn(a.workspaceId)).filter((role) => role === "owner")).toHaveLength(1);
  });

  test("may go once there is another", async () => {
    const [owner, second] = (await workspace("owner", "editor")) as [Actor, Actor];
    await service.changeRole(owner, { memberId: memberId(second), role: "owner" });
    await service.leave(owner);
    expect(await rolesIn(owner.workspaceId)).toEqual(["owner"]);
  });
});

describe("another tenant", () => {
  test("is not there: its members and invitations cannot be named", async () => {
    const [owner] = (await workspace("owner")) as [Actor];
    const [theirs, theirEditor] = (await workspace("owner", "editor")) as [Actor, Actor];
    await service.invite(theirs, { email: "guest@example.com", role: "viewer" });
    const [invitation] = (await service.people(theirs)).invitations;
    expect(await outcome(service.removeMember(owner, memberId(theirEditor)))).toBe("NOT_FOUND");
    expect(
      await outcome(service.changeRole(owner, { memberId: memberId(theirEditor), role: "viewer" })),
    ).toBe("NOT_FOUND");
    expect(await outcome(service.revokeInvitation(owner, invitation?.id ?? ""))).toBe("NOT_FOUND");
    expect((await service.people(owner)).members.map((member) => member.userId)).toEqual([owner.userId]);
    expect(await rolesIn(theirs.workspaceId)).toEqual(["editor", "owner"]);
  });
});

describe("invitations", () => {
  const request = new Request("https://app.example.com/");
  const lettersTo = async (email: string) =>
    (await database.db.job.findMany({ where: { name: "mail.send" }, orderBy: { createdAt: "asc" } }))
      .map(
        (job) =>
          job.payload as { to: string; template: string; locale: string; params: Record<string, string> },
      )
      .filter((letter) => letter.to === email);
  async function invited(role: "admin" | "editor" | "viewer" = "editor") {
    const [owner] = (await workspace("owner")) as [Actor];
    const guest = await person("Guest");
    await service.invite(owner, { email: guest.email, role });
    const [invitation] = (await service.people(owner)).invitations;
    return { owner, guest, id: invitation?.id ?? "" };
  }

  test("arrive by mail with a link, and let the invited person in once", async () => {
    const { owner, guest, id } = await invited();
    expect(await lettersTo(guest.email)).toMatchObject([
      {
        template: "invitation",
        params: { url: `https://app.example.com/invitations/${id}`, workspace: "Studio" },
      },
    ]);
    expect(await service.invitation(id)).toMatchObject({
      workspace: "Studio",
      role: "editor",
      state: "open",
    });
    await service.acceptInvitation({ userId: guest.id, request }, id);
    expect(await rolesIn(owner.workspaceId)).toEqual(["editor", "owner"]);
    expect(switched).toContain(`${guest.id} ${owner.workspaceId}`);
    expect((await service.invitation(id)).state).toBe("closed");
    expect(await outcome(service.acceptInvitation({ userId: guest.id, request }, id))).toBe("CONFLICT");
  });

  test("open for nobody else who got hold of the link", async () => {
    const { owner, id } = await invited();
    const thief = await person("Thief");
    const deed = service.acceptInvitation({ userId: thief.id, request }, id);
    await expect(deed).rejects.toMatchObject({ code: "FORBIDDEN", userMessage: "INVITATION_OTHER_EMAIL" });
    expect(await rolesIn(owner.workspaceId)).toEqual(["owner"]);
  });

  test("expire after seven days, and are renewed by inviting again", async () => {
    const { owner, guest, id } = await invited();
    await clock.advance(7 * DAY_MS);
    expect((await service.people(owner)).invitations).toEqual([]);
    const late = service.acceptInvitation({ userId: guest.id, request }, id);
    await expect(late).rejects.toMatchObject({ userMessage: "INVITATION_CLOSED" });
    await service.invite(owner, { email: guest.email, role: "viewer" });
    expect(await lettersTo(guest.email)).toHaveLength(2);
    await service.acceptInvitation({ userId: guest.id, request }, id);
    expect(await rolesIn(owner.workspaceId)).toEqual(["owner", "viewer"]);
  });

  test("sent twice at the same moment are one", async () => {
    const [owner] = (await workspace("owner")) as [Actor];
    const invite = () => service.invite(owner, { email: "twice@example.com", role: "editor" });
    await Promise.all([invite(), invite(), invite()]);
    expect((await service.people(owner)).invitations).toHaveLength(1);
  });

  test("accepted five times at the same moment make one member", async () => {
    const { owner, guest, id } = await invited();
    const accept = () => outcome(service.acceptInvitation({ userId: guest.id, request }, id));
    const outcomes = await Promise.all([accept(), accept(), accept(), accept(), accept()]);
    expect(outcomes.sort()).toEqual(["CONFLICT", "CONFLICT", "CONFLICT", "CONFLICT", "ok"]);
    expect(await rolesIn(owner.workspaceId)).toEqual(["editor", "owner"]);
  });

  test("withdrawn let nobody in", async () => {
    const { owner, guest, id } = await invited();
    await service.revokeInvitation(owner, id);
    expect(await outcome(service.acceptInvitation({ userId: guest.id, request }, id))).toBe("CONFLICT");
    expect(await outcome(service.revokeInvitation(owner, id))).toBe("NOT_FOUND");
  });

  test("are withdrawn with the power of the person who sent them", async () => {
    const [owner, admin, other] = (await workspace("owner", "admin", "admin")) as [Actor, Actor, Actor];
    await service.invite(admin, { email: "back-door@example.com", role: "admin" });
    await service.invite(other, { email: "back-door-2@example.com", role: "admin" });
    await service.removeMember(owner, memberId(admin));
    await service.changeRole(owner, { memberId: memberId(other), role: "viewer" });
    expect((await service.people(owner)).invitations).toEqual([]);
  });

  test("are not sent to members", async () => {
    const { owner, guest, id } = await invited();
    await service.acceptInvitation({ userId: guest.id, request }, id);
    const deed = service.invite(owner, { email: guest.email, role: "viewer" });
    await expect(deed).rejects.toMatchObject({ code: "CONFLICT", userMessage: "ALREADY_MEMBER" });
    expect(await lettersTo(guest.email)).toHaveLength(1);
  });

  test("are written in the language of the person invited, else of the one who invites", async () => {
    const [owner] = (await workspace("owner")) as [Actor];
    await database.db.user.update({ where: { id: owner.userId }, data: { locale: "fr" } });
    const guest = await person();
    await service.invite(owner, { email: guest.email, role: "viewer" });
    await service.invite(owner, { email: "new@example.com", role: "viewer" });
    expect((await lettersTo(guest.email))[0]?.locale).toBe("en");
    expect((await lettersTo("new@example.com"))[0]?.locale).toBe("fr");
  });

  test("beyond the hour's limit are refused and not mailed", async () => {
    const [owner] = (await workspace("owner")) as [Actor];
    limit = 1;
    await service.invite(owner, { email: "first@example.com", role: "viewer" });
    expect(await outcome(service.invite(owner, { email: "second@example.com", role: "viewer" }))).toBe(
      "RATE_LIMITED",
    );
    limit = Number.POSITIVE_INFINITY;
    expect(await lettersTo("second@example.com")).toEqual([]);
  });

  test("that do not exist are not found", async () => {
    expect(await outcome(service.invitation("nope"))).toBe("NOT_FOUND");
    const guest = await person();
    expect(await outcome(service.acceptInvitation({ userId: guest.id, request }, "nope"))).toBe("NOT_FOUND");
  });
});
