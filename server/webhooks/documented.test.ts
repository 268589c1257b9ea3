import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { webhookSources } from "./registry.ts";

const ROUTES = "app/routes";
const section = readFileSync("docs/api.md", "utf8").split("\n## Webhooks\n")[1]?.split("\n## ")[0] ?? "";
/** The rows of the first table, and of the table of proofs. */
const [addresses = [], proofs = []] = ["| Address | Source |", "| Source | Proof |"].map((head) =>
  (section.split(head)[1] ?? "")
    .split("\n\n")[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| `")),
);
const cellOf = (row: string): string => row.slice(2).split(" | ")[0] ?? "";
const pathsIn = (row: string): string[] =>
  [...cellOf(row).matchAll(/`POST (\/api\/[^`]+)`/g)].map(([, path = ""]) => path);

/** Routes that hand requests to the receiver, as addresses with `:name` for what may vary. */
const receiving = readdirSync(ROUTES)
  .filter((file) => readFileSync(`${ROUTES}/${file}`, "utf8").includes(".webhook("))
  .map((file) => `/${file.replace(/\.ts$/, "").replaceAll(".", "/").replaceAll("$", ":")}`);

const serves = (route: string, path: string): boolean => {
  const [wanted, given] = [route.split("/"), path.split("/")];
  return (
    wanted.length === given.length && wanted.every((part, at) => part.startsWith(":") || part === given[at])
  );
};

describe("the tables of webhooks in docs/api.md", () => {
  test("have an address for every source, with its GET where it has a challenge, and a row for its proof", () => {
    for (const { id, challenge } of webhookSources) {
      const row = addresses.find((each) => pathsIn(each).includes(`/api/webhooks/${id}`));
      expect(row, id).toBeDefined();
      expect(cellOf(row ?? "").includes("`GET`"), `GET of ${id}`).toBe(challenge !== undefined);
      expect(
        proofs.some((each) => cellOf(each).includes(`\`${id}\``)),
        `proof of ${id}`,
      ).toBe(true);
    }
  });

  test("name no address that nothing serves, and no source that is not there", () => {
    const paths = addresses.flatMap(pathsIn);
    expect(paths.length).toBeGreaterThan(webhookSources.length);
    expect(paths.filter((path) => !receiving.some((route) => serves(route, path)))).toEqual([]);
    const known = new Set(webhookSources.map(({ id }) => id));
    const named = paths.flatMap((path) => path.match(/^\/api\/webhooks\/(.+)$/)?.[1] ?? []);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  test("leave out no address at which the receiver listens", () => {
    const paths = addresses.flatMap(pathsIn);
    expect(receiving.length).toBeGreaterThan(3);
    expect(receiving.filter((route) => !paths.some((path) => serves(route, path)))).toEqual([]);
  });
});
