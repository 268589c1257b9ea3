import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodyOf, type MediaLibrary, mediaLibrary, picture, video } from "#e2e/support/media-library.ts";
import type { Actor } from "#server/features/actor.ts";
import { createMediaRoutes, type MediaRoutes } from "./http.ts";
import type { MediaOutput } from "./schema.ts";

let library: MediaLibrary;
let routes: MediaRoutes;
let ada: Actor;
let photo: MediaOutput;
let photoBytes: Uint8Array;

beforeAll(async () => {
  library = await mediaLibrary();
  routes = createMediaRoutes(library);
  ada = await library.owner();
  photoBytes = await picture();
  photo = await library.upload(ada, photoBytes, 'plage "été"\r\nX-Evil: 1.jpg');
});
afterAll(() => library.close());

const get = (id: string, headers: Record<string, string> = {}, method = "GET", actor = ada) =>
  routes.serve(new Request(`http://h/api/media/${id}`, { headers, method }), actor, id, "original");
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const rows = () => library.db.mediaAsset.count({ where: { workspaceId: ada.workspaceId } });

function post(
  body: Uint8Array | ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
  query = "",
) {
  const init = { method: "POST", body: body as BodyInit, headers, duplex: "half" } as RequestInit;
  return routes.upload(new Request(`http://h/api/media${query}`, init), ada);
}

describe("POST /api/media", () => {
  it("answers 201 with the media and where it lies", async () => {
    const response = await post(await picture(), { "content-type": "image/jpeg" }, "?name=beach.jpg");
    const media = (await response.json()) as MediaOutput;
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe(`/api/media/${media.id}`);
    expect(media).toMatchObject({ originalName: "beach.jpg", status: "ready", kind: "image" });
  });

  it.each([
    ["no body", 422, "MEDIA_REJECTED", new Uint8Array(), {}],
    ["another type", 415, "UNSUPPORTED_MEDIA_TYPE", new TextEncoder().encode("%PDF-1.7"), {}],
    [
      "a form",
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      new Uint8Array(9),
      { "content-type": "multipart/form-data; boundary=x" },
    ],
    [
      "an announced terabyte",
      413,
      "PAYLOAD_TOO_LARGE",
      new Uint8Array(9),
      { "content-length": "1099511627776" },
    ],
    ["an unreadable video", 422, "MEDIA_REJECTED", "half a video", {}],
  ])("refuses %s with %i %s and writes nothing", async (_what, status, code, body, headers) => {
    const before = await rows();
    const bytes = typeof body === "string" ? (await video()).slice(0, 9000) : body;
    const response = await post(bodyOf(bytes), headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String), params: {} } });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await rows()).toBe(before);
  });

  it("takes nothing but POST", async () => {
    const response = await routes.upload(
      new Request("http://h/api/media", { method: "PUT", body: "x" }),
      ada,
    );
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ error: { code: "METHOD_NOT_ALLOWED" } });
  });
});

describe("an upload over a real connection", () => {
  let server: Server;
  let port: number;
  const settled: Promise<Response>[] = [];
  beforeAll(async () => {
    const listener = getRequestListener((request) => {
      const answer = routes.upload(request, ada);
      settled.push(answer);
      return answer;
    });
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("arrives whole", async () => {
    const response = await fetch(`http://127.0.0.1:${port}/api/media?name=clip.mp4`, {
      method: "POST",
      body: await video(),
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ kind: "video", originalName: "clip.mp4" });
  });

  it("leaves nothing when the client hangs up in the middle", async () => {
    const before = await rows();
    const objects = await library.objects();
    const bytes = await video();
    const client = httpRequest({ port, host: "127.0.0.1", method: "POST", path: "/api/media" });
    client.on("error", () => undefined);
    client.setHeader("content-length", bytes.length);
    client.write(bytes.subarray(0, 9000));
    await expect.poll(rows).toBe(before + 1);
    const count = settled.length;
    client.destroy();
    await expect.poll(rows).toBe(before);
    expect((await settled[count - 1])?.status).toBe(400);
    expect(await library.objects()).toEqual(objects);
    expect(await library.drafts()).toEqual([]);
  });
});

describe("GET /api/media/:id", () => {
  it("gives the bytes with headers that let no browser run them", async () => {
    const response = await get(photo.id);
    expect(response.status).toBe(200);
    expect(await bytesOf(response)).toEqual(photoBytes);
    const header = (name: string) => response.headers.get(name);
    expect(header("content-type")).toBe("image/jpeg");
    expect(header("content-length")).toBe(String(photoBytes.length));
    expect(header("x-content-type-options")).toBe("nosniff");
    expect(header("content-security-policy")).toContain("sandbox");
    expect(header("cache-control")).toMatch(/^private/);
    expect(header("accept-ranges")).toBe("bytes");
    expect(header("etag")).toBe(`"${photo.checksum}"`);
  });

  it("names the file without letting its name speak HTTP", async () => {
    const disposition = (await get(photo.id)).headers.get("content-disposition");
    expect(disposition).toMatch(/^inline; filename="[\w .()-]+"; filename\*=UTF-8''[\w.%-]+$/);
    expect(disposition).toContain(encodeURIComponent("é"));
  });

  it("gives the thumbnail under its own tag", async () => {
    const request = new Request(`http://h/api/media/${photo.id}/thumbnail`);
    const response = await routes.serve(request, ada, photo.id, "thumbnail");
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect(response.headers.get("etag")).not.toBe((await get(photo.id)).headers.get("etag"));
  });

  it.each([
    ["bytes=0-99", 0, 100],
    ["bytes=100-", 100, Number.POSITIVE_INFINITY],
    ["bytes=-50", -50, Number.POSITIVE_INFINITY],
    ["bytes=10-99999999", 10, Number.POSITIVE_INFINITY],
  ])("answers 206 to %s", async (range, start, end) => {
    const response = await get(photo.id, { range });
    const expected = photoBytes.slice(start, end === Number.POSITIVE_INFINITY ? undefined : end);
    expect(response.status).toBe(206);
    expect(await bytesOf(response)).toEqual(expected);
    const first = start < 0 ? photoBytes.length + start : start;
    const last = first + expected.length - 1;
    expect(response.headers.get("content-range")).toBe(`bytes ${first}-${last}/${photoBytes.length}`);
    expect(response.headers.get("content-length")).toBe(String(expected.length));
  });

  it.each(["bytes=99999999-", "bytes=-0"])("answers 416 to %s, with the size", async (range) => {
    const response = await get(photo.id, { range });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe(`bytes */${photoBytes.length}`);
  });

  it.each(["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=", "bytes=-", "nonsense"])(
    "sends the whole for %s",
    async (range) => expect((await get(photo.id, { range })).status).toBe(200),
  );

  it("sends nothing the browser has already", async () => {
    const etag = (await get(photo.id)).headers.get("etag") ?? "";
    const response = await get(photo.id, { "if-none-match": `"other", W/${etag}` });
    expect(response.status).toBe(304);
    expect((await bytesOf(response)).length).toBe(0);
    expect((await get(photo.id, { "if-none-match": '"other"' })).status).toBe(200);
  });

  it("continues a part only of the same file", async () => {
    const etag = (await get(photo.id)).headers.get("etag") ?? "";
    expect((await get(photo.id, { range: "bytes=0-9", "if-range": etag })).status).toBe(206);
    expect((await get(photo.id, { range: "bytes=0-9", "if-range": '"older"' })).status).toBe(200);
  });

  it("answers HEAD like GET, without a body", async () => {
    const response = await get(photo.id, {}, "HEAD");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe(String(photoBytes.length));
    expect((await bytesOf(response)).length).toBe(0);
  });

  it("answers 404 to a stranger, to an unknown id and to what is no id", async () => {
    const eve = await library.owner();
    for (const response of [
      await get(photo.id, {}, "GET", eve),
      await get(crypto.randomUUID()),
      await get("../../secret"),
    ]) {
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        error: { code: "NOT_FOUND", message: "NOT_FOUND", params: {} },
      });
    }
    expect((await get(photo.id, {}, "DELETE")).status).toBe(405);
  });
});

describe("GET /media/*", () => {
  const address = async () => {
    const row = await library.db.mediaAsset.findUniqueOrThrow({ where: { id: photo.id } });
    return library.store.signedGetUrl(row.storageKey, 3_600_000);
  };
  const fetchPublic = (url: string, headers: Record<string, string> = {}, method = "GET") =>
    routes.servePublic(new Request(url, { headers, method }));

  it("serves whoever holds the signed address, parts included", async () => {
    const url = await address();
    const whole = await fetchPublic(url);
    expect(whole.status).toBe(200);
    expect(await bytesOf(whole)).toEqual(photoBytes);
    expect(whole.headers.get("content-type")).toBe("image/jpeg");
    expect(whole.headers.get("cache-control")).toBe("public, max-age=3600");
    expect(whole.headers.get("x-content-type-options")).toBe("nosniff");
    const part = await fetchPublic(url, { range: "bytes=5-9" });
    expect(part.status).toBe(206);
    expect(await bytesOf(part)).toEqual(photoBytes.slice(5, 10));
    expect((await fetchPublic(url, {}, "HEAD")).headers.get("content-length")).toBe(
      String(photoBytes.length),
    );
  });

  it("refuses an altered or expired address", async () => {
    const url = await address();
    const refused = async (edit: (url: URL) => void) => {
      const altered = new URL(url);
      edit(altered);
      return (await fetchPublic(altered.href)).status;
    };
    expect(await refused(({ searchParams }) => searchParams.set("exp", "99999999999"))).toBe(403);
    expect(await refused(({ searchParams }) => searchParams.set("sig", "A".repeat(43)))).toBe(403);
    expect(await refused(({ searchParams }) => searchParams.delete("sig"))).toBe(403);
    expect(await refused(({ searchParams }) => searchParams.delete("exp"))).toBe(403);
    const other = url.replace("original", "thumbnail");
    expect((await fetchPublic(other)).status).toBe(403);
    await library.clock.advance(3_600_001);
    expect((await fetchPublic(url)).status).toBe(403);
  });

  it.each(["/media/", "/media/..%2f..%2fetc/passwd", "/media/a//b", "/media/.hidden"])(
    "knows nothing at %s",
    async (path) => expect((await fetchPublic(`http://h${path}?exp=1&sig=x`)).status).toBe(404),
  );

  it("answers 404 when the object is gone", async () => {
    const url = await library.store.signedGetUrl("w1/none/original.jpg", 1000);
    expect((await fetchPublic(url)).status).toBe(404);
  });
});
