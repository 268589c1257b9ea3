import { type Html, html } from "./html.ts";

const NO_STORE = {
  "cache-control": "no-store",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};
/** No scripts, nothing from elsewhere; forms may end at the app, whose redirect URI the consent screen answers. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'; frame-ancestors 'none'";

export interface PageOptions {
  title: string;
  /** Section of the navigation that is open. */
  current?: string;
  /** Colours of a network. */
  theme?: string;
  status?: number;
  /** Consent screens show no navigation. */
  bare?: boolean;
  links?: { href: string; label: string }[];
}

/** A whole page of the sandbox, with the banner that says what it is. */
export function page(options: PageOptions, body: Html): Response {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.title} · Sandbox</title>
<link rel="stylesheet" href="/assets/sandbox.css">
<link rel="icon" href="/assets/icon.svg">
</head>
<body class="${options.theme ?? "console"}">
<p class="banner" role="note"><strong>Sandbox.</strong> Everything here is invented and stays on this machine.</p>
${options.bare ? undefined : navigation(options)}
<main>${body}</main>
</body>
</html>`;
  return new Response(document.html, {
    status: options.status ?? 200,
    headers: {
      ...NO_STORE,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": CONTENT_SECURITY_POLICY,
    },
  });
}

function navigation({ current, links = [] }: PageOptions): Html {
  const items = [{ href: "/", label: "Console" }, ...links];
  return html`<nav aria-label="Sandbox"><ul>${items.map(
    ({ href, label }) =>
      html`<li><a href="${href}"${href === current ? html` aria-current="page"` : undefined}>${label}</a></li>`,
  )}</ul></nav>`;
}

export const timeTag = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;

/** A page that only says what went wrong, as the networks show instead of redirecting. */
export function errorPage(title: string, explanation: string, status = 400): Response {
  return page(
    { title, bare: true, status },
    html`<section class="card narrow"><h1>${title}</h1><p>${explanation}</p></section>`,
  );
}
