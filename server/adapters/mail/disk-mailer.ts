import { constants } from "node:fs";
import { access, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assertOneAddress } from "#server/core/mail-address.ts";
import type { Clock, Mail, Mailer } from "#server/core/ports.ts";

export interface DiskMailerOptions {
  /** `<dataDir>/mail`, where the sandbox looks for them. */
  folder: string;
  from: string;
  clock: Clock;
}

/**
 * Writes each mail to `<folder>/<time>-<id>.json` for the sandbox's mailbox page to show. The same id is written
 * once; a file is whole or not there.
 */
export function createDiskMailer({ folder, from, clock }: DiskMailerOptions): Mailer {
  let last: Promise<void> = Promise.resolve();
  const write = async (mail: Mail): Promise<void> => {
    const ending = `-${mail.id.replace(/[^A-Za-z0-9_-]/g, "_")}.json`;
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).some((file) => file.endsWith(ending))) return;
    const at = clock.now().toISOString();
    const path = join(folder, `${at.replaceAll(":", "-")}${ending}`);
    await writeFile(`${path}.part`, JSON.stringify({ ...mail, from, at }, null, 2), { mode: 0o600 });
    await rename(`${path}.part`, path);
  };
  return {
    async send(mail) {
      assertOneAddress(mail.to);
      const mine = last.then(() => write(mail));
      last = mine.catch(() => undefined);
      await mine;
    },
    async verify() {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
    },
  };
}
