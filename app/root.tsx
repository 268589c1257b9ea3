import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/dropzone/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./ui/global.css";
import { ColorSchemeScript, MantineProvider, mantineHtmlProps } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import {
  Links,
  Meta,
  type MetaFunction,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteLoaderData,
} from "@remix-run/react";
import type { LinksFunction, LoaderFunctionArgs } from "@remix-run/server-runtime";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useChangeLanguage } from "remix-i18next/react";
import "dayjs/locale/fr";
import { i18next } from "./i18n/i18next.server.ts";
import { api } from "./lib/api.server.ts";
import { useNonce } from "./lib/nonce.ts";
import { createQueryClient, createTrpcClient, TRPCProvider } from "./lib/trpc.ts";
import { ProblemPage } from "./ui/problem-page.tsx";
import { cssVariables, theme } from "./ui/theme.ts";

export const handle = { i18n: ["common", "errors"] };

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { sandboxUrl, version } = api(context).public;
  // The page's one idea of now: browser and server word relative times from it while hydrating.
  return { locale: await i18next.getLocale(request), renderedAt: Date.now(), sandboxUrl, version };
}

export { keepOnSearch as shouldRevalidate } from "./lib/keep-on-search.ts";

export const meta: MetaFunction = () => [{ title: "Huntaze" }];

export const links: LinksFunction = () => [
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "apple-touch-icon", href: "/icon-180.png" },
  { rel: "manifest", href: "/manifest.webmanifest" },
];

/** The document around every page, also around errors; it must not need any loader to have worked. */
export function Layout({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const locale = useRouteLoaderData<typeof loader>("root")?.locale ?? i18n.language ?? "en";
  const nonce = useNonce();
  return (
    <html lang={locale} dir={i18n.dir(locale)} {...mantineHtmlProps}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#131418" media="(prefers-color-scheme: dark)" />
        <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />
        <Meta />
        <Links />
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" />
      </head>
      <body>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          defaultColorScheme="auto"
          getStyleNonce={() => nonce ?? ""}
        >
          <DatesProvider settings={{ locale, firstDayOfWeek: locale === "en" ? 0 : 1 }}>
            {children}
          </DatesProvider>
        </MantineProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  const locale = useRouteLoaderData<typeof loader>("root")?.locale ?? "en";
  useChangeLanguage(locale);
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(createTrpcClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <ModalsProvider>
          <Notifications position="bottom-right" limit={3} transitionDuration={120} />
          <Outlet />
        </ModalsProvider>
      </TRPCProvider>
    </QueryClientProvider>
  );
}

export function ErrorBoundary() {
  return <ProblemPage />;
}
