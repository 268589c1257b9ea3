import { createInstance, type TFunction } from "i18next";
import { z } from "zod";
import errorsEn from "#app/i18n/locales/errors.en.ts";
import errorsFr from "#app/i18n/locales/errors.fr.ts";
import mailEn from "#app/i18n/locales/mail.en.ts";
import mailFr from "#app/i18n/locales/mail.fr.ts";
import mediaEn from "#app/i18n/locales/media.en.ts";
import mediaFr from "#app/i18n/locales/media.fr.ts";
import notificationsEn from "#app/i18n/locales/notifications.en.ts";
import notificationsFr from "#app/i18n/locales/notifications.fr.ts";
import { AppError } from "#server/core/errors.ts";
import { notificationWords } from "#server/features/notifications/schema.ts";
import { withNetworkWords } from "#server/platforms/platforms.ts";
import { htmlOf, textOf } from "./layout.ts";

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** What a mail says, before it is text or HTML. */
export interface Letter {
  locale: MailLocale;
  subject: string;
  greeting: string;
  lead: string;
  action: { label: string; url: string };
  /** Under the button: what the address is for, when it ends, what to do when this was not you. */
  notes: string[];
  /** Said before the address in full. */
  fallback: string;
  footer: string;
}

export type MailLocale = "en" | "fr";

const texts = createInstance({
  resources: {
    en: withNetworkWords("en", {
      errors: errorsEn,
      mail: mailEn,
      media: mediaEn,
      notifications: notificationsEn,
    }),
    fr: withNetworkWords("fr", {
      errors: errorsFr,
      mail: mailFr,
      media: mediaFr,
      notifications: notificationsFr,
    }),
  },
  ns: ["mail", "errors", "media", "notifications"],
  defaultNS: "mail",
  fallbackLng: "en",
  initImmediate: false,
  // Every text is escaped where it becomes HTML, and only there.
  interpolation: { escapeValue: false },
});
void texts.init();

const url = z.url({ protocol: /^https?$/ });
const address = z.object({ url, name: z.string() });
const values = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue("not JSON");
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.union([z.string(), z.number()])));

/** Every kind of mail and what it must be given. */
const templates = {
  "verify-email": address,
  "reset-password": address,
  "account-exists": address,
  invitation: address.extend({ inviter: z.string(), workspace: z.string(), role: z.string() }),
  notification: address.extend({ type: z.string(), workspace: z.string(), values }),
} as const satisfies Record<string, z.ZodType>;

export type MailTemplate = keyof typeof templates;

/**
 * Subject, plain text and HTML of a mail. Throws VALIDATION_ERROR (final) for an unknown template or when something the
 * template needs is missing.
 */
export function renderMail(
  template: string,
  locale: MailLocale,
  params: Record<string, string>,
): RenderedMail {
  const t = texts.getFixedT(locale, "mail");
  const letter = { locale, fallback: t("fallback"), ...compose(template, t, params, locale) };
  return { subject: oneLine(letter.subject), text: textOf(letter), html: htmlOf(letter) };
}

type Composed = Omit<Letter, "locale" | "fallback">;

function compose(
  template: string,
  t: TFunction,
  params: Record<string, string>,
  locale: MailLocale,
): Composed {
  switch (template) {
    case "notification":
      return notification(t, read(template, params), locale);
    case "invitation":
    case "verify-email":
    case "reset-password":
    case "account-exists":
      return standard(template, t, read(template, params));
    default:
      throw invalid(`no mail template ${template}`);
  }
}

function read<T extends MailTemplate>(template: T, params: Record<string, string>) {
  const parsed = templates[template].safeParse(params);
  if (!parsed.success) throw invalid(`mail ${template}: ${z.prettifyError(parsed.error)}`);
  return parsed.data as z.infer<(typeof templates)[T]>;
}

function standard(
  template: Exclude<MailTemplate, "notification">,
  t: TFunction,
  given: z.infer<typeof address> & { inviter?: string; workspace?: string; role?: string },
): Composed {
  const values = { ...given, roleName: given.role ? t(`role.${given.role}`) : "" };
  return {
    subject: t(`${template}.subject`, values),
    // An invitation is for a person whose name we do not know: `name` is the inviter's there.
    greeting: template === "invitation" ? t("greetingPlain") : t("greeting", values),
    lead: t(`${template}.lead`, values),
    action: { label: t(`${template}.action`), url: given.url },
    notes: [t(`${template}.note`, values)],
    footer: t("footer"),
  };
}

function notification(
  t: TFunction,
  given: z.infer<(typeof templates)["notification"]>,
  locale: MailLocale,
): Composed {
  const known = t(`notifications:${given.type}.title`, { defaultValue: "" }) !== "";
  const key = known ? given.type : "other";
  const words = notificationWords(t, given.values, locale);
  return {
    subject: t(`notifications:${key}.title`, words),
    greeting: t("greeting", given),
    lead: t(`notifications:${key}.body`, words),
    action: { label: t("notification.action"), url: given.url },
    notes: [t("notification.note", given)],
    footer: t("footer"),
  };
}

/** A subject is one header line, whatever a name contains. */
const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

const invalid = (message: string) => new AppError("VALIDATION_ERROR", message);
