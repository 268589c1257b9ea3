import { AppError } from "#server/core/errors.ts";
import { readCapped } from "./read-response.ts";

/**
 * The raw bytes of a request's body, at most `maxBytes` of them. Throws PAYLOAD_TOO_LARGE at the first byte beyond
 * (or at once when the client announces more), BAD_REQUEST when the client hangs up half-way.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new AppError("PAYLOAD_TOO_LARGE", `body larger than ${maxBytes} bytes`, { params: { maxBytes } });
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > maxBytes) throw tooLarge();
  try {
    if (announced === null) return await readCapped(request.body, maxBytes, tooLarge);
    // Servers let no more come than was announced, so it needs no stream to be stopped.
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.byteLength > maxBytes) throw tooLarge();
    return bytes;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("BAD_REQUEST", "the body ended early", { cause: error });
  }
}

/** The body as JSON, as the sender wrote it: check it with a schema. Throws BAD_REQUEST for what is not JSON. */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  requireContentType(request, "application/json");
  const bytes = await readBody(request, maxBytes);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new AppError("BAD_REQUEST", "the body is not JSON", { cause: error });
  }
}

/** Throws UNSUPPORTED_MEDIA_TYPE unless the body has one of these types; `image/*` stands for a family. */
export function requireContentType(request: Request, ...types: string[]): void {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const family = `${type.split("/")[0]}/*`;
  if (types.includes(type) || types.includes(family)) return;
  throw new AppError("UNSUPPORTED_MEDIA_TYPE", `content type ${type || "missing"}`, {
    params: { expected: types.join(", ") },
  });
}

/** Throws METHOD_NOT_ALLOWED, whose response names the allowed ones, unless the method is one of these. */
export function requireMethod(request: Request, ...methods: string[]): void {
  if (methods.includes(request.method)) return;
  throw new AppError("METHOD_NOT_ALLOWED", `method ${request.method}`, {
    params: { allow: methods.join(", ") },
  });
}
