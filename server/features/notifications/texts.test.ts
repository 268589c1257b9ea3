import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import en from "#app/i18n/locales/notifications.en.ts";
import fr from "#app/i18n/locales/notifications.fr.ts";

const root = path.resolve(import.meta.dirname, "../../..");

/** Every type of notification that any code writes. */
function typesInUse(): string[] {
  const files = ["server", "jobs"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !/\.(test|fixture)\.ts$/.test(name))
      .map((name) => readFileSync(path.join(root, folder, name), "utf8")),
  );
  const writers = files.filter((text) => /NotifyInput|notifications\.notify\(/.test(text));
  // What is announced to other systems stands beside its data or its cause; it is no notification.
  const lines = writers.flatMap((text) => text.split("\n").filter((line) => !/\b(data|cause): /.test(line)));
  const names = lines.flatMap((line) => line.match(/"(?:post|connection)\.[a-z_]+"/g) ?? []);
  return [...new Set(names.map((name) => name.slice(1, -1)))].filter((name) => !name.endsWith(".changed"));
}

function textsOf(texts: object, type: string): Record<string, string> {
  let found: unknown = texts;
  for (const part of type.split(".")) found = (found as Record<string, unknown> | undefined)?.[part];
  return (found ?? {}) as Record<string, string>;
}

describe("every notification that is written", () => {
  const types = typesInUse();
  it("is found by this test at all", () => expect(types).toContain("post.failed"));

  it.each(types)("%s says what happened and what it means, in both languages", (type) => {
    for (const texts of [textsOf(en, type), textsOf(fr, type)]) {
      expect(texts.title).toBeTruthy();
      expect(texts.body ?? texts.body_other).toBeTruthy();
    }
  });
});
