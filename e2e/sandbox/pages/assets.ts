import { readFileSync } from "node:fs";
import type { Context, Hono } from "hono";
import { html } from "../core/html.ts";
import { sniff } from "../core/media-format.ts";
import { NETWORKS } from "../networks.ts";
import type { World } from "../world.ts";

const accents = NETWORKS.map(
  ({ id, color }) => `.${id} { --accent: light-dark(${color.light}, ${color.dark}); }\n`,
);
const css = readFileSync(new URL("./sandbox.css", import.meta.url), "utf8") + accents.join("");
const HUES = [8, 32, 96, 152, 200, 256, 304, 336];
const TYPES: Record<string, string> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
  mp4: "video/mp4",
  webm: "video/webm",
};

/** Style sheet, avatars, and the stored copies of what was published. */
export function mountAssets(app: Hono, world: World): void {
  app.get("/assets/sandbox.css", (context) => {
    return context.body(css, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "no-cache" });
  });
  app.get("/assets/icon.svg", (context) => svg(context, initialSvg("S", 220)));
  app.get("/favicon.ico", (context) => svg(context, initialSvg("S", 220)));
  app.get("/assets/avatar/:network/:file{[A-Za-z0-9._-]+\\.svg}", (context) => {
    const name = context.req.param("file").replace(/\.svg$/, "");
    const sum = [...name].reduce((total, letter) => total + letter.charCodeAt(0), 0);
    return svg(context, initialSvg(name.slice(0, 1).toUpperCase(), HUES[sum % HUES.length] ?? 0));
  });
  app.get("/media/:sha", (context) => media(context, world));
}

const svg = (context: Context, text: string): Response =>
  context.body(text, 200, { "content-type": "image/svg+xml", "cache-control": "max-age=3600" });

const initialSvg = (letter: string, hue: number): string =>
  html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="hsl(${hue} 45% 45%)"/><text x="50" y="68" font-size="52" font-family="sans-serif" text-anchor="middle" fill="#fff">${letter}</text></svg>`
    .html;

/** A stored copy, whole or a range of it, as browsers need it to seek in a video. */
function media(context: Context, world: World): Response {
  const sha = context.req.param("sha") ?? "";
  if (!world.media.has(sha)) return context.notFound() as Response;
  const size = world.media.size(sha);
  const headers = new Headers({
    "content-type": TYPES[sniff(world.media.head(sha))] ?? "application/octet-stream",
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=3600",
    "x-content-type-options": "nosniff",
  });
  const range = /^bytes=(\d*)-(\d*)$/.exec(context.req.header("range") ?? "");
  if (!range) {
    headers.set("content-length", String(size));
    return new Response(world.media.read(sha), { headers });
  }
  const start = range[1] ? Number(range[1]) : Math.max(0, size - Number(range[2]));
  const end = range[1] && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  if (start > end)
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  headers.set("content-range", `bytes ${start}-${end}/${size}`);
  headers.set("content-length", String(end - start + 1));
  return new Response(world.media.read(sha, { start, end }), { status: 206, headers });
}
