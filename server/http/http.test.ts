import { expect, it } from "vitest";
import { silentLog } from "#e2e/support/log.ts";
import { systemClock } from "#server/core/clock.ts";
import { httpContract } from "#server/core/contracts/http.contract.ts";
import { createHttp } from "./http.ts";

httpContract("Web fetch", { create: (deps) => createHttp(deps), log: () => silentLog() });

it("refuses addresses of users where the address behind the name cannot be checked", async () => {
  const http = createHttp({ clock: systemClock, log: silentLog() });
  const call = http.fetch({
    service: "hooks",
    operation: "deliver",
    url: "https://example.org/",
    untrusted: true,
  });
  await expect(call).rejects.toMatchObject({ code: "CONFIG_MISSING", ambiguous: false });
});
