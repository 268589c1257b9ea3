import { rem } from "@mantine/core";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useNavigate, useRouteLoaderData } from "@remix-run/react";
import {
  IconExternalLink,
  IconKeyboard,
  IconLanguage,
  IconMoon,
  IconPlugConnected,
  IconPlus,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { supportedLngs } from "#app/i18n/i18n.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay, useSession } from "#app/lib/session.ts";
import { navigationFor } from "./navigation.ts";
import { usePreferences } from "./use-preferences.ts";

const icon = (Icon: typeof IconPlus) => <Icon size={18} stroke={1.7} aria-hidden />;

/** ⌘K: every page and every action, by name. */
export function CommandPalette({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation("nav");
  const groups: SpotlightActionGroupData[] = [
    { group: t("group.actions"), actions: useActions(onHelp) },
    { group: t("group.pages"), actions: usePages() },
  ];
  return (
    <Spotlight
      actions={groups}
      shortcut="mod+K"
      highlightQuery
      scrollable
      maxHeight={rem(420)}
      nothingFound={t("nothingFound")}
      // It leaves at once: a dialog that still fades takes the letters meant for the page behind it.
      transitionProps={{ duration: 100, exitDuration: 0, transition: "fade" }}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t("searchPlaceholder"),
        "aria-label": t("search"),
      }}
    />
  );
}

function usePages(): SpotlightActionData[] {
  const { t } = useTranslation("nav");
  const navigate = useNavigate();
  const { user } = useSession();
  return navigationFor(user.operator).map((entry) => ({
    id: entry.id,
    label: t(entry.id),
    leftSection: icon(entry.icon),
    onClick: () => navigate(entry.to),
  }));
}

function useActions(onHelp: () => void): SpotlightActionData[] {
  const { t } = useTranslation("nav");
  const help = { id: "help", label: t("shortcuts.title"), leftSection: icon(IconKeyboard), onClick: onHelp };
  return [...useDeeds(), ...usePreferenceActions(), ...useSandboxAction(), help];
}

function useDeeds(): SpotlightActionData[] {
  const { t } = useTranslation(["nav", "accounts"]);
  const navigate = useNavigate();
  const mayCompose = useMay("editor");
  const mayConnect = useMay("admin");
  const compose = {
    id: "compose",
    label: t("compose"),
    leftSection: icon(IconPlus),
    onClick: () => navigate(paths.compose()),
  };
  const connect = {
    id: "connect",
    label: t("accounts:connectTitle"),
    leftSection: icon(IconPlugConnected),
    onClick: () => navigate(paths.accounts),
  };
  return [...(mayCompose ? [compose] : []), ...(mayConnect ? [connect] : [])];
}

function usePreferenceActions(): SpotlightActionData[] {
  const { t } = useTranslation("nav");
  const { locale, setLocale, setColorScheme } = usePreferences();
  const schemes = (["light", "dark"] as const).map((id) => ({
    id: `theme-${id}`,
    label: t("setTo", { what: t("theme.label"), value: t(`theme.${id}`) }),
    leftSection: icon(id === "light" ? IconSun : IconMoon),
    onClick: () => setColorScheme(id),
  }));
  const languages = supportedLngs
    .filter((id) => id !== locale)
    .map((id) => ({
      id: `language-${id}`,
      label: t("setTo", { what: t("language.label"), value: t(`language.${id}`) }),
      leftSection: icon(IconLanguage),
      onClick: () => setLocale(id),
    }));
  return [...schemes, ...languages];
}

function useSandboxAction(): SpotlightActionData[] {
  const { t } = useTranslation("nav");
  const sandboxUrl = useRouteLoaderData<{ sandboxUrl: string | null }>("root")?.sandboxUrl;
  if (!sandboxUrl) return [];
  return [
    {
      id: "sandbox",
      label: t("sandbox"),
      description: t("sandboxHint"),
      leftSection: icon(IconExternalLink),
      onClick: () => void window.open(sandboxUrl, "_blank", "noreferrer"),
    },
  ];
}
