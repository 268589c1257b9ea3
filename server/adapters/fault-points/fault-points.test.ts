import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createFaultPoints } from "./fault-points.ts";

/** Passes the named points in a process of its own and tells how that ended. */
function pass(armed: string | null, points: string[]): { signal: string | null; printed: string } {
  const script = `
    import { createFaultPoints } from "#server/adapters/fault-points/fault-points.ts";
    process.on("exit", () => console.log("exit handler ran"));
    const faults = createFaultPoints(${JSON.stringify(armed)});
    for (const point of ${JSON.stringify(points)}) { faults.hit(point); console.log("passed " + point); }`;
  const child = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
    cwd: process.cwd(),
  });
  return { signal: child.signal, printed: child.stdout };
}

const ARM = "publish:before:commit:arm";

describe("fault points", () => {
  it("kill the process at the nth passing of the named point, with no handler run", () => {
    const { signal, printed } = pass(`${ARM}:2`, [ARM, "publish:after:commit:arm", ARM, ARM]);
    expect(signal).toBe("SIGKILL");
    expect(printed).toBe(`passed ${ARM}\npassed publish:after:commit:arm\n`);
  });

  it("leave a process alone that never passes the named point often enough", () => {
    const { signal, printed } = pass(`${ARM}:2`, [ARM, "publish:before:commit:arms"]);
    expect(signal).toBeNull();
    expect(printed).toContain("exit handler ran");
  });

  it("do nothing when none is armed", () => {
    expect(pass(null, [ARM]).signal).toBeNull();
  });

  it.each(["", "name", "name:", "name:0", "name:-1", "name:x", ":1"])(
    "refuse to be armed with %j",
    (armed) => {
      expect(() => createFaultPoints(armed)).toThrow("name:nth");
    },
  );
});
