import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { createSecretBox } from "#server/adapters/secret-box/secret-box.ts";
import { toBase64 } from "#server/core/encoding.ts";
import { alertPlace, secretPlace } from "./deps.ts";
import { outgoingBench } from "./outgoing.fixture.ts";
import { rotateOutgoingKeys } from "./rotate-keys.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const key = (id: string, fill: number) => ({ id, key: toBase64(new Uint8Array(32).fill(fill)) });

it("everything sealed with an older key is sealed anew, once, and opens with the new key alone", async () => {
  const { db } = database;
  const { service, actor } = await outgoingBench(database);
  const events: ["post.failed"] = ["post.failed"];
  const { endpoint } = await service.create(actor, {
    url: "https://a.example.com/",
    description: "",
    events,
  });
  const { secret } = await service.rotate(actor, endpoint.id);
  const url = "https://hooks.slack.com/services/T0/B0/x";
  const target = await service.createAlertTarget(actor, {
    ...{ kind: "slack", label: "a", url, locale: "en", events },
  });
  const both = createSecretBox([key("t2", 6), key("t1", 5)]);
  expect(await rotateOutgoingKeys({ db, secretBox: both })).toEqual({ rotated: 3, left: 0 });
  expect(await rotateOutgoingKeys({ db, secretBox: both })).toEqual({ rotated: 0, left: 0 });
  const fresh = createSecretBox([key("t2", 6)]);
  const row = await db.outgoingEndpoint.findUniqueOrThrow({ where: { id: endpoint.id } });
  expect(await fresh.open(row.secret, secretPlace(row))).toBe(secret);
  expect(new Webhook(await fresh.open(row.previousSecret ?? "", secretPlace(row)))).toBeTruthy();
  const alert = await db.alertTarget.findUniqueOrThrow({ where: { id: target.id } });
  expect(await fresh.open(alert.url, alertPlace(alert))).toBe(url);
});

it("what no key opens is left as it is, and counted", async () => {
  const { db } = database;
  const strange = createSecretBox([key("t9", 9)]);
  expect(await rotateOutgoingKeys({ db, secretBox: strange })).toEqual({ rotated: 0, left: 3 });
});
