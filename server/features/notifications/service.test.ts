import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import type { DomainEvent } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { Role } from "#server/features/session/schema.ts";
import { createUnitOfWork, type UnitOfWork } from "#server/features/unit-of-work.ts";
import { createNotificationsService, type NotificationsService, type NotifyInput } from "./service.ts";

const clock = testClock();
const events: DomainEvent[] = [];
let database: TestDatabase;
let uow: UnitOfWork;
let service: NotificationsService;

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  uow = createUnitOfWork({
    db,
    queue: { arm: async () => {}, start: async () => {}, stop: async () => {} },
    events: { publish: async (event) => void events.push(event), subscribe: async function* () {} },
    clock,
    log: silentLog(),
  });
  service = createNotificationsService({ db, clock, appUrl: "https://app.example.com" });
});
afterAll(() => database.close());
beforeEach(() => void events.splice(0));

/** A workspace with one member per role. */
async function team(...roles: Role[]): Promise<Actor[]> {
  const workspaceId = `w-${crypto.randomUUID()}`;
  await database.db.organization.create({
    data: { id: workspaceId, name: "Studio", slug: workspaceId, createdAt: clock.now() },
  });
  return Promise.all(roles.map((role) => join(workspaceId, role)));
}

async function join(workspaceId: string, role: Role, userId = `u-${crypto.randomUUID()}`): Promise<Actor> {
  const email = `${userId}@example.com`;
  const user = { id: userId, name: "Ada", email, emailVerified: true, locale: "fr" };
  await database.db.user.upsert({ where: { id: userId }, create: user, update: {} });
  const member = { organizationId: workspaceId, userId, role, createdAt: clock.now() };
  await database.db.member.create({ data: { id: crypto.randomUUID(), ...member } });
  return { workspaceId, userId, role };
}

const failed = ({ workspaceId }: Actor, changes: Partial<NotifyInput> = {}): NotifyInput => ({
  workspaceId,
  type: "post.failed",
  severity: "error",
  params: { network: "Instagram", handle: "ada", title: "Beach day", reason: "NOT_FOUND" },
  href: "/posts/1",
  dedupeKey: `post.failed:${crypto.randomUUID()}`,
  ...changes,
});
const notify = (input: NotifyInput) => uow.run((tx) => service.notify(tx, input));
const inbox = async (actor: Actor, limit = 100) => service.list(actor, { limit });
const mails = ({ workspaceId }: Actor) =>
  database.db.job.findMany({ where: { name: "mail.send", workspaceId }, orderBy: { createdAt: "asc" } });

describe("notifying a workspace", () => {
  it("tells everyone who may act, and nobody else", async () => {
    const people = await team("owner", "admin", "editor", "viewer");
    const [stranger] = await team("owner");
    await notify(failed(people[0] as Actor));
    const told = await Promise.all(
      [...people, stranger as Actor].map(async (actor) => (await inbox(actor)).unread),
    );
    expect(told).toEqual([1, 1, 1, 0, 0]);
    expect((await inbox(people[1] as Actor)).items[0]).toMatchObject({
      type: "post.failed",
      severity: "error",
      params: { handle: "ada" },
      href: "/posts/1",
      readAt: null,
      createdAt: clock.now(),
    });
  });

  it("tells each person of the same cause once, however often it is reported", async () => {
    const [owner] = (await team("owner", "editor")) as [Actor, Actor];
    const input = failed(owner, { mail: true });
    await notify(input);
    events.splice(0);
    await Promise.all(Array.from({ length: 5 }, () => notify(input)));
    expect((await inbox(owner)).items).toHaveLength(1);
    expect(events).toEqual([]);
    expect(await mails(owner)).toHaveLength(2);
  });

  it("tells a member who joined later of the same cause, and the others not again", async () => {
    const [owner] = (await team("owner")) as [Actor];
    const input = failed(owner, { mail: true });
    await notify(input);
    const late = await join(owner.workspaceId, "editor");
    await notify(input);
    expect([(await inbox(owner)).unread, (await inbox(late)).unread]).toEqual([1, 1]);
    expect(await mails(owner)).toHaveLength(2);
  });

  it("tells a person of two workspaces in each", async () => {
    const [first] = (await team("owner")) as [Actor];
    const [other] = (await team("owner")) as [Actor];
    const second = await join(other.workspaceId, "editor", first.userId);
    const dedupeKey = "token:1";
    await notify(failed(first, { dedupeKey }));
    await notify(failed(second, { dedupeKey }));
    expect([(await inbox(first)).unread, (await inbox(second)).unread]).toEqual([1, 1]);
  });

  it("tells open pages of each person, after the commit", async () => {
    const people = (await team("owner", "viewer")) as [Actor, Actor];
    await uow.run(async (tx) => {
      await service.notify(tx, failed(people[0]));
      expect(events).toEqual([]);
    });
    const [row] = (await inbox(people[0])).items;
    const { workspaceId, userId } = people[0];
    expect(events).toEqual([{ workspaceId, userId, type: "notification.created", id: row?.id }]);
  });

  it("writes nothing when the change it belongs to is rolled back", async () => {
    const [owner] = (await team("owner")) as [Actor];
    const doomed = uow.run(async (tx) => {
      await service.notify(tx, failed(owner, { mail: true }));
      throw new Error("the change failed");
    });
    await expect(doomed).rejects.toThrow("the change failed");
    expect((await inbox(owner)).unread).toBe(0);
    expect(await mails(owner)).toEqual([]);
    expect(events).toEqual([]);
  });

  it("mails whom it should, in their language, with an address into the app", async () => {
    const [owner] = (await team("owner", "viewer")) as [Actor];
    await notify(failed(owner));
    expect(await mails(owner)).toEqual([]);
    await notify(failed(owner, { mail: true }));
    const [mail, ...others] = await mails(owner);
    expect(others).toEqual([]);
    expect(mail?.payload).toEqual({
      to: `${owner.userId}@example.com`,
      template: "notification",
      locale: "fr",
      params: {
        type: "post.failed",
        name: "Ada",
        workspace: "Studio",
        url: "https://app.example.com/posts/1",
        values: JSON.stringify({
          network: "Instagram",
          handle: "ada",
          title: "Beach day",
          reason: "NOT_FOUND",
        }),
      },
    });
  });
});

describe("a person whose address is not confirmed", () => {
  it("is told in the app and not by mail", async () => {
    const [owner] = (await team("owner")) as [Actor];
    await database.db.user.update({ where: { id: owner.userId }, data: { emailVerified: false } });
    await notify(failed(owner, { mail: true }));
    expect((await inbox(owner)).unread).toBe(1);
    expect(await mails(owner)).toEqual([]);
  });
});

describe("the list of notifications", () => {
  it("comes newest first, page by page, each once", async () => {
    const [owner] = (await team("owner")) as [Actor];
    for (let i = 0; i < 7; i++) {
      await notify(failed(owner, { params: { i } }));
      if (i % 2) await clock.advance(1000);
    }
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.list(owner, { limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ params }) => Number(params.i)));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  it("belongs to one person in one workspace", async () => {
    const [owner, editor] = (await team("owner", "editor")) as [Actor, Actor];
    await notify(failed(owner));
    const [mine] = (await inbox(owner)).items;
    const id = mine?.id ?? "";
    await service.markRead(editor, { ids: [id] });
    expect((await inbox(owner)).unread).toBe(1);
    await expect(service.list(editor, { limit: 5, cursor: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const elsewhere = { ...owner, workspaceId: "w-other" };
    await service.markRead(elsewhere, { all: true });
    expect((await inbox(owner)).unread).toBe(1);
    expect((await inbox(elsewhere)).items).toEqual([]);
  });

  it("marks some or all as read, once, and says how many are left", async () => {
    const [owner] = (await team("owner")) as [Actor];
    for (let i = 0; i < 3; i++) await notify(failed(owner));
    const ids = (await inbox(owner)).items.map(({ id }) => id);
    expect(await service.markRead(owner, { ids: ids.slice(0, 1) })).toEqual({ unread: 2 });
    const readAt = clock.now();
    await clock.advance(60_000);
    expect(await service.markRead(owner, {})).toEqual({ unread: 2 });
    expect(await service.markRead(owner, { ids: [] })).toEqual({ unread: 2 });
    expect(await service.markRead(owner, { all: true })).toEqual({ unread: 0 });
    const times = (await inbox(owner)).items.map((item) => item.readAt?.getTime());
    expect(times).toEqual([readAt.getTime(), clock.now().getTime(), clock.now().getTime()]);
  });
});
