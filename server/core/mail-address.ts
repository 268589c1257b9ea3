import { AppError } from "./errors.ts";

/** One plain address: no list, no name, no line break, nothing a mail server could read twice. */
const ONE_ADDRESS = /^[^\s@,;<>()[\]\\:"]{1,64}@[^\s@,;<>()[\]\\:"]{1,255}$/;

/** Throws VALIDATION_ERROR unless the text is exactly one address. */
export function assertOneAddress(address: string): void {
  if (!ONE_ADDRESS.test(address)) throw new AppError("VALIDATION_ERROR", "not one mail address");
}
