import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { appRouter } from "./app-router.ts";

const api = readFileSync("docs/api.md", "utf8");

/** The rows of the table under a router's name: which procedures they name, and as what. */
function rowsOf(router: string): string[] {
  const heading = `\n**${router}**`;
  const begin = api.indexOf(heading);
  if (begin < 0) return [];
  const section = api.slice(begin + heading.length).split(/\n(?:\*\*\w+\*\*|## )/)[0] ?? "";
  return section.split("\n").filter((line) => line.startsWith("| `"));
}

const names = (row: string, procedure: string): boolean => {
  const [cell = ""] = row.slice(2).split(" | ");
  const [last = procedure] = procedure.split(".").slice(-1);
  return cell.includes(`\`${procedure}\``) || (last !== procedure && cell.includes(`\`.${last}\``));
};

test("docs/api.md has a row for every procedure, under its router and with its kind, and none beside them", () => {
  const all = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  const procedures = Object.entries(all).map(([path, { _def }]) => {
    const [router = "", ...rest] = path.split(".");
    return { router, name: rest.join("."), type: _def.type };
  });
  const undocumented = procedures.filter(
    ({ router, name, type }) => !rowsOf(router).some((row) => names(row, name) && row.includes(type)),
  );
  expect(undocumented.map(({ router, name, type }) => `${router}.${name} ${type}`)).toEqual([]);
  const routers = [...new Set(procedures.map(({ router }) => router))];
  const stale = routers.flatMap((router) =>
    rowsOf(router).filter(
      (row) => !procedures.some((each) => each.router === router && names(row, each.name)),
    ),
  );
  expect(stale).toEqual([]);
});
