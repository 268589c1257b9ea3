import {
  IconActivityHeartbeat,
  IconCalendar,
  IconPencil,
  IconPhoto,
  IconPlugConnected,
  IconRepeat,
  IconServer,
  IconSettings,
  type TablerIcon,
} from "@tabler/icons-react";
import { paths } from "#app/lib/paths.ts";

export interface NavigationEntry {
  /** i18n key under `nav`. */
  id: "calendar" | "drafts" | "series" | "media" | "accounts" | "settings" | "operations" | "services";
  to: string;
  icon: TablerIcon;
  /** Second key after `g`. */
  key?: string;
  /** Shown to those who run the installation. */
  operator?: true;
  /** Has a place in the bar at the bottom of a phone; the others are in the menu there. */
  bar?: true;
}

/** Every page behind sign-in that has an entry of its own, in order. */
export const navigation: readonly NavigationEntry[] = [
  { id: "calendar", to: paths.calendar, icon: IconCalendar, key: "c", bar: true },
  { id: "drafts", to: paths.drafts, icon: IconPencil, key: "d", bar: true },
  { id: "series", to: paths.series, icon: IconRepeat },
  { id: "media", to: paths.media, icon: IconPhoto, key: "m", bar: true },
  { id: "accounts", to: paths.accounts, icon: IconPlugConnected, key: "a", bar: true },
  { id: "settings", to: paths.settings, icon: IconSettings },
  { id: "operations", to: paths.operations, icon: IconActivityHeartbeat, operator: true },
  { id: "services", to: paths.services, icon: IconServer, operator: true },
];

export const navigationFor = (operator: boolean) => navigation.filter((entry) => operator || !entry.operator);
