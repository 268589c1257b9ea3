import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Alert, alertWord, bodyFor } from "./alert-text.ts";
import { type Bench, outgoingBench, type Receiver, startReceiver } from "./outgoing.fixture.ts";
import type { AlertKind } from "./schema.ts";

let database: TestDatabase;
let receiver: Receiver;
let bench: Bench;
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
beforeEach(async () => {
  bench = await outgoingBench(database, {
    channels: { slack: `${receiver.url}/services/T/B/x`, teams: `${receiver.url}/workflows/y` },
  });
  receiver.received.length = 0;
  receiver.answer((response) => response.end("ok"));
});
afterEach(async () => {
  await database.db.job.deleteMany();
  await database.db.organization.deleteMany();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const addTarget = (kind: AlertKind = "slack", locale: "en" | "fr" = "en") =>
  bench.service.createAlertTarget(bench.actor, {
    ...{ kind, locale, label: "#social", url: `${receiver.url}/services/T0/B0/s3cr3t` },
    events: ["post.published"],
  });
const targetRow = (id: string) => database.db.alertTarget.findUniqueOrThrow({ where: { id } });
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body));

describe("a workspace's alert", () => {
  it("says in words what happened, in the language it was set up in", async () => {
    await addTarget("slack", "fr");
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    expect(bodies()[0].text).toMatch(/^Publié sur Net \(@ann\): Une publication de Ann/);
    expect(bodies()[0].blocks[0].text.text).toContain("*Publié sur Net (@ann)*");
  });

  it("gives each kind the body it takes", () => {
    const alert: Alert = {
      ...{
        type: "post.failed",
        title: "<!channel> *A* & B",
        text: "text",
        at: new Date(0),
        data: { code: "X" },
      },
      link: { label: "Open", url: "https://app.example.com/posts/1" },
    };
    const slack = bodyFor.slack(alert) as { blocks: { text?: { text: string } }[] };
    expect(slack.blocks[0]?.text?.text).not.toMatch(/<!channel>|[^\u200b]\*A/);
    expect(bodyFor.teams(alert)).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: { type: "AdaptiveCard", body: [{ text: "<!channel> *A* & B" }, { text: "text" }] },
        },
      ],
    });
    expect(bodyFor.custom(alert)).toEqual({
      ...{ type: "post.failed", timestamp: "1970-01-01T00:00:00.000Z", title: alert.title, text: "text" },
      ...{ url: alert.link.url, data: { code: "X" } },
    });
  });

  it("is tried again while its address has trouble, then arrives once", async () => {
    const { id } = await addTarget();
    receiver.status(429, { "retry-after": "2" });
    await bench.announce({ cause: "t1:1" });
    await bench.workOff();
    expect(await targetRow(id)).toMatchObject({ lastErrorStatus: 429, lastSentAt: null });
    receiver.status(200);
    while (await bench.next());
    expect(receiver.received).toHaveLength(2);
    expect(await targetRow(id)).toMatchObject({ lastErrorStatus: null, disabledAt: null });
  });

  it.each([404, 410, 403])(
    "stops at %i, tells its people once, and goes on after a test that arrives",
    async (status) => {
      const { id } = await addTarget();
      receiver.status(status);
      for (const cause of ["a", "b"]) await bench.announce({ cause });
      await bench.workOff();
      expect((await targetRow(id)).disabledAt).not.toBeNull();
      expect(bench.notices).toMatchObject([{ type: "webhook.alerts_stopped", params: { label: "#social" } }]);
      await bench.announce({ cause: "c" });
      const before = receiver.received.length;
      await bench.workOff();
      expect(receiver.received).toHaveLength(before);
      expect(await bench.service.testAlertTarget(bench.actor, id)).toMatchObject({
        ok: false,
        statusCode: status,
      });
      receiver.status(200);
      expect(await bench.service.testAlertTarget(bench.actor, id)).toMatchObject({ ok: true });
      expect((await targetRow(id)).disabledAt).toBeNull();
    },
  );

  it("keeps its address sealed, and shows its host alone", async () => {
    const { id } = await addTarget();
    const shown = JSON.stringify([await bench.service.alertTargets(bench.actor), await targetRow(id)]);
    expect(shown).not.toContain("s3cr3t");
    expect(shown).toContain(receiver.host);
  });
});

describe("an operators' alert", () => {
  const storm = (count: number, alert: "job.dead" | "webhook.dead" = "job.dead") =>
    Promise.all(Array.from({ length: count }, () => bench.work.run((tx) => bench.alerts.raise(tx, alert))));

  it("is sent once to each channel, however great the storm, with what it was made of", async () => {
    const data = ["publish.target", "publish.target", "mail.send", "webhook.process"].map((name) => ({
      ...{ name, payload: {}, status: "dead" as const, runAt: bench.clock.now(), maxAttempts: 1 },
      finishedAt: bench.clock.now(),
    }));
    await database.db.job.createMany({ data });
    await storm(25);
    await bench.workOff();
    expect(receiver.received).toEqual([]);
    while (await bench.next());
    expect(receiver.received.map(({ path }) => path).sort()).toEqual(["/services/T/B/x", "/workflows/y"]);
    const slack = receiver.received.find(({ path }) => path.startsWith("/services"))?.body;
    expect(slack).toContain("3 since the full hour: publish.target 2, mail.send 1.");
    await storm(5);
    while (await bench.next());
    expect(receiver.received).toHaveLength(2);
    await bench.clock.advance(3_600_000);
    await storm(5);
    while (await bench.next());
    expect(receiver.received).toHaveLength(4);
  });

  it("comes when an endpoint is switched off", async () => {
    await bench.service.create(bench.actor, {
      url: `${receiver.url}/e`,
      description: "",
      events: ["post.published"],
    });
    receiver.answer((response, { path }) => response.writeHead(path === "/e" ? 410 : 200).end());
    await bench.announce({ cause: "a" });
    await bench.workOff();
    while (await bench.next());
    expect(receiver.received.map(({ path }) => path).sort()).toEqual([
      "/e",
      "/services/T/B/x",
      "/workflows/y",
    ]);
  });

  it("about the database goes out without one, and never throws", async () => {
    await bench.alerts.sendNow("database.lost");
    expect(
      bodies()
        .map((body) => body.type ?? body.text)
        .sort(),
    ).toEqual([`app.example.com has lost its database: ${alertWord("en", "database.lost.text")}`, "message"]);
    receiver.answer((response) => response.destroy());
    await expect(bench.alerts.sendNow("database.back")).resolves.toBeUndefined();
  });

  it("is nothing where no channel is configured", async () => {
    const quiet = await outgoingBench(database);
    await quiet.work.run((tx) => quiet.alerts.raise(tx, "job.dead"));
    expect(await database.db.job.count()).toBe(0);
  });
});
