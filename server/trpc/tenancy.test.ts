import { isTrackedEnvelope, TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLES, type Role } from "#server/features/session/schema.ts";
import { appRouter } from "./app-router.ts";
import { type Installation, installation, type Tenant } from "./tenancy.fixture.ts";
import { CASES, type Case, content } from "./tenancy-cases.fixture.ts";

const procedures = Object.keys(appRouter._def.procedures).sort();
const paths = procedures.filter((path) => path in CASES);
const caseOf = (path: string): Case => CASES[path] as Case;

let installed: Installation;
let victim: Tenant;
beforeAll(async () => {
  installed = await installation();
  victim = await installed.tenant();
});
afterAll(() => installed.close());

type Caller = Awaited<ReturnType<Installation["as"]>>;

/** The answer, or the code of the refusal. */
async function call(
  caller: Caller,
  path: string,
  input: unknown,
): Promise<{ code: string; answer: unknown }> {
  const procedure = path
    .split(".")
    .reduce<unknown>((level, name) => (level as Record<string, unknown>)[name], caller);
  try {
    return { code: "OK", answer: await (procedure as (input: unknown) => Promise<unknown>)(input) };
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    return { code: error.code, answer: error.message };
  }
}

test("every procedure has a case, and no case is left over", () => {
  expect(Object.keys(CASES).sort()).toEqual(procedures);
});

describe("signed out", () => {
  test.each(paths)("%s", async (path) => {
    const { code } = await call(await installed.as(null), path, caseOf(path).input(victim));
    if (caseOf(path).least === "public") expect(code).not.toBe("UNAUTHORIZED");
    else expect(code).toBe("UNAUTHORIZED");
  });
});

describe("roles", () => {
  const below = (least: Case["least"]): readonly Role[] =>
    least === "public" ? [] : least === "operator" ? ROLES : ROLES.slice(ROLES.indexOf(least) + 1);
  const guarded = paths.filter((path) => below(caseOf(path).least).length > 0);

  test.each(guarded)("%s refuses every lesser role and writes nothing", async (path) => {
    const before = await installed.rowsOf(victim);
    for (const role of below(caseOf(path).least)) {
      const { code } = await call(await installed.as(victim.people[role]), path, caseOf(path).input(victim));
      expect([role, code]).toEqual([role, "FORBIDDEN"]);
    }
    expect(await installed.rowsOf(victim)).toEqual(before);
  });

  const admitted = paths.filter((path) => caseOf(path).least !== "operator");

  test.each(admitted)("%s admits the least role it asks for", async (path) => {
    const { least, input } = caseOf(path);
    const own = await installed.tenant();
    const caller = await installed.as(own.people[least === "public" ? "viewer" : (least as Role)]);
    const { code } = await call(caller, path, input(own));
    expect(["UNAUTHORIZED", "FORBIDDEN", "INTERNAL_SERVER_ERROR"]).not.toContain(code);
  });
});

describe("another tenant's things", () => {
  test.each(paths)("%s", async (path) => {
    const { input, stranger } = caseOf(path);
    const intruder = await installed.tenant();
    const before = await installed.rowsOf(victim);
    const { code, answer } = await call(await installed.as(intruder.people.owner), path, input(victim));
    expect(code).toBe(stranger === "own" ? "OK" : stranger);
    expect(JSON.stringify(answer ?? null)).not.toContain(victim.mark);
    expect(await installed.rowsOf(victim)).toEqual(before);
  });

  test("cannot be put into a post of one's own", async () => {
    const intruder = await installed.tenant();
    const caller = await installed.as(intruder.people.owner);
    const before = await installed.rowsOf(victim);
    const foreign = content(victim);
    for (const input of [foreign, { ...content(intruder), mediaIds: foreign.mediaIds }]) {
      const { code, answer } = await call(caller, "posts.save", input);
      expect(["NOT_FOUND", "UNPROCESSABLE_CONTENT"]).toContain(code);
      expect(JSON.stringify(answer ?? null)).not.toContain(victim.mark);
    }
    expect(await installed.rowsOf(victim)).toEqual(before);
  });
});

describe("the stream of events", () => {
  const event = (tenant: Tenant, id: string, userId?: string) => ({
    workspaceId: tenant.workspaceId,
    type: "post.changed" as const,
    id,
    ...(userId ? { userId } : {}),
  });

  async function listen(tenant: Tenant, role: Role) {
    const caller = await installed.as(tenant.people[role]);
    const stream = (await caller.notifications.events({})) as AsyncIterable<unknown>;
    const heard: unknown[] = [];
    const ended = (async () => {
      for await (const item of stream) heard.push(isTrackedEnvelope(item) ? item[1] : item);
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { heard, ended };
  }

  test("carries what happens in one's own workspace, and to oneself", async () => {
    const own = await installed.tenant();
    const { heard } = await listen(own, "editor");
    installed.publish(event(victim, "of-another-tenant"));
    installed.publish(event(own, "for-the-owner", own.people.owner.userId));
    installed.publish(event(own, "for-all"));
    await expect.poll(() => heard).toEqual([{ type: "post.changed", id: "for-all" }]);
  });

  test("ends for a person who was removed, before they hear another word", async () => {
    const own = await installed.tenant();
    const { heard, ended } = await listen(own, "viewer");
    await installed.database.db.member.deleteMany({ where: { userId: own.people.viewer.userId } });
    installed.publish(event(own, "after-removal"));
    await ended;
    expect(heard).toEqual([]);
  });

  test("ends with the session", async () => {
    const own = await installed.tenant();
    const { heard, ended } = await listen(own, "viewer");
    await installed.database.db.session.deleteMany({ where: { userId: own.people.viewer.userId } });
    installed.publish(event(own, "after-sign-out"));
    await ended;
    expect(heard).toEqual([]);
  });
});
