import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

interface StaticFile {
  file: string;
  type: string;
  compressible: boolean;
  cacheControl: string;
  etag: string;
  /** Bodies by content encoding, made when first asked for. */
  bodies: Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>;
}
type Encoding = "br" | "gzip" | "identity";

const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};
const COMPRESSIBLE = new Set([".js", ".css", ".svg", ".json", ".webmanifest", ".txt"]);
const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

/**
 * The built client, answered from memory: each file is read and compressed once, when first asked for in that form,
 * because compressing at every request is a hundred times slower and compressing all at start delays the start.
 */
export function loadStaticFiles(root: string): (request: Request) => Promise<Response> | undefined {
  const files = new Map<string, StaticFile>();
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const file = path.join(root, name);
    if (statSync(file).isFile() && !path.basename(name).startsWith("."))
      files.set(`/${name.split(path.sep).join("/")}`, describe(file, name));
  }
  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const { pathname } = new URL(request.url);
    const file = files.get(pathname);
    if (file) return answer(file, request);
    return pathname.startsWith("/assets/")
      ? Promise.resolve(new Response("Not found", { status: 404 }))
      : undefined;
  };
}

function describe(file: string, name: string): StaticFile {
  const extension = path.extname(name);
  return {
    file,
    type: TYPES[extension] ?? "application/octet-stream",
    compressible: COMPRESSIBLE.has(extension) && statSync(file).size > 1024,
    cacheControl: name.startsWith("assets") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
    etag: `"${createHash("sha256").update(readFileSync(file)).digest("base64url").slice(0, 22)}"`,
    bodies: new Map(),
  };
}

async function answer(file: StaticFile, request: Request): Promise<Response> {
  const encoding = file.compressible ? accepted(request.headers.get("accept-encoding") ?? "") : "identity";
  const headers = new Headers({
    "content-type": file.type,
    "cache-control": file.cacheControl,
    "x-content-type-options": "nosniff",
    etag: file.etag,
    ...(file.compressible ? { vary: "accept-encoding" } : {}),
    ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
  });
  if (request.headers.get("if-none-match") === file.etag) return new Response(null, { status: 304, headers });
  const body = await bodyOf(file, encoding);
  headers.set("content-length", String(body.length));
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

function accepted(header: string): Encoding {
  if (/\bbr\b/.test(header)) return "br";
  return /\bgzip\b/.test(header) ? "gzip" : "identity";
}

function bodyOf(file: StaticFile, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const known = file.bodies.get(encoding);
  if (known) return known;
  const made = compress(readFileSync(file.file), encoding).then((buffer) => new Uint8Array(buffer));
  file.bodies.set(encoding, made);
  return made;
}

async function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === "identity") return body;
  if (encoding === "gzip") return gzip(body, { level: 6 });
  return brotli(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 6 } });
}
