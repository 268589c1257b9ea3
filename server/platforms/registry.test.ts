import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { NETWORKS } from "#e2e/sandbox/networks.ts";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { strictHttp } from "#e2e/support/strict-http.ts";
import { createPlatforms, platformDefinitions, platformThat } from "./platforms.ts";

const deps = () => ({ http: strictHttp(), clock: testClock(), log: silentLog() });
const folder = (id: string) => `${import.meta.dirname}/${id}`;

describe.each(platformDefinitions.map((definition) => [definition.id, definition] as const))(
  "%s",
  (id, { setup }) => {
    test("lives in the folder of its name, and is tested there by the contract of all networks", () => {
      const tests = readdirSync(folder(id)).filter((file) => file.endsWith(".test.ts"));
      const held = tests.filter((file) =>
        readFileSync(`${folder(id)}/${file}`, "utf8").includes("platformContract("),
      );
      expect(held).toHaveLength(1);
    });

    test("has a double in the sandbox that knows the same clients", () => {
      expect(NETWORKS.find((network) => network.id === id)?.clients).toEqual(setup.sandboxClients);
    });
  },
);

test("every folder of a network is registered", () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const registered = platformDefinitions.map(({ id }) => id);
  const finished = folders.filter((name) => readdirSync(folder(name)).includes(`${name}.ts`));
  expect(finished.sort()).toEqual([...registered].sort());
});

test("a platform that is off is not built, and says so instead of being unknown", () => {
  const settings = { mode: "sandbox" as const, clients: {}, urls: {} };
  const platforms = createPlatforms({ instagram: { ...settings, mode: "off" }, tiktok: settings }, deps());
  expect([...platforms.keys()]).toEqual(["tiktok"]);
  expect(platformThat(platforms, "tiktok", "publish").id).toBe("tiktok");
  expect(() => platformThat(platforms, "instagram", "publish")).toThrow(
    expect.objectContaining({ code: "CONFIG_MISSING", userMessage: "PLATFORM_OFF" }),
  );
  expect(() => platformThat(platforms, "myspace", "publish")).toThrow(
    expect.objectContaining({ code: "NOT_FOUND" }),
  );
});
