import { z } from "zod";

export const notificationOutput = z.object({
  id: z.uuid(),
  /** i18n key under `notifications`. */
  type: z.string(),
  severity: z.enum(["info", "success", "warning", "error"]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  href: z.string().nullable(),
  readAt: z.date().nullable(),
  createdAt: z.date(),
});
export const notificationListInput = z.object({
  /** null asks for the first page, as an infinite query does. */
  cursor: z.uuid().nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});
export const notificationListOutput = z.object({
  items: z.array(notificationOutput),
  nextCursor: z.uuid().nullable(),
  unread: z.number().int(),
});
export const markReadInput = z.object({
  ids: z.array(z.uuid()).max(100).optional(),
  all: z.boolean().optional(),
});

type Params = z.infer<typeof notificationOutput>["params"];

/**
 * The values a notification's texts are filled with: its own, and in words what stands in them as keys. `post` names the
 * post by its first words; `why` says what the error means (`reason`, an i18n key under `errors`); `day` is an ISO date.
 */
export function notificationWords(
  t: (key: string, values?: Params) => string,
  params: Params,
  locale: string,
): Params {
  const { title = "", reason, day } = params;
  return {
    ...params,
    ...(day !== undefined && { day: dayInWords(new Date(day), locale) }),
    post: title === "" ? t("notifications:unnamedPost") : t("notifications:namedPost", { title }),
    why: reason === undefined ? "" : t(`errors:${reason}`, params),
  };
}

const dayInWords = (day: Date, locale: string): string =>
  Number.isNaN(day.getTime())
    ? ""
    : new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(day);
