import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { mailerContract } from "#server/core/contracts/mailer.contract.ts";
import { createDiskMailer } from "./disk-mailer.ts";

const dataDir = mkdtempSync(join(tmpdir(), "huntaze-mail-"));
const folder = join(dataDir, "mail");
afterAll(() => rmSync(dataDir, { recursive: true }));

const create = () =>
  createDiskMailer({ folder, from: "Huntaze <no-reply@huntaze.test>", clock: testClock() });
const files = () => readdirSync(folder);
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8"));

mailerContract("disk", {
  create,
  async delivered() {
    return files().map((file) => {
      const { at: _at, ...mail } = read(file);
      return mail;
    });
  },
});

const mail = (id: string) => ({ id, to: "lee@example.org", subject: "s", text: "t", html: "h" });

it("writes the same id once, also when both are sent at once", async () => {
  const mailer = create();
  await Promise.all([mailer.send(mail("same-id")), mailer.send(mail("same-id"))]);
  expect(files().filter((file) => file.endsWith("-same-id.json"))).toEqual([
    "2026-03-02T10-00-00.000Z-same-id.json",
  ]);
  expect(read("2026-03-02T10-00-00.000Z-same-id.json").at).toBe("2026-03-02T10:00:00.000Z");
});

it("stays in its folder whatever the id says, and leaves no half files", async () => {
  await create().send(mail("../../escape"));
  expect(files().some((file) => file.endsWith("-______escape.json"))).toBe(true);
  expect(files().filter((file) => !file.endsWith(".json"))).toEqual([]);
});
