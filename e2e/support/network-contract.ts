import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "#e2e/sandbox/testing/test-sandbox.ts";
import type { Live, PublishContent, Verdict } from "#server/platforms/platform.ts";
import { platformDefinitions } from "#server/platforms/platforms.ts";
import { prepare, type Run, takeSteps } from "./publishing-run.ts";
import { type Login, type SandboxPlatform, sandboxPlatform } from "./sandbox-platforms.ts";

export interface NetworkFixture {
  /** Id of the platform and of its double. */
  id: string;
  /** A login flavour, and an account of the double that may do everything. */
  flavor: string;
  account: string;
  /** Settings of the double for tests that hammer. */
  settings?: { rateLimits?: boolean };
  /** Media of each kind of post, by the names of fixtures. */
  media: Record<string, readonly string[]>;
  /** Options every kind needs. */
  options?: PublishContent["options"];
  /** The irreversible calls: with which kind they are reached, and what the double calls them. */
  irreversible: readonly { kind: string; operation: string }[];
  /** Kinds of which visitors see nothing, so that there is no address to open. */
  unseen?: readonly string[];
  /** The network offers no way to delete a post, or to give a grant back. */
  keepsPosts?: true;
  keepsGrants?: true;
  /** How far the double's clock must go before a token may be renewed. */
  renewAfterMs?: number;
}

interface Stage {
  sandbox: TestSandbox;
  on: SandboxPlatform;
  fixture: NetworkFixture;
}

const WAIT_MS = 20;
const STEPS = 300;
/** A reconciliation that has not made up its mind by then never will. */
const DECIDED_WITHIN_MS = 8_000;

const LOST = [
  ["the wire broke after it was applied", { kind: "apply-then-drop" }],
  ["a gateway answered 502 after it was applied", { kind: "apply-then-status", status: 502 }],
  ["the wire broke before it was applied", { kind: "drop" }],
  ["a gateway answered 503 in its place", { kind: "status", status: 503 }],
] as const;

/**
 * What must be true of every network against its double, over real HTTP: login, renewal, each kind of post, threads,
 * refusals, the irreversible call lost in every way, deletion, and nothing secret in the log.
 */
export function networkContract(fixture: NetworkFixture): void {
  const stage = { fixture } as Stage;
  describe(`${fixture.id} and its double`, () => {
    beforeAll(async () => {
      stage.sandbox = await testSandbox();
    });
    beforeEach(async () => {
      const { control } = stage.sandbox;
      await control.reset();
      await control.settings({ network: fixture.id, rateLimits: false, ...fixture.settings });
      stage.on = sandboxPlatform(stage.sandbox, fixture.id);
    });
    afterAll(async () => {
      expect(await stage.sandbox.control.errors()).toEqual([]);
      await stage.sandbox.close();
    });
    loginContract(stage);
    publishContract(stage);
    lossContract(stage);
    endContract(stage);
  });
}

const definitionOf = (id: string) => {
  const definition = platformDefinitions.find((one) => one.id === id);
  if (!definition) throw new Error(`no platform ${id} in server/platforms/registry.ts`);
  return definition;
};
const login = ({ on, fixture }: Stage): Promise<Login> => on.login(fixture.flavor, fixture.account);
const effects = ({ sandbox, fixture }: Stage) => sandbox.control.effects({ network: fixture.id });
const publish = (stage: Stage, as: Login, what: PublishContent, run: Partial<Run> = {}): Promise<Run> =>
  takeSteps(stage.on.platform.publish, what, as.session, run, STEPS, WAIT_MS);

function contentOf({ on, fixture }: Stage, kind: string, text = `Kiln ${kind}`): PublishContent {
  const rule = definitionOf(fixture.id).rules.kinds.find(({ id }) => id === kind);
  const options = definitionOf(fixture.id).rules.options.filter(
    (option) => option.id in (fixture.options ?? {}) && (option.kinds?.includes(kind) ?? true),
  );
  return {
    kind,
    text: rule?.text === "unused" ? "" : text,
    media: (fixture.media[kind] ?? []).map((name) => on.media(name)),
    options: Object.fromEntries(options.map(({ id }) => [id, fixture.options?.[id] ?? ""])),
  };
}

function loginContract(stage: Stage): void {
  const { fixture } = stage;

  test("a login opens an account with every scope that is required", async () => {
    const { tokens, accounts } = await login(stage);
    const rule = stage.on.platform.oauth.flavors.find(({ id }) => id === fixture.flavor);
    const required = rule?.scopes.filter((scope) => scope.required).map(({ scope }) => scope) ?? [];
    expect(required.filter((scope) => !tokens.scopes.includes(scope))).toEqual([]);
    expect(accounts[0]).toMatchObject({
      externalId: expect.stringMatching(/./),
      handle: expect.stringMatching(/./),
    });
  });

  test("a code opens once", async () => {
    const redirectUri = `${stage.sandbox.app.url}/auth/${fixture.id}/callback`;
    const spent = { flavor: fixture.flavor, code: "nonsense", redirectUri, codeVerifier: "v".repeat(43) };
    await expect(stage.on.platform.oauth.exchange(spent)).rejects.toMatchObject({
      userMessage: "OAUTH_CODE_EXPIRED",
    });
  });

  test("a renewed grant works on; one without an end stays as it is", async () => {
    const { session, tokens } = await login(stage);
    await stage.sandbox.control.clock({ advanceMs: fixture.renewAfterMs ?? 0 });
    const { flavor, accessToken } = session;
    const { refreshToken, accessTokenExpiresAt } = tokens;
    const given = { flavor, accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) };
    const renewed = await stage.on.platform.refresh.refresh(given);
    if (accessTokenExpiresAt === undefined) expect(renewed.accessToken).toBe(accessToken);
    else expect(Number(renewed.accessTokenExpiresAt)).toBeGreaterThan(renewed.issuedAt.getTime());
    const kind = fixture.irreversible[0]?.kind ?? "";
    const as = { ...(await login(stage)), session: { ...session, accessToken: renewed.accessToken } };
    await publish(stage, as, contentOf(stage, kind));
    expect(await effects(stage)).toHaveLength(1);
  });
}

function publishContract(stage: Stage): void {
  const { id, media, unseen = [] } = stage.fixture;
  const { rules } = definitionOf(id);

  test("every kind of its rules is tried here", () => {
    expect(Object.keys(media).sort()).toEqual(rules.kinds.map((kind) => kind.id).sort());
  });

  test.each(rules.kinds.map((kind) => kind.id))(
    "one %s goes out once, and its address opens",
    async (kind) => {
      const what = contentOf(stage, kind);
      const { live } = await publish(stage, await login(stage), what);
      const [effect, ...others] = await effects(stage);
      expect(others).toEqual([]);
      expect(effect?.mediaCount).toBe(what.media.length);
      if (unseen.includes(kind)) return;
      expect(live?.remoteId).toBe(effect?.remoteId);
      const address = await fetch(atDouble(stage, live));
      expect(address.status).toBe(200);
    },
  );

  if (!rules.thread) return;
  test("a thread goes out part by part, in order, each once", async () => {
    const kind = rules.kinds.find((one) => one.media.min === 0)?.id ?? "";
    const parts = ["The kiln", "The glaze", "The fire"];
    const what = { ...contentOf(stage, kind, parts[0]), parts };
    const { live } = await publish(stage, await login(stage), what);
    const made = await effects(stage);
    expect(made.map(({ text }) => text)).toEqual(parts);
    expect(live?.remoteId).toBe(made[0]?.remoteId);
  });
}

/** Addresses of the real network are served by the double under its own. */
function atDouble({ sandbox }: Stage, live: Live | undefined): string {
  const url = new URL(live?.remoteUrl ?? "");
  return url.origin === new URL(sandbox.url).origin
    ? url.href
    : `${sandbox.url}/${url.host}${url.pathname}${url.search}`;
}

function lossContract(stage: Stage): void {
  const cases = stage.fixture.irreversible.flatMap(({ kind, operation }) =>
    LOST.map(([what, fault]) => ({ kind, operation, what, fault })),
  );

  test.each(cases)(
    "$operation of a $kind, $what: settled by asking, one post",
    async ({ kind, operation, fault }) => {
      const as = await login(stage);
      const what = contentOf(stage, kind);
      const run = await prepare(stage.on.platform.publish, what, as.session, WAIT_MS);
      await stage.sandbox.control.fault({ network: stage.fixture.id, operation, fault });
      const armedAt = new Date();
      await expect(publish(stage, as, what, run)).rejects.toMatchObject({ ambiguous: true });
      const verdict = await decided(stage, as, what, run, armedAt);
      expect(verdict.verdict === "not-happened").toBe(!fault.kind.startsWith("apply"));
      const { live } = await goOn(stage, as, what, run, verdict, armedAt);
      const made = await effects(stage);
      expect(made).toHaveLength(1);
      if (live?.remoteId !== undefined) expect(live.remoteId).toBe(made[0]?.remoteId);
    },
  );

  const [first] = stage.fixture.irreversible;
  const { thread, kinds } = definitionOf(stage.fixture.id).rules;
  const plain = kinds.find((kind) => kind.media.min === 0)?.id;
  if (!first || !thread || plain === undefined) return;
  test.each(LOST)("the second part of a thread, %s: the chain goes on, each part once", async (_, fault) => {
    const as = await login(stage);
    const parts = ["The kiln", "The glaze", "The fire"];
    const what = { ...contentOf(stage, plain, parts[0]), parts };
    const { publish: capability } = stage.on.platform;
    let run: Run = { handles: {}, armedAt: undefined, steps: [], live: undefined };
    while ((await effects(stage)).length === 0)
      run = await takeSteps(capability, what, as.session, run, 1, WAIT_MS);
    while (capability.plan({ content: what, session: as.session, handles: run.handles }).type !== "commit")
      run = await takeSteps(capability, what, as.session, run, 1, WAIT_MS);
    await stage.sandbox.control.fault({
      network: stage.fixture.id,
      operation: first.operation,
      fault,
    });
    const armedAt = new Date();
    await expect(publish(stage, as, what, run)).rejects.toMatchObject({ ambiguous: true });
    const verdict = await decided(stage, as, what, run, armedAt);
    await goOn(stage, as, what, run, verdict, armedAt);
    expect((await effects(stage)).map(({ text }) => text)).toEqual(parts);
  });
}

/** Asks until the network has made up its mind, as the engine does. */
async function decided(
  stage: Stage,
  as: Login,
  content: PublishContent,
  run: Run,
  armedAt: Date,
): Promise<Verdict> {
  const giveUpAt = Date.now() + DECIDED_WITHIN_MS;
  const ask = () =>
    stage.on.platform.publish.reconcile({ content, session: as.session, handles: run.handles, armedAt });
  let verdict = await ask();
  while (verdict.verdict === "pending" && Date.now() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    verdict = await ask();
  }
  return verdict;
}

/** Takes the verdict at its word. */
function goOn(
  stage: Stage,
  as: Login,
  what: PublishContent,
  run: Run,
  verdict: Verdict,
  armedAt: Date,
): Promise<Partial<Run>> | Partial<Run> {
  if (verdict.verdict === "live") return { live: verdict.live };
  if (verdict.verdict === "not-happened") return publish(stage, as, what, run);
  if (verdict.verdict !== "accepted" && verdict.verdict !== "settled")
    throw new Error(`${stage.fixture.id} never made up its mind: ${verdict.verdict} ${verdict.evidence}`);
  const handles = { ...run.handles, ...verdict.handles };
  return publish(stage, as, what, {
    ...run,
    handles,
    ...(verdict.verdict === "accepted" ? { armedAt } : {}),
  });
}

function endContract(stage: Stage): void {
  const { fixture } = stage;
  const { kind = "" } = fixture.irreversible[0] ?? {};

  test("what the person took back at the network opens nothing, and says so", async () => {
    const as = await login(stage);
    await stage.sandbox.control.account(fixture.id, fixture.account, { revoke: true });
    await expect(publish(stage, as, contentOf(stage, kind))).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
    });
    expect(await effects(stage)).toEqual([]);
  });

  test("a grant given back is gone at the network too, where it offers that", async () => {
    const as = await login(stage);
    const revoked = await stage.on.platform.oauth.revoke(as.session, as.tokens.refreshToken);
    expect(revoked).toBe(!fixture.keepsGrants);
    if (!revoked) return;
    await expect(publish(stage, as, contentOf(stage, kind))).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
    });
  });

  test("what is deleted is gone, also when it is gone already", async () => {
    const { remove } = stage.on.platform.publish;
    expect(remove === undefined).toBe(fixture.keepsPosts ?? false);
    if (!remove) return;
    const as = await login(stage);
    const { live, handles } = await publish(stage, as, contentOf(stage, kind));
    const published = { ...live, handles, parts: [] };
    expect(await remove(as.session, published)).toEqual({ removed: true });
    expect(await remove(as.session, published)).toEqual({ removed: true });
    expect((await effects(stage)).map((effect) => effect.kind)).toEqual([expect.any(String), "delete"]);
  });

  test("nothing secret of all this reaches the log", async () => {
    const as = await login(stage);
    await publish(stage, as, contentOf(stage, kind));
    await stage.on.platform.oauth.revoke(as.session, as.tokens.refreshToken);
    const lines = JSON.stringify(stage.on.log.lines);
    expect(stage.on.log.lines.length).toBeGreaterThan(2);
    const secrets = [as.tokens.accessToken, as.tokens.refreshToken].filter((secret) => secret !== undefined);
    expect(secrets.filter((secret) => lines.includes(secret))).toEqual([]);
    expect(lines).not.toContain("-secret-0123456789");
  });
}
