import type { Env } from "./environment.ts";

/** The environment of this process, read in this folder alone. */
export const processEnvironment = (): Env => process.env;

/**
 * React decides by NODE_ENV, when it is first imported, whether it is the slow build that explains itself. What is
 * served here is always a finished build, whatever the environment calls itself. Call after the configuration is read.
 */
export function renderForProduction(): void {
  process.env.NODE_ENV = "production";
}
