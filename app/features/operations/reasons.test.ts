import { readdirSync, readFileSync } from "node:fs";
import { createInstance, type TFunction } from "i18next";
import { expect, it } from "vitest";
import french from "#app/i18n/locales/operations.fr.ts";
import { reasonInWords } from "./reasons.ts";

const LEDGER = ["webhook-batch.ts", "webhook-apply.ts"].map((file) => `jobs/definitions/${file}`);
const MEANINGS = readdirSync("server/platforms", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("/webhook.ts"))
  .map((file) => `server/platforms/${file}`);

/** Every sentence the ledger can write about an event that caused nothing. */
function sentences(): string[] {
  const sources = [...LEDGER, ...MEANINGS, "server/webhooks/interpret.ts"].map((file) =>
    readFileSync(file, "utf8"),
  );
  return sources.flatMap((source) =>
    [...source.matchAll(/(?:why: |NO_ACCOUNT = |NOTHING_OF_OURS = |note: )["`]([^"`]+)["`]/g)].map(
      ([, said = ""]) => said.replace(/\$\{what\}/, "tiktok some.thing"),
    ),
  );
}

it("every reason of the ledger has words in the reader's language, and what others said stays as it came", async () => {
  const i18n = createInstance({ lng: "fr", resources: { fr: { operations: french } } });
  await i18n.init();
  const t = i18n.getFixedT("fr", "operations") as unknown as TFunction<"operations">;
  const found = sentences();
  expect(found.length).toBeGreaterThan(10);
  expect(found.filter((said) => reasonInWords(t, said) === said)).toEqual(["applied"]);
  expect(reasonInWords(t, "nothing acts on stripe invoice.paid yet")).toBe(
    "Rien ici ne réagit à stripe invoice.paid",
  );
  expect(reasonInWords(t, "connection reset")).toBe("connection reset");
});
