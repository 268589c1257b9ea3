import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { Link, useRouteLoaderData, useSubmit } from "@remix-run/react";
import {
  IconCheck,
  IconDeviceDesktop,
  IconExternalLink,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { supportedLngs } from "#app/i18n/i18n.ts";
import { paths } from "#app/lib/paths.ts";
import { useSession } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useToasts } from "#app/ui/toasts.tsx";
import { navigationFor } from "./navigation.ts";
import classes from "./shell.module.css";
import { usePreferences } from "./use-preferences.ts";

const SCHEMES = [
  { id: "light", icon: IconSun },
  { id: "dark", icon: IconMoon },
  { id: "auto", icon: IconDeviceDesktop },
] as const;

const initials = (name: string) => name.trim().slice(0, 1).toUpperCase();

/** Workspace and person: switch workspace, appearance, language, sign out. `compact` is the phone's form. */
export function UserMenu({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation("nav");
  const { user, workspace } = useSession();
  return (
    <Menu width={264} position={compact ? "bottom-end" : "bottom-start"} transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <UnstyledButton className={classes.menuTarget} aria-label={t("menu")} data-compact={compact}>
          <Avatar size={28} radius="sm" color="iris" variant="filled">
            {initials(workspace.name)}
          </Avatar>
          {compact ? null : (
            <>
              <span className={classes.menuNames}>
                <Text component="span" fw={600} truncate>
                  {workspace.name}
                </Text>
                <Text component="span" size="xs" c="dimmed" truncate>
                  {user.name}
                </Text>
              </span>
              <IconSelector size={14} aria-hidden />
            </>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Workspaces />
        {compact ? <RestOfNavigation /> : null}
        <Preferences />
        <SandboxLink />
        <SignOut email={user.email} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Workspaces() {
  const { t } = useTranslation("nav");
  const trpc = useTRPC();
  const toasts = useToasts();
  const { workspace, workspaces } = useSession();
  const change = useMutation(
    trpc.session.switchWorkspace.mutationOptions({
      // Everything on screen belongs to the old workspace, so the page starts afresh.
      onSuccess: () => window.location.assign(paths.calendar),
      onError: (error) => toasts.failed(error),
    }),
  );
  return (
    <>
      <Menu.Label>{t("workspaces")}</Menu.Label>
      {workspaces.map((each) => (
        <Menu.Item
          key={each.id}
          onClick={() => each.id !== workspace.id && change.mutate({ workspaceId: each.id })}
          aria-current={each.id === workspace.id}
          rightSection={each.id === workspace.id ? <IconCheck size={14} aria-hidden /> : null}
        >
          {each.name}
          <Text component="span" size="xs" c="dimmed" ml={6}>
            {t(`role.${each.role}`)}
          </Text>
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}

/** Entries that have no place in the phone's bottom bar. */
function RestOfNavigation() {
  const { t } = useTranslation("nav");
  const { user } = useSession();
  return (
    <>
      {navigationFor(user.operator)
        .filter((entry) => !entry.bar)
        .map(({ id, to, icon: Icon }) => (
          <Menu.Item key={id} component={Link} to={to} leftSection={<Icon size={16} aria-hidden />}>
            {t(id)}
          </Menu.Item>
        ))}
      <Menu.Divider />
    </>
  );
}

function Preferences() {
  const { t } = useTranslation("nav");
  const { locale, setLocale, colorScheme, setColorScheme } = usePreferences();
  return (
    <>
      <Menu.Label>{t("theme.label")}</Menu.Label>
      {SCHEMES.map(({ id, icon: Icon }) => (
        <Menu.Item
          key={id}
          aria-current={colorScheme === id}
          leftSection={<Icon size={16} aria-hidden />}
          rightSection={colorScheme === id ? <IconCheck size={14} aria-hidden /> : null}
          onClick={() => setColorScheme(id)}
        >
          {t(`theme.${id}`)}
        </Menu.Item>
      ))}
      <Menu.Label>{t("language.label")}</Menu.Label>
      {supportedLngs.map((id) => (
        <Menu.Item
          key={id}
          lang={id}
          aria-current={locale === id}
          rightSection={locale === id ? <IconCheck size={14} aria-hidden /> : null}
          onClick={() => setLocale(id)}
        >
          {t(`language.${id}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}

function SandboxLink() {
  const { t } = useTranslation("nav");
  const sandboxUrl = useRouteLoaderData<{ sandboxUrl: string | null }>("root")?.sandboxUrl;
  if (!sandboxUrl) return null;
  return (
    <Menu.Item
      component="a"
      href={sandboxUrl}
      target="_blank"
      rel="noreferrer"
      rightSection={<IconExternalLink size={14} aria-hidden />}
      title={t("sandboxHint")}
    >
      {t("sandbox")}
    </Menu.Item>
  );
}

function SignOut({ email }: { email: string }) {
  const { t } = useTranslation("nav");
  const submit = useSubmit();
  return (
    <Menu.Item
      leftSection={<IconLogout size={16} aria-hidden />}
      onClick={() => submit(null, { method: "post", action: "/sign-out" })}
    >
      {t("signOut")}
      <Text component="span" size="xs" c="dimmed" display="block" truncate>
        {email}
      </Text>
    </Menu.Item>
  );
}
