import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jobContracts } from "#jobs/contracts.ts";

const section = readFileSync("docs/api.md", "utf8").split("\n## Jobs\n")[1]?.split("\n## ")[0] ?? "";
const HEAD = "| Job | Tries | One try at most | Schedule (UTC) |";
const rows = (section.split(HEAD)[1] ?? "").split("\n").filter((line) => line.startsWith("| `"));

/** `10 | 30 s | ` by name; a row may name several, and say more behind its number of tries. */
const documented = rows.flatMap((row) => {
  const [names = "", tries = "", longest, schedule] = row
    .split("|")
    .map((cell) => cell.trim())
    .slice(1);
  const facts = { tries: Number.parseInt(tries, 10), longest, schedule: schedule?.replaceAll("`", "") };
  return [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => [name, facts] as const);
});

const inWords = (ms: number): string => (ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`);

test("the table of jobs in docs/api.md has every job once, with its tries, its time and its schedule", () => {
  const contracts: [string, { maxAttempts: number; timeoutMs: number; schedule?: string }][] =
    Object.entries(jobContracts);
  const real = contracts.map(([name, { maxAttempts: tries, timeoutMs, schedule = "" }]) => [
    name,
    { tries, longest: inWords(timeoutMs), schedule },
  ]);
  expect(documented.toSorted()).toEqual(real.toSorted());
});
