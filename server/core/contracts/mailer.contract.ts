import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "../ids.ts";
import type { Mail, Mailer } from "../ports.ts";

export type DeliveredMail = Mail & { from: string };

export interface MailerUnderTest {
  /** Sends as `Huntaze <no-reply@huntaze.test>`. */
  create(): Mailer;
  /** Every mail that arrived so far, in order. */
  delivered(): Promise<DeliveredMail[]>;
}

/** What every Mailer promises. */
export function mailerContract(name: string, subject: MailerUnderTest): void {
  const mail = (changes: Partial<Mail> = {}): Mail => ({
    id: newId(),
    to: "lee@example.org",
    subject: "Confirm your address",
    text: "Open https://app.test/verify?token=abc",
    html: "<p>Open <a href='https://app.test/verify?token=abc'>this link</a></p>",
    ...changes,
  });
  const arrived = async (id: string) => (await subject.delivered()).filter((each) => each.id === id);

  describe(`Mailer: ${name}`, () => {
    let mailer: Mailer;
    beforeAll(() => {
      mailer = subject.create();
    });

    it("delivers every part, in any script", async () => {
      const sent = mail({
        subject: "Vérifiez l’adresse de Zoë 🎬",
        text: "Çà et là\n.\nune ligne avec un point",
        html: "<p>Çà et là — « voilà »</p>",
      });
      await mailer.send(sent);
      expect(await arrived(sent.id)).toEqual([{ ...sent, from: "Huntaze <no-reply@huntaze.test>" }]);
    });

    it("proves itself without sending anything", async () => {
      const before = await subject.delivered();
      await mailer.verify();
      expect(await subject.delivered()).toEqual(before);
    });

    it("carries long lines and long texts whole", async () => {
      const sent = mail({ text: `${"x".repeat(5_000)}\n${"ligne é\n".repeat(2_000)}fin` });
      await mailer.send(sent);
      expect((await arrived(sent.id))[0]?.text).toBe(sent.text);
    });

    it("lets no header in through a line break", async () => {
      const sent = mail({ subject: "Hello\r\nBcc: victim@example.org\r\n\r\nbody" });
      await mailer.send(sent);
      const [got] = await arrived(sent.id);
      expect(got?.to).toBe("lee@example.org");
      expect(got?.subject).toContain("Bcc: victim@example.org");
    });

    it("refuses several addresses in one", async () => {
      const sent = mail({ to: "lee@example.org, victim@example.org" });
      await expect(mailer.send(sent)).rejects.toMatchObject({ code: "VALIDATION_ERROR", retryable: false });
      expect(await arrived(sent.id)).toEqual([]);
    });

    it("gives a mail the same identity each time, so that a repeat can be told", async () => {
      const sent = mail();
      await mailer.send(sent);
      await mailer.send(sent);
      const copies = await arrived(sent.id);
      expect(copies.length).toBeGreaterThanOrEqual(1);
      expect(new Set(copies.map((copy) => copy.id))).toEqual(new Set([sent.id]));
    });
  });
}
