import { describe, expect, it } from "vitest";
import { type MailLocale, type MailTemplate, renderMail } from "./templates.ts";

const url = "https://app.example.com/verify-email?token=abc&returnTo=%2Fcalendar";
const given: Record<MailTemplate, Record<string, string>> = {
  "verify-email": { url, name: "Ada" },
  "reset-password": { url, name: "Ada" },
  "account-exists": { url, name: "Ada" },
  invitation: { url, name: "Grace", inviter: "Grace", workspace: "Studio", role: "editor" },
  notification: {
    ...{ url, name: "Ada", workspace: "Studio", type: "post.failed" },
    values: JSON.stringify({
      network: "Instagram",
      handle: "ada",
      title: "Beach day",
      reason: "INSTAGRAM_CAPTION_TOO_LONG",
    }),
  },
};
const every = Object.keys(given).flatMap((template) =>
  (["en", "fr"] as MailLocale[]).map((locale) => [template as MailTemplate, locale] as const),
);

const notification = (values: Record<string, string | number>, type = "post.failed") =>
  renderMail("notification", "en", { ...given.notification, type, values: JSON.stringify(values) });

describe("mails", () => {
  it.each(every)("%s in %s has a subject, the address, and every text in place", (template, locale) => {
    const { subject, text, html } = renderMail(template, locale, given[template]);
    for (const words of [subject, text, html]) {
      expect(words).not.toMatch(/\{\{|\}\}|\$t\(|undefined|\[object/);
      expect(words).not.toContain(`${template}.`);
    }
    expect(subject.length).toBeGreaterThan(5);
    expect(text).toContain(url);
    expect(html).toContain(`lang="${locale}"`);
    expect(html).toContain('href="https://app.example.com/verify-email?token=abc&amp;returnTo=%2Fcalendar"');
  });

  it.each(every.filter(([, locale]) => locale === "fr"))(
    "%s in %s sets off every colon",
    (template, locale) => {
      expect(renderMail(template, locale, given[template]).text).not.toMatch(/\p{L}:\s/u);
    },
  );

  it("speaks the person's language", () => {
    expect(renderMail("reset-password", "fr", given["reset-password"]).text).toContain("Bonjour Ada,");
    expect(renderMail("reset-password", "en", given["reset-password"]).text).toContain("Hello Ada,");
    expect(renderMail("invitation", "fr", given.invitation).text).toContain("éditeur");
  });

  it("says of a failed post which one it was and why, in words", () => {
    const { subject, text } = renderMail("notification", "en", given.notification);
    expect(subject).toBe("Not published on Instagram (@ada)");
    expect(text).toContain("“Beach day” did not go out. Instagram takes captions of up to 2,200 characters.");
  });

  it("says what is wrong with a file, where that is the reason", () => {
    const values = {
      network: "TikTok",
      handle: "a",
      title: "",
      reason: "MEDIA_UNUSABLE",
      problem: "missing",
    };
    expect(notification(values).text).toContain(
      "A post without text did not go out. This file is no longer in the library.",
    );
  });

  it("counts and dates in the person's language", () => {
    const at = { network: "TikTok", handle: "ada" };
    const lost = (count: number) => notification({ ...at, count }, "connection.needs_reconnect").text;
    expect(lost(0)).toContain("Nothing is planned there");
    expect(lost(1)).toContain("1 planned post is at risk");
    expect(lost(3)).toContain("3 planned posts are at risk");
    const values = JSON.stringify({ ...at, day: "2026-03-02" });
    const params = { ...given.notification, type: "connection.ending", values };
    expect(renderMail("notification", "en", params).text).toContain("It ends on March 2, 2026 and");
    expect(renderMail("notification", "fr", params).text).toContain("Il prend fin le 2 mars 2026 et");
  });

  it("has words for a notification it does not know", () => {
    expect(notification({}, "made.up").subject).toBe("Something needs your attention");
  });

  it("runs nothing a person wrote: no HTML, no header lines, no templates of ours", () => {
    const evil = '<script>alert(1)</script>"\r\nBcc: eve@example.com {{url}} $t(errors:NOT_FOUND)';
    const { subject, html } = renderMail("invitation", "en", {
      ...given.invitation,
      inviter: evil,
      workspace: evil,
    });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain("<script>");
    expect(html).toContain("&lt;script&gt;");
    expect(html).toContain("$t(errors:NOT_FOUND)");
    const failed = notification({ network: "X", handle: evil, title: evil, reason: "NOT_FOUND" });
    expect(failed.text).toContain("$t(errors:NOT_FOUND)");
    expect(failed.text).not.toContain(url + url);
  });

  it.each([
    ["an unknown template", "made-up", given.invitation],
    ["an object's own property", "constructor", given.invitation],
    ["a missing name", "verify-email", { url }],
    ["a script as the address", "verify-email", { name: "Ada", url: "javascript:alert(1)" }],
    ["values that are no JSON", "notification", { ...given.notification, values: "{" }],
  ])("refuses %s for good", (_what, template, params) => {
    expect(() => renderMail(template, "en", params)).toThrow(
      expect.objectContaining({ code: "VALIDATION_ERROR", retryable: false }),
    );
  });
});
