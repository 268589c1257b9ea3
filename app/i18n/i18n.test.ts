import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { EVIDENCE, type EvidenceTable } from "#server/core/evidence.ts";
import { platformDefinitions } from "#server/platforms/platforms.ts";
import { resources } from "./i18n.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every text by its full key, `namespace:a.b`, with plural forms as written. */
function textsOf(language: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, key: string) => {
    if (typeof value === "string") found.set(key, value);
    else
      for (const [part, inner] of Object.entries(value as object)) walk(inner, key ? `${key}.${part}` : part);
  };
  for (const [namespace, texts] of Object.entries(resources[language] ?? {}))
    for (const [part, inner] of Object.entries(texts)) walk(inner, `${namespace}:${part}`);
  return found;
}

const english = textsOf("en");
const french = textsOf("fr");

/** The key code asks for: without the plural form, where there are forms (`too_many` alone is a name like any other). */
const base = (key: string, texts: Map<string, string>) => {
  const stem = key.replace(PLURAL, "");
  return texts.has(`${stem}_other`) ? stem : key;
};
const baseKeys = (texts: Map<string, string>) =>
  [...new Set([...texts.keys()].map((key) => base(key, texts)))].sort();

describe("the two languages", () => {
  it("have the same keys in the same namespaces", () => {
    expect(baseKeys(french)).toEqual(baseKeys(english));
  });

  it("have every plural form their grammar asks for", () => {
    const missing: string[] = [];
    for (const [language, texts] of [
      ["en", english],
      ["fr", french],
    ] as const) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const stems = [...texts.keys()].filter((key) => key.endsWith("_other")).map((key) => base(key, texts));
      for (const stem of stems)
        for (const form of forms)
          if (!texts.has(`${stem}_${form}`)) missing.push(`${language} ${stem}_${form}`);
    }
    expect(missing).toEqual([]);
  });

  it("mention the same values in every text", () => {
    const values = (text: string) => [...new Set(text.match(/\{\{\s*[\w.]+/g) ?? [])].sort();
    const wrong = [...french].filter(([key, text]) => {
      const other = english.get(key) ?? english.get(`${base(key, french)}_other`);
      return other !== undefined && JSON.stringify(values(other)) !== JSON.stringify(values(text));
    });
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it("leave no text empty", () => {
    expect([...english, ...french].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

describe("French typography", () => {
  it("uses the curly apostrophe and quotation marks of its own", () => {
    expect([...french].filter(([, text]) => /\p{L}'\p{L}|"/u.test(text))).toEqual([]);
  });

  it("never lets a line break before ; : ! ? » or after «", () => {
    const unbound = (text: string) => / [;:!?»]/.test(text) || /« /.test(text);
    expect([...french].filter(([, text]) => unbound(text)).map(([key]) => key)).toEqual([]);
  });
});

const sources = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.includes("locales/"))
    .map((file) => path.join(ROOT, folder, file));

const prefixes = new Set(
  [...english.keys()].flatMap((key) => {
    const parts = key.split(/(?<=[:.])/);
    return parts.map((_, index) => parts.slice(0, index + 1).join(""));
  }),
);
const exists = (key: string) => english.has(key) || english.has(`${key}_other`);

/** Keys of a source file that no text answers to; a key with a changing end must begin as some key does. */
function unanswered(file: string): string[] {
  const code = readFileSync(file, "utf8");
  const namespaces = [...code.matchAll(/useTranslation\(\s*\[?\s*"([\w-]+)"/g)].map(
    ([, namespace]) => namespace,
  );
  const inAny = (key: string, known: (full: string) => boolean) =>
    key.includes(":")
      ? known(key)
      : [...namespaces, "common"].some((namespace) => known(`${namespace}:${key}`));
  const fixed = [...code.matchAll(/(?<![\w.])(?:t|pageMeta)\(\s*"([^"]+)"/g)].map(([, key = ""]) => key);
  const changing = [...code.matchAll(/(?<![\w.])t\(\s*`([^`$]*)\$\{/g)].map(([, head = ""]) => head);
  const begins = (head: string) => prefixes.has(head) || head.endsWith(":") || head === "";
  return [
    ...fixed.filter((key) => !inAny(key, exists)),
    ...changing.filter((head) => head !== "" && !inAny(head, begins)).map((head) => `${head}…`),
  ].map((key) => `${path.relative(ROOT, file)}: ${key}`);
}

describe("the keys the code uses", () => {
  it("have a text each", () => {
    const files = sources("app");
    expect(files.length).toBeGreaterThan(40);
    expect(files.flatMap(unanswered)).toEqual([]);
  });

  it("every error code and every message an error carries has its sentence", () => {
    const codes = /ERROR_CODES = \[([^\]]+)\]/.exec(
      readFileSync(path.join(ROOT, "server/core/errors.ts"), "utf8"),
    )?.[1];
    const messages = [...sources("server"), ...sources("jobs")].flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/userMessage: "([\w.]+)"/g)].map(([, key = ""]) => key),
    );
    const used = new Set([...(codes?.match(/[A-Z_]+/g) ?? []), ...messages]);
    expect(used.size).toBeGreaterThan(25);
    const silent = [...used].filter((key) => !english.has(`errors:${key}`));
    expect(silent).toEqual([]);
  });

  it("every evidence of a publication has its sentence, of facts it carries, and no sentence is without one", () => {
    const sentences = [...english].filter(([key]) => key.startsWith("evidence:"));
    const evidence: EvidenceTable = Object.assign(
      {},
      EVIDENCE,
      ...platformDefinitions.map((one) => one.evidence),
    );
    expect(sentences.map(([key]) => key).sort()).toEqual(
      Object.keys(evidence)
        .map((key) => `evidence:${key}`)
        .sort(),
    );
    const carried = new Map<string, readonly string[]>(Object.entries(evidence));
    const wanting = sentences.filter(([key, text]) =>
      [...text.matchAll(/\{\{\s*(\w+)/g)].some(
        ([, fact = ""]) => !carried.get(key.slice("evidence:".length))?.includes(fact),
      ),
    );
    expect(wanting).toEqual([]);
  });
});
