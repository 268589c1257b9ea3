import { defineJob } from "#jobs/job.ts";
import type { Mailer } from "#server/core/ports.ts";
import { renderMail } from "#server/features/mail/templates.ts";

/** Renders one mail in the person's language and sends it. Its id is the job's, so a second try is the same mail. */
export const mailSend = defineJob<{ mailer: Pick<Mailer, "send"> }>()({
  name: "mail.send",
  async run({ to, template, locale, params }, { mailer }, { jobId }) {
    await mailer.send({ id: jobId, to, ...renderMail(template, locale, params) });
    return { outcome: "done", note: template };
  },
});
