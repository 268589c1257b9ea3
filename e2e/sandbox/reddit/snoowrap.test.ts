import foreign from "snoowrap";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestSandbox, testSandbox } from "../testing/test-sandbox.ts";
import { reddit } from "./network.ts";

/**
 * The sandbox judged by a client nobody here wrote: snoowrap, which has spoken with the real Reddit for years. Only the
 * addresses are bent, as the client has `https://` and two hosts built in.
 */

/** What is used of it. Its own types send the compiler round in circles (each object is a promise of itself). */
interface Post {
  id: string;
  name: string;
  title: string;
  selftext: string;
  link_flair_text: string | null;
  author: { name: string };
  subreddit: { display_name: string };
  comments: Iterable<{ body: string; author: { name: string } }>;
}
interface PostHandle {
  fetch(): Promise<Post>;
  refresh(): Promise<Post>;
  reply(text: string): Promise<{ name: string; body: string }>;
  delete(): Promise<unknown>;
  getLinkFlairTemplates(): Promise<{ flair_text: string; flair_template_id: string }[]>;
}
interface Page extends Iterable<Post> {
  fetchMore(options: { amount: number; append: boolean }): Promise<Iterable<Post>>;
}
interface Client {
  scope: string[] | null;
  refreshToken: string;
  tokenExpiration: number;
  userAgent: string;
  ratelimitRemaining: number;
  config(options: object): void;
  getMe(): Promise<{ id: string; name: string; has_verified_email: boolean }>;
  submitSelfpost(options: object): Promise<{ name: string }>;
  submitLink(options: object): Promise<{ name: string }>;
  getSubmission(id: string): PostHandle;
  getComment(id: string): { delete(): Promise<unknown> };
  getUser(name: string): { getSubmissions(options: object): Promise<Page> };
}
interface Snoowrap {
  new (options: object): Client;
  getAuthUrl(options: object): string;
  fromAuthCode(options: object): Promise<Client>;
  prototype: { rawRequest: RawRequest };
}
type RawRequest = (options: { baseUrl?: string }) => Promise<unknown>;
const snoowrap = foreign as unknown as Snoowrap;

const AGENT = "test:huntaze-contract:1.0 (by /u/maya_delorme)";
const CLIENT = reddit.clients["web-app"] ?? { clientId: "", clientSecret: "" };
const SCOPES = ["identity", "submit", "history", "read", "flair", "mysubreddits", "edit"];

const { prototype } = snoowrap;
const real = prototype.rawRequest;

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await testSandbox();
  prototype.rawRequest = function (options) {
    const baseUrl = options.baseUrl?.replace("https://", `${sandbox.url}/`).replace(/\/+$/, "");
    return real.call(this, { ...options, ...(baseUrl ? { baseUrl } : {}) });
  };
});
beforeEach(() => sandbox.control.reset());
afterAll(async () => {
  prototype.rawRequest = real;
  expect(await sandbox.control.errors()).toEqual([]);
  await sandbox.close();
});

const redirectUri = () => `${sandbox.app.url}/auth/reddit/callback`;

/** Consent by the address snoowrap builds itself, then the code in its hands. */
async function signIn(account = "maya_delorme", scope = SCOPES): Promise<Client> {
  const address = snoowrap.getAuthUrl({
    clientId: CLIENT.clientId,
    scope,
    redirectUri: redirectUri(),
    permanent: true,
    state: "S",
  });
  const redirectTo = await sandbox.control.consent({
    authorizeUrl: address.replace("https://", `${sandbox.url}/`),
    account,
  });
  expect(redirectTo).toMatch(/#_$/);
  const client = await snoowrap.fromAuthCode({
    code: new URL(redirectTo).searchParams.get("code") ?? "",
    userAgent: AGENT,
    clientId: CLIENT.clientId,
    clientSecret: CLIENT.clientSecret,
    redirectUri: redirectUri(),
  });
  client.config({ requestDelay: 0, warnings: false, maxRetryAttempts: 1 });
  return client;
}

const effects = () => sandbox.control.effects({ network: "reddit" });

describe("a client of the real Reddit", () => {
  test("signs in, renews by its permanent refresh token, and sees the account", async () => {
    const client = await signIn();
    const renewed = new snoowrap({
      userAgent: AGENT,
      clientId: CLIENT.clientId,
      clientSecret: CLIENT.clientSecret,
      refreshToken: client.refreshToken,
    });
    const me = await renewed.getMe();
    expect([me.name, me.id, me.has_verified_email]).toEqual(["maya_delorme", "1demo01", true]);
    expect(renewed.scope).toEqual(SCOPES);
    expect(Math.round((renewed.tokenExpiration - Date.now()) / 60_000)).toBe(60);
    expect(renewed.ratelimitRemaining).toBeGreaterThan(900);
  });

  test("is told that a spent code is no grant", async () => {
    const spent = snoowrap.fromAuthCode({
      code: "nonsense",
      userAgent: AGENT,
      clientId: CLIENT.clientId,
      clientSecret: CLIENT.clientSecret,
      redirectUri: redirectUri(),
    });
    await expect(spent).rejects.toThrow(/invalid_grant/);
  });

  test("without a name of its own is shut out", async () => {
    const client = await signIn();
    client.userAgent = "node-fetch/1.0";
    await expect(client.getMe()).rejects.toMatchObject({ statusCode: 429 });
  });

  test("submits a text and reads it back", async () => {
    const client = await signIn();
    const made = await client.submitSelfpost({
      subredditName: "kilnlife",
      title: "Cone 6 & up",
      text: "Slow <cooling>.",
      sendReplies: false,
    });
    const post = await client.getSubmission(made.name.slice(3)).fetch();
    expect([post.title, post.selftext, post.author.name, post.subreddit.display_name]).toEqual([
      "Cone 6 & up",
      "Slow <cooling>.",
      "maya_delorme",
      "kilnlife",
    ]);
    expect(await effects()).toMatchObject([
      { kind: "post", remoteId: post.id, text: "Cone 6 & up\nSlow <cooling>." },
    ]);
  });

  test("submits a link once, and is refused the second time when it says so", async () => {
    const client = await signIn();
    const link = { subredditName: "kilnlife", title: "Glaze chemistry", url: "https://example.com/glaze" };
    await client.submitLink(link);
    await expect(client.submitLink({ ...link, resubmit: false })).rejects.toThrow(/ALREADY_SUB/);
    await expect(client.submitLink({ ...link, subredditName: "quietcorner" })).rejects.toThrow(/NO_LINKS/);
    expect(await effects()).toHaveLength(1);
  });

  test("comments, sees the comment under the post, and deletes both", async () => {
    const client = await signIn();
    const made = await client.submitSelfpost({ subredditName: "kilnlife", title: "Test tiles", text: "" });
    const post = client.getSubmission(made.name.slice(3));
    const said = await post.reply("First!");
    expect(said.body).toBe("First!");
    const read = await post.fetch();
    expect(Array.from(read.comments, (comment) => [comment.author.name, comment.body])).toEqual([
      ["maya_delorme", "First!"],
    ]);
    await client.getComment(said.name.slice(3)).delete();
    await post.delete();
    expect((await post.refresh()).selftext).toBe("[deleted]");
    expect((await effects()).map(({ kind }) => kind)).toEqual(["post", "comment", "delete", "delete"]);
  });

  test("lists the flairs of a subreddit, without those of its moderators", async () => {
    const client = await signIn();
    const made = await client.submitSelfpost({ subredditName: "kilnlife", title: "Flairs", text: "" });
    const flairs = await client.getSubmission(made.name.slice(3)).getLinkFlairTemplates();
    expect(flairs.map(({ flair_text }) => flair_text)).toEqual([
      "Work in progress",
      "Finished piece",
      "Your own words",
    ]);
    const [first] = flairs;
    const flaired = await client.submitSelfpost({
      subredditName: "studio_notes",
      title: "Why does my glaze crawl",
      text: "It does so at cone six, in thick places.",
      flairId: "0a11c0de-0011-11ee-8c2f-0242ac120002",
    });
    expect((await client.getSubmission(flaired.name.slice(3)).fetch()).link_flair_text).toBe("Question");
    expect(first?.flair_template_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("lists its own posts, newest first, page by page", async () => {
    const client = await signIn();
    for (const title of ["one", "two", "three"])
      await client.submitSelfpost({ subredditName: "kilnlife", title, text: "" });
    const page = await client.getUser("maya_delorme").getSubmissions({ limit: 2 });
    expect(Array.from(page, ({ title }) => title)).toEqual(["three", "two"]);
    expect(Array.from(await page.fetchMore({ amount: 2, append: false }), ({ title }) => title)).toContain(
      "one",
    );
  });

  test("is refused what it has no scope for", async () => {
    const client = await signIn("maya_delorme", ["identity"]);
    const refused = client.submitSelfpost({ subredditName: "kilnlife", title: "No", text: "" });
    await expect(refused).rejects.toMatchObject({ statusCode: 403 });
  });

  test("is stopped by a budget that ran out, and says so itself", async () => {
    const client = await signIn();
    await client.getMe();
    await sandbox.control.fault({
      network: "reddit",
      operation: "me",
      fault: {
        kind: "status",
        status: 429,
        headers: { "x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "120" },
      },
    });
    await expect(client.getMe()).rejects.toMatchObject({ statusCode: 429 });
  });
});
