import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import type { AppLoadContext, DataFunctionArgs, EntryContext } from "@remix-run/server-runtime";
import { createInstance, type i18n as I18n } from "i18next";
import { isbot } from "isbot";
import type { ReactNode } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { defaultNS, fallbackLng, resources, supportedLngs } from "./i18n/i18n.ts";
import { i18next } from "./i18n/i18next.server.ts";
import { api } from "./lib/api.server.ts";
import { documentPolicy } from "./lib/content-security-policy.ts";
import { NonceContext } from "./lib/nonce.ts";

/** How long a page may keep streaming what its loaders deferred, in ms. */
export const streamTimeout = 5_000;

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  loadContext: AppLoadContext,
): Promise<Response> {
  const nonce = randomBytes(16).toString("base64");
  const i18n = await translations(request, context);
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("vary", "Cookie, Accept-Language");
  headers.set("cache-control", headers.get("cache-control") ?? "no-store");
  headers.set(
    "content-security-policy",
    documentPolicy({
      nonce,
      sandboxUrl: api(loadContext).public.sandboxUrl,
      signInOrigins: api(loadContext).public.signInOrigins,
      development: import.meta.env.DEV,
    }),
  );
  const page = (
    <NonceContext.Provider value={nonce}>
      <I18nextProvider i18n={i18n}>
        <RemixServer context={context} url={request.url} nonce={nonce} />
      </I18nextProvider>
    </NonceContext.Provider>
  );
  return stream(page, { request, status, headers, nonce, loadContext });
}

/** What a loader, an action or a render threw that nobody expected. Answers thrown on purpose do not come here. */
export function handleError(error: unknown, { request, context }: DataFunctionArgs): void {
  if (!request.signal.aborted) api(context).reportError(error, request);
}

async function translations(request: Request, context: EntryContext): Promise<I18n> {
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: await i18next.getLocale(request),
    ns: i18next.getRouteNamespaces(context),
    resources,
    defaultNS,
    supportedLngs: [...supportedLngs],
    fallbackLng,
    interpolation: { escapeValue: false },
  });
  return instance;
}

interface StreamInput {
  request: Request;
  status: number;
  headers: Headers;
  nonce: string;
  loadContext: AppLoadContext;
}

/** People get the page as it renders; crawlers, which do not wait for scripts, get it whole. */
function stream(page: ReactNode, input: StreamInput): Promise<Response> {
  const { request, headers, nonce, loadContext } = input;
  const ready = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    let status = input.status;
    let started = false;
    const { pipe, abort } = renderToPipeableStream(page, {
      nonce,
      [ready]() {
        started = true;
        const body = new PassThrough();
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
        pipe(body);
      },
      onShellError: reject,
      onError(error: unknown) {
        status = 500;
        if (started) api(loadContext).reportError(error, request);
      },
    });
    setTimeout(abort, streamTimeout + 1_000);
  });
}
