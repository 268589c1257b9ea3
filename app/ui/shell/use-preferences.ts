import { useMantineColorScheme } from "@mantine/core";
import { useRevalidator } from "@remix-run/react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Locale, localeCookie } from "#app/lib/locale-cookie.ts";
import { useSession } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";

/** Language and appearance of the signed-in person, and how to change them. */
export function usePreferences() {
  const trpc = useTRPC();
  const { user } = useSession();
  const { i18n } = useTranslation();
  const { revalidate } = useRevalidator();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const updateProfile = useMutation(trpc.session.updateProfile.mutationOptions());
  return {
    locale: i18n.language as Locale,
    /** Takes effect at once; the profile is told too, as mails are written in it. */
    setLocale(locale: Locale) {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox
      document.cookie = localeCookie(locale);
      revalidate();
      updateProfile.mutate({ name: user.name, locale });
    },
    colorScheme,
    setColorScheme,
  };
}
