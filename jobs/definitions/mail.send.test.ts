import { describe, expect, it } from "vitest";
import { silentLog } from "#e2e/support/log.ts";
import { AppError } from "#server/core/errors.ts";
import type { Mail } from "#server/core/ports.ts";
import { mailSend } from "./mail.send.ts";

const payload = {
  to: "ada@example.com",
  template: "verify-email",
  locale: "en" as const,
  params: { name: "Ada", url: "https://app.example.com/verify-email?token=a-secret" },
};
const context = (attempt: number) => ({
  jobId: "01890000-0000-7000-8000-000000000001",
  attempt,
  fence: attempt,
  signal: new AbortController().signal,
  log: silentLog(),
});

describe("the mail.send job", () => {
  it("sends the same mail under the same id on every try", async () => {
    const sent: Mail[] = [];
    const mailer = { send: async (mail: Mail) => void sent.push(mail) };
    for (const attempt of [1, 2]) await mailSend.run(payload, { mailer }, context(attempt));
    expect(sent).toHaveLength(2);
    expect(sent[0]).toEqual(sent[1]);
    expect(sent[0]).toMatchObject({
      id: "01890000-0000-7000-8000-000000000001",
      to: "ada@example.com",
      subject: "Confirm your e-mail address",
    });
  });

  it("lets the transport's trouble through, to be tried again", async () => {
    const down = new AppError("NETWORK_ERROR", "no route", { retryable: true });
    const mailer = { send: () => Promise.reject(down) };
    await expect(mailSend.run(payload, { mailer }, context(1))).rejects.toBe(down);
  });

  it("gives up at once on what no try can mend", async () => {
    const mailer = { send: async () => undefined };
    const broken = { ...payload, template: "made-up" };
    await expect(mailSend.run(broken, { mailer }, context(1))).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      retryable: false,
    });
  });
});
