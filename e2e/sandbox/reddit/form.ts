import type { Call } from "../core/operation.ts";

/** The fields of a form; empty where the body is none. */
export const readForm = async (call: Call): Promise<URLSearchParams> =>
  new URLSearchParams(Buffer.from(await call.bytes()).toString());
