import { describe, expect, it } from "vitest";
import { platformDefinitions } from "#server/platforms/platforms.ts";
import type { WebhookSource } from "./source.ts";
import { apifySource } from "./sources/apify.ts";
import { crmSource } from "./sources/crm.ts";
import { eventbridgeSource } from "./sources/eventbridge.ts";
import { stripeSource } from "./sources/stripe.ts";

const network = (id: string): WebhookSource => {
  const source = platformDefinitions.find((definition) => definition.id === id)?.webhook?.source;
  if (!source) throw new Error(`${id} sends no webhooks`);
  return source;
};
const parse = (source: WebhookSource, body: unknown) =>
  source.parse(new TextEncoder().encode(JSON.stringify(body)), new Headers());
const idsOf = async (source: WebhookSource, body: unknown) =>
  (await parse(source, body)).map((event) => `${event.source ?? source.id} ${event.externalId}`);

const tiktok = (create_time: number, content: object, event = "post.publish.failed") => ({
  event,
  create_time,
  user_openid: "act.1",
  content: JSON.stringify(content),
});
const instagram = (time: number, ...changes: object[]) => ({
  object: "instagram",
  entry: [{ id: "17", time, changes }],
});
const comment = (text: string, id = "c1") => ({ field: "comments", value: { id, text } });
const threads = (time: number, timestamp: string, text = "hi") => ({
  target_id: "1",
  time,
  values: { field: "replies", value: { id: "2", text, timestamp, root_post: { id: "3", owner_id: "1" } } },
});
const onlyfans = (event: string, payload: object) => ({ event, account_id: "acct_1", payload });
const x = (timestamp_ms: string) => ({
  for_user_id: "1",
  tweet_delete_events: [{ status: { id: "9", user_id: "1" }, timestamp_ms }],
});
const stripe = (id: string, type = "invoice.payment_failed") => ({
  id,
  object: "event",
  type,
  created: 1_767_225_600,
  data: { object: { id: "in_1", object: "invoice", customer: "cus_1" } },
});
const eventbridge = (id: string, detail: object, source = "aws.partner/stripe.com/ed_1") => ({
  id,
  "detail-type": "invoice.payment_failed",
  source,
  time: "2026-03-02T10:00:00Z",
  detail,
});
const apify = (createdAt: string | undefined, stats: object = {}, eventType = "ACTOR.RUN.SUCCEEDED") => ({
  userId: "u",
  ...(createdAt === undefined ? {} : { createdAt }),
  eventType,
  eventData: { actorId: "a", actorRunId: "r1" },
  resource: { id: "r1", stats },
});
const crm = (body: object) => ({ eventType: "fan.updated", id: "f1", ...body });
const [MONDAY, TUESDAY] = ["2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"];

/** What each provider sends for one happening, for the same one sent again, and for another one about the same object. */
const cases: [what: string, source: WebhookSource, first: object, again: object, other: object][] = [
  [
    "TikTok: a second failure of the same publication",
    network("tiktok"),
    tiktok(1_767_225_600, { publish_id: "p1", reason: "internal" }),
    tiktok(1_767_225_600, { reason: "internal", publish_id: "p1" }),
    tiktok(1_767_225_700, { publish_id: "p1", reason: "internal" }),
  ],
  [
    "TikTok: two events of one second",
    network("tiktok"),
    tiktok(1_767_225_600, { publish_id: "p1", post_id: "1" }, "post.publish.publicly_available"),
    tiktok(1_767_225_600, { publish_id: "p1", post_id: "1" }, "post.publish.publicly_available"),
    tiktok(1_767_225_600, { publish_id: "p1", post_id: "2" }, "post.publish.publicly_available"),
  ],
  [
    "Instagram: an edit of the same comment",
    network("instagram"),
    instagram(1_767_225_600, comment("nice")),
    instagram(1_767_229_999, comment("nice")),
    instagram(1_767_225_600, comment("nicer")),
  ],
  [
    "Instagram: a second reaction to the same message",
    network("instagram"),
    { entry: [{ id: "17", messaging: [{ timestamp: 1, reaction: { mid: "m", action: "react" } }] }] },
    { entry: [{ id: "17", messaging: [{ reaction: { action: "react", mid: "m" }, timestamp: 1 }] }] },
    { entry: [{ id: "17", messaging: [{ timestamp: 2, reaction: { mid: "m", action: "react" } }] }] },
  ],
  [
    "Threads: an edit of the same reply",
    network("threads"),
    threads(1, MONDAY),
    threads(2, MONDAY),
    threads(1, MONDAY, "ho"),
  ],
  [
    "OnlyFans: a renewal of the same subscription",
    network("onlyfans"),
    onlyfans("subscriptions.renewed", { id: "55:2026", createdAt: MONDAY }),
    onlyfans("subscriptions.renewed", { createdAt: MONDAY, id: "55:2026" }),
    onlyfans("subscriptions.renewed", { id: "55:2026", createdAt: TUESDAY }),
  ],
  [
    "OnlyFans: an edit of the same message",
    network("onlyfans"),
    onlyfans("messages.received", { id: 1, text: "a", createdAt: MONDAY, changedAt: MONDAY }),
    onlyfans("messages.received", { id: 1, text: "a", createdAt: MONDAY, changedAt: MONDAY }),
    onlyfans("messages.received", { id: 1, text: "a", createdAt: MONDAY, changedAt: TUESDAY }),
  ],
  [
    "OnlyFans' older form: a renewal",
    network("onlyfans"),
    { event: "subscription.renewed", timestamp: MONDAY, data: { creatorId: 1, subscriptionId: "s" } },
    { timestamp: MONDAY, event: "subscription.renewed", data: { subscriptionId: "s", creatorId: 1 } },
    { event: "subscription.renewed", timestamp: TUESDAY, data: { creatorId: 1, subscriptionId: "s" } },
  ],
  ["X: a second deletion", network("x"), x("1772445600000"), x("1772445600000"), x("1772445600001")],
  [
    "Stripe: a second failure of the same invoice",
    stripeSource,
    stripe("evt_1"),
    { ...stripe("evt_1"), pending_webhooks: 0 },
    stripe("evt_2"),
  ],
  [
    "Stripe by EventBridge: the same event in another envelope, and a second failure",
    eventbridgeSource,
    eventbridge("1", stripe("evt_1")),
    eventbridge("2", stripe("evt_1")),
    eventbridge("1", stripe("evt_2")),
  ],
  [
    "EventBridge: another event of the same kind",
    eventbridgeSource,
    eventbridge("1", { state: "on" }, "my.app"),
    eventbridge("1", { state: "on" }, "my.app"),
    eventbridge("2", { state: "on" }, "my.app"),
  ],
  [
    "Apify: a run that was resurrected and succeeds again, its figures rendered anew",
    apifySource,
    apify(MONDAY, { computeUnits: 1 }),
    apify(MONDAY, { computeUnits: 2 }),
    apify(TUESDAY, { computeUnits: 1 }),
  ],
  [
    "Apify without a time: the body tells",
    apifySource,
    apify(undefined, { runTimeSecs: 1 }),
    apify(undefined, { runTimeSecs: 1 }),
    apify(undefined, { runTimeSecs: 2 }),
  ],
  [
    "a CRM: an edit of the same fan, and the same sent once more",
    crmSource("crm:inflow"),
    crm({ name: "Ada", attempt: 1, sentAt: MONDAY }),
    crm({ attempt: 2, sentAt: TUESDAY, name: "Ada" }),
    crm({ name: "Ada L.", attempt: 1, sentAt: MONDAY }),
  ],
  [
    "a CRM: a renewal with the same id",
    crmSource("crm:generic"),
    { type: "subscription.renewed", data: { id: "s1" }, timestamp: MONDAY },
    { type: "subscription.renewed", timestamp: MONDAY, data: { id: "s1" } },
    { type: "subscription.renewed", data: { id: "s1" }, timestamp: TUESDAY },
  ],
];

describe("an external id", () => {
  it.each(cases)("%s", async (_what, source, first, again, other) => {
    const ids = await idsOf(source, first);
    expect(ids).toHaveLength(1);
    expect(await idsOf(source, again)).toEqual(ids);
    expect(await idsOf(source, other)).not.toEqual(ids);
  });

  it("of Stripe is the same whichever way the event comes", async () => {
    expect(await idsOf(eventbridgeSource, eventbridge("1", stripe("evt_1")))).toEqual(["stripe evt_1"]);
    expect(await idsOf(stripeSource, stripe("evt_1"))).toEqual(["stripe evt_1"]);
  });

  it("stands for one change: a batch of Meta's fans out, and what it repeats keeps its id", async () => {
    const source = network("instagram");
    const three = await idsOf(source, instagram(1, comment("a", "1"), comment("b", "2"), comment("c", "3")));
    expect(new Set(three).size).toBe(3);
    const repeated = await idsOf(source, instagram(2, comment("c", "3"), comment("d", "4")));
    expect(repeated[0]).toBe(three[2]);
    expect(three).not.toContain(repeated[1]);
  });

  it("is short enough for its index, whatever somebody calls things", async () => {
    const long = "x".repeat(5_000);
    const all = await Promise.all([
      idsOf(network("tiktok"), tiktok(1, { publish_id: long }, long)),
      idsOf(crmSource("crm:generic"), { type: long, id: long }),
      idsOf(apifySource, { ...apify(long), eventData: { actorRunId: long } }),
      idsOf(eventbridgeSource, eventbridge(long, {}, long)),
    ]);
    for (const id of all.flat()) expect(id.length).toBeLessThan(700);
  });
});

describe("what is none of a provider's", () => {
  it.each<[string, WebhookSource, unknown]>([
    ["Stripe: no id", stripeSource, { object: "event", type: "invoice.paid" }],
    ["Stripe: an id of something else", stripeSource, { id: "in_1", type: "invoice.paid" }],
    ["Stripe: an endless id", stripeSource, { id: `evt_${"x".repeat(300)}`, type: "invoice.paid" }],
    ["Stripe: no type", stripeSource, { id: "evt_1" }],
    ["EventBridge: no detail", eventbridgeSource, { id: "1", source: "s", "detail-type": "t" }],
    ["EventBridge: Stripe's name on something else", eventbridgeSource, eventbridge("1", { id: "x" })],
    ["Apify: no type", apifySource, { eventData: { actorRunId: "r" } }],
    ["Apify: no run", apifySource, { eventType: "ACTOR.RUN.FAILED", eventData: {} }],
    ["a CRM: a list", crmSource("crm:generic"), [1]],
  ])("%s: refused as such", async (_, source, body) => {
    await expect(parse(source, body)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("who and when an event is about", () => {
  it("is read where the provider says it", async () => {
    const first = async (source: WebhookSource, body: unknown) => (await parse(source, body))[0];
    expect(await first(stripeSource, stripe("evt_1"))).toMatchObject({
      accountRef: "cus_1",
      occurredAt: new Date("2026-01-01T00:00:00Z"),
    });
    const thin = {
      id: "evt_t",
      object: "v2.core.event",
      type: "v1.billing.meter.error_report_triggered",
      created: MONDAY,
    };
    expect(await first(stripeSource, { ...thin, context: "acct_1" })).toMatchObject({
      accountRef: "acct_1",
      occurredAt: new Date(MONDAY),
    });
    expect(await first(apifySource, apify(MONDAY))).toMatchObject({
      accountRef: "u",
      occurredAt: new Date(MONDAY),
    });
    const fan = { action: "fan.created", account_id: 7, timestamp: 1_767_225_600 };
    expect(await first(crmSource("crm:generic"), fan)).toMatchObject({
      type: "fan.created",
      accountRef: "7",
      occurredAt: new Date("2026-01-01T00:00:00Z"),
    });
    expect(await first(crmSource("crm:generic"), {})).toMatchObject({ type: "unknown" });
  });
});
