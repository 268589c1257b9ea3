import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { type notificationOutput, notificationWords } from "#server/features/notifications/schema.ts";

export type Notification = z.infer<typeof notificationOutput>;

/** A notification's headline and sentence, in the person's language. */
export function useNotificationText(): (notification: Notification) => { title: string; body: string } {
  const { t, i18n } = useTranslation(["notifications", "errors", "media"]);
  return ({ type, params }) => {
    const key = i18n.exists(`notifications:${type}.title`) ? type : "other";
    const words = notificationWords((name, values) => t(name, { ...values }), params, i18n.language);
    return { title: t(`${key}.title`, words), body: t(`${key}.body`, words) };
  };
}
