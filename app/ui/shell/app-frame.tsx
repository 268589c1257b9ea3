import { ActionIcon, AppShell, Button, Kbd, Tooltip, UnstyledButton } from "@mantine/core";
import { useOs } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { Link, NavLink, useNavigate } from "@remix-run/react";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay, useSession } from "#app/lib/session.ts";
import { BrandMark } from "#app/ui/brand.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { type NavigationEntry, navigationFor } from "./navigation.ts";
import classes from "./shell.module.css";
import { ShortcutSheet } from "./shortcut-sheet.tsx";
import { useShortcuts } from "./use-shortcuts.ts";
import { UserMenu } from "./user-menu.tsx";

export interface AppFrameProps {
  children: ReactNode;
  /** The notification bell; stands in the rail on a desktop and in the header on a phone. */
  bell?: ReactNode;
}

/** Around every page behind sign-in: a rail on a desktop, header and bottom bar on a phone. */
export function AppFrame({ children, bell }: AppFrameProps) {
  const { t } = useTranslation("nav");
  const [help, setHelp] = useState(false);
  const navigate = useNavigate();
  const mayCompose = useMay("editor");
  useShortcuts({
    compose: () => mayCompose && navigate(paths.compose()),
    help: () => setHelp(true),
    go: (to) => navigate(to),
  });
  return (
    <AppShell
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: true } }}
      header={{ height: { base: 52, sm: 0 } }}
      footer={{ height: { base: "calc(56px + env(safe-area-inset-bottom))", sm: 0 } }}
      transitionDuration={0}
      padding={0}
    >
      <a href="#content" className={classes.skip}>
        {t("skip")}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <PhoneHead bell={bell} />
      </AppShell.Header>
      <AppShell.Navbar visibleFrom="sm" className={classes.rail}>
        <Rail bell={bell} mayCompose={mayCompose} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        {children}
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className={classes.bar}>
        <BottomBar mayCompose={mayCompose} />
      </AppShell.Footer>
      <CommandPalette onHelp={() => setHelp(true)} />
      <ShortcutSheet opened={help} onClose={() => setHelp(false)} />
    </AppShell>
  );
}

function PhoneHead({ bell }: { bell: ReactNode }) {
  return (
    <>
      <HomeLink />
      <span className={classes.headerTools}>
        <SearchIcon />
        {bell}
        <UserMenu compact />
      </span>
    </>
  );
}

function HomeLink() {
  const { t } = useTranslation("common");
  return (
    <Link to={paths.calendar} className={classes.home} aria-label={t("appName")}>
      <BrandMark size={24} />
      <span aria-hidden>{t("appName")}</span>
    </Link>
  );
}

function SearchIcon() {
  const { t } = useTranslation("nav");
  return (
    <ActionIcon variant="subtle" color="gray" size={40} aria-label={t("search")} onClick={spotlight.open}>
      <IconSearch size={20} stroke={1.7} />
    </ActionIcon>
  );
}

function Rail({ bell, mayCompose }: { bell: ReactNode; mayCompose: boolean }) {
  const { t } = useTranslation("nav");
  const { user } = useSession();
  return (
    <>
      <div className={classes.railTop}>
        <UserMenu />
        {bell}
      </div>
      <div className={classes.railActions}>
        {mayCompose ? <ComposeButton /> : null}
        <SearchBox />
      </div>
      <nav aria-label={t("main")} className={classes.links}>
        {navigationFor(user.operator).map((entry) => (
          <RailLink key={entry.id} entry={entry} />
        ))}
      </nav>
      <div className={classes.railFoot}>
        <HomeLink />
      </div>
    </>
  );
}

const Key = ({ children }: { children: string }) => (
  <Kbd size="xs" aria-hidden>
    {children}
  </Kbd>
);

function ComposeButton() {
  const { t } = useTranslation("nav");
  return (
    <Button
      component={Link}
      to={paths.compose()}
      variant="default"
      fullWidth
      justify="flex-start"
      leftSection={<IconPlus size={16} aria-hidden />}
      rightSection={<Key>C</Key>}
      classNames={{ label: classes.composeLabel ?? "" }}
    >
      {t("compose")}
    </Button>
  );
}

function SearchBox() {
  const { t } = useTranslation("nav");
  const os = useOs();
  return (
    <UnstyledButton className={classes.search} onClick={spotlight.open} aria-label={t("search")}>
      <IconSearch size={16} stroke={1.7} aria-hidden />
      <span>{t("searchShort")}</span>
      <Key>{os === "macos" || os === "ios" ? "⌘ K" : "Ctrl K"}</Key>
    </UnstyledButton>
  );
}

function RailLink({ entry: { id, to, icon: Icon } }: { entry: NavigationEntry }) {
  const { t } = useTranslation("nav");
  return (
    <NavLink to={to} prefetch="intent" className={classes.link ?? ""}>
      <Icon size={18} stroke={1.7} aria-hidden />
      {t(id)}
    </NavLink>
  );
}

function BottomBar({ mayCompose }: { mayCompose: boolean }) {
  const { t } = useTranslation("nav");
  const entries = navigationFor(false).filter((entry) => entry.bar);
  const compose = mayCompose ? (
    <Tooltip key="compose" label={t("compose")}>
      <Link to={paths.compose()} className={classes.barCompose} aria-label={t("compose")}>
        <IconPlus size={22} aria-hidden />
      </Link>
    </Tooltip>
  ) : null;
  const links = entries.map(({ id, to, icon: Icon }) => (
    <NavLink key={id} to={to} className={classes.barLink ?? ""}>
      <Icon size={22} stroke={1.6} aria-hidden />
      {t(id)}
    </NavLink>
  ));
  const middle = Math.ceil(links.length / 2);
  return (
    <nav aria-label={t("main")} className={classes.barLinks}>
      {links.slice(0, middle)}
      {compose}
      {links.slice(middle)}
    </nav>
  );
}
