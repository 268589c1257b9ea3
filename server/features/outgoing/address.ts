import { AppError } from "#server/core/errors.ts";

/**
 * Whether an address may be dialled is judged by the wire when it is dialled, on what the name resolves to then. This
 * looks only at what can be seen without asking anybody, so that a person hears of it at once.
 */
export type AddressRule = (url: URL) => boolean;

/** The address as it is stored. Throws VALIDATION_ERROR with `ADDRESS_NOT_ALLOWED`. */
export function readAddress(text: string, mayDial: AddressRule): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !mayDial(url))
    throw new AppError("VALIDATION_ERROR", "this address may not be called", {
      userMessage: "ADDRESS_NOT_ALLOWED",
    });
  url.hash = "";
  return url;
}
