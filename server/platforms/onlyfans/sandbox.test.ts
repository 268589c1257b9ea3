import { describe, expect, test } from "vitest";
import { EMPTY_TEAM_KEY, SECOND_TEAM_KEY } from "#e2e/sandbox/onlyfans/accounts.ts";
import { INSTALLATION_KEY } from "./api.ts";
import { COLLECTORS, FAN, GONE_FAN, MAYA, onlyfansBench, PHOTO, session } from "./sandbox.fixture.ts";

/** The whole of OnlyFans, over real HTTP, against the double of the partner that keeps the ledger. */

const b = onlyfansBench();
const connect = (values: Record<string, string>, flavor = "partner") => {
  if (!b.on.platform.connect) throw new Error("nothing to connect with");
  return b.on.platform.connect.connect({ flavor, values });
};

describe("connecting", () => {
  test("a key opens the accounts of its team, and says which are not signed in there", async () => {
    const { accounts, tokens, sharedCredentials } = await connect({ apiKey: "ofapi_sandbox-onlyfans-app" });
    expect(accounts.map(({ handle, unusable }) => [handle, unusable])).toEqual([
      ["maya.delorme", undefined],
      ["jonas.bakes", undefined],
      ["quiet.lena", "ONLYFANS_NOT_AUTHENTICATED_THERE"],
    ]);
    expect(tokens?.accessToken).toBe("ofapi_sandbox-onlyfans-app");
    expect(sharedCredentials).toBe(false);
  });

  test("without a key the installation's is used, and never stored", async () => {
    const { tokens, sharedCredentials, accounts } = await connect({});
    expect(tokens?.accessToken).toBe(INSTALLATION_KEY);
    expect(sharedCredentials).toBe(true);
    expect(accounts).toHaveLength(3);
  });

  test("another team's key opens another team's accounts alone", async () => {
    const { accounts } = await connect({ apiKey: SECOND_TEAM_KEY });
    expect(accounts.map(({ handle }) => handle)).toEqual(["kaya.runs"]);
  });

  test.each(["ofapi_wrong-key-0123456789", "short", "with a\nline break", INSTALLATION_KEY])(
    "a wrong key is said so: %j",
    (apiKey) =>
      expect(connect({ apiKey })).rejects.toMatchObject({
        code: "VALIDATION_ERROR",
        userMessage: "ONLYFANS_KEY_REFUSED",
      }),
  );

  test("a name alone makes an assisted account, without asking anybody", async () => {
    expect(await connect({ handle: "@Maya.Delorme" }, "assisted")).toEqual({
      accounts: [
        {
          externalId: "by-hand:maya.delorme",
          handle: "Maya.Delorme",
          displayName: "Maya.Delorme",
          meta: { username: "Maya.Delorme" },
        },
      ],
    });
    await expect(connect({ handle: "not a name" }, "assisted")).rejects.toMatchObject({
      userMessage: "ONLYFANS_HANDLE",
    });
    expect(await b.sandbox.control.journal({ network: "onlyfans" })).toEqual([]);
  });
});

describe("reading", () => {
  test("pages lead through every fan OnlyFans shows, however short they come", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await b.on.platform.audience?.fans(session(), cursor);
      seen.push(...(page?.items ?? []).map(({ id }) => id));
      cursor = page?.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(54);
    expect(seen).toHaveLength(54);
    expect(await b.journal("fans")).toHaveLength(3);
  });

  test("chats come with their last words, without markup", async () => {
    const page = await b.on.platform.audience?.chats(session(), undefined);
    expect(page?.items[0]).toMatchObject({
      fan: { id: "412000170", username: "alex1" },
      text: "Hello! Love the new series & the colours.",
      fromFan: true,
      unread: 1,
      canSend: true,
    });
    expect(page?.nextCursor).toBe("20");
  });

  test("a cursor of nobody's is refused before anything is asked", async () => {
    await expect(b.on.platform.audience?.fans(session(), "20&x=1")).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  test("credits are told, and an empty account says so", async () => {
    const before = await b.on.platform.audience?.credits(session());
    await b.on.platform.audience?.fans(session(), undefined);
    await b.sandbox.control.settings({ network: "onlyfans", quota: 9_000 });
    expect(before?.balance).toBe(9_999);
    await expect(
      b.on.platform.audience?.fans(session({ accessToken: EMPTY_TEAM_KEY }), undefined),
    ).rejects.toMatchObject({ code: "QUOTA_EXHAUSTED", userMessage: "ONLYFANS_NO_CREDITS" });
  });

  test("a session that ended there is told apart from a key that is wrong", async () => {
    await b.sandbox.control.account("onlyfans", MAYA, { revoke: true });
    const fans = (accessToken: string) => b.on.platform.audience?.fans(session({ accessToken }), undefined);
    await expect(fans(INSTALLATION_KEY)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "onlyfans_session_ended" },
    });
    await expect(fans("ofapi_wrong")).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "onlyfans_key_refused" },
    });
    await expect(fans(SECOND_TEAM_KEY)).rejects.toMatchObject({
      code: "NEEDS_RECONNECT",
      params: { reason: "onlyfans_account_gone" },
    });
  });

  test("recipients are the lists and the chats that may be written to", async () => {
    const { to = [] } = (await b.on.platform.publish.composeOptions?.(session())) ?? {};
    expect(to.slice(0, 4)).toEqual(["[Fans] (fans)", COLLECTORS, "[New this month] (900002)", FAN]);
    expect(to).not.toContain(GONE_FAN);
  });
});

describe("publishing", () => {
  test("a post goes out with its media, and its address opens", async () => {
    const { live, steps } = await b.publish(b.post());
    expect(steps).toEqual(["check", "upload_0", "reserve", "send_post!"]);
    expect(await b.effects()).toMatchObject([
      { kind: "post", remoteId: live?.remoteId, text: "From the kiln", mediaCount: 1 },
    ]);
    expect((await fetch(live?.remoteUrl ?? "")).status).toBe(200);
  });

  test("a message with a price reaches its chat, once", async () => {
    const paid = b.message({
      media: [b.on.media(PHOTO)],
      options: { to: FAN, price: "15", lockedText: true },
    });
    const { live } = await b.publish(paid);
    expect(await b.effects()).toMatchObject([{ kind: "inbox", remoteId: live?.remoteId, mediaCount: 1 }]);
    expect((await fetch(live?.remoteUrl ?? "")).status).toBe(200);
    const [sent] = await b.journal("send_message");
    expect(JSON.stringify(sent)).toMatch(/15/);
  });

  test("a message to a list is live when its queue is through", async () => {
    const { live, steps } = await b.publish(b.message({}, COLLECTORS));
    expect(steps).toContain("send_mass_message!");
    expect(steps).toContain("mass_message_status");
    expect(await b.effects()).toMatchObject([{ remoteId: live?.remoteId }]);
  });

  test.each([
    [{ price: "2.99" }, "ONLYFANS_PRICE"],
    [{ price: "200.01" }, "ONLYFANS_PRICE"],
    [{ price: "1e2" }, "ONLYFANS_PRICE"],
    [{ price: "5" }, "ONLYFANS_PRICE_WITHOUT_MEDIA"],
    [{ to: "by_hand" }, "ONLYFANS_NO_RECIPIENT"],
    [{ to: "" }, "ONLYFANS_NO_RECIPIENT"],
  ])("what nobody can charge or address is refused before any call: %j", async (options, userMessage) => {
    await expect(b.publish(b.message({ options: { to: FAN, ...options } }))).rejects.toMatchObject({
      userMessage,
    });
    expect(await b.sandbox.control.journal({ network: "onlyfans" })).toEqual([]);
  });

  test("banned words are refused with nothing sent", async () => {
    await expect(b.publish(b.message({ text: "a forbiddenword here" }))).rejects.toMatchObject({
      userMessage: "ONLYFANS_BANNED_WORDS",
      ambiguous: false,
    });
    expect(await b.effects()).toEqual([]);
  });

  test("a large file is fetched by the partner instead of passing through memory", async () => {
    const what = b.post({ media: [{ ...b.on.media(PHOTO), bytes: 17 * 1024 * 1024 }] });
    await b.publish(what);
    expect(await b.effects()).toMatchObject([{ mediaCount: 1 }]);
  });

  test("an account signed out at the partner is noticed before anything is uploaded", async () => {
    await b.sandbox.control.account("onlyfans", MAYA, { revoke: true });
    await expect(b.publish(b.post())).rejects.toMatchObject({ code: "NEEDS_RECONNECT" });
    expect(await b.journal("media_upload")).toEqual([]);
  });
});

describe("deleting", () => {
  const remove = (handles: Record<string, string | number>, remoteId: string) =>
    b.on.platform.publish.remove?.(session(), { handles, remoteId, parts: [] });

  test("a post, a message and a message to a list go, and what is gone already is removed", async () => {
    for (const what of [b.post(), b.message(), b.message({}, COLLECTORS)]) {
      const { handles, live } = await b.publish(what);
      expect(await remove(handles, live?.remoteId ?? "")).toEqual({ removed: true });
      expect(await remove(handles, live?.remoteId ?? "")).toEqual({ removed: true });
    }
    expect((await b.effects()).filter(({ kind }) => kind === "delete")).toHaveLength(3);
  });

  test("a message of yesterday stays, and says why", async () => {
    const { handles, live } = await b.publish(b.message());
    await b.sandbox.control.clock({ advanceMs: 25 * 3_600_000 });
    expect(await remove(handles, live?.remoteId ?? "")).toEqual({
      removed: false,
      why: "ONLYFANS_TOO_OLD_TO_DELETE",
    });
  });
});

test("nothing secret of all this reached the log", async () => {
  await b.publish(b.post());
  await connect({ apiKey: "ofapi_sandbox-onlyfans-app" });
  await connect({ apiKey: "ofapi_canary-0123456789" }).catch(() => undefined);
  const lines = JSON.stringify(b.on.log.lines);
  expect(b.on.log.lines.length).toBeGreaterThan(3);
  expect(lines).not.toMatch(/ofapi_sandbox|ofapi_canary|sandbox-onlyfans-secret/);
});
