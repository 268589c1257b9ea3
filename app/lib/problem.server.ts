import { redirect } from "@remix-run/server-runtime";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import { paths } from "./paths.ts";
import type { Problem } from "./problem.ts";

/**
 * Runs a call of the caller inside an action: null when it worked, the refusal as a Problem when a person can do
 * something about it. Faults of ours go on to the error page, a lost session to the sign-in page.
 */
export async function refusalOf(work: Promise<unknown>): Promise<Problem | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    const status = getHTTPStatusCodeFromError(error);
    if (status >= 500) throw error;
    if (status === 401) throw redirect(paths.signIn());
    return problemOfCause(error);
  }
}

function problemOfCause({ code, cause }: TRPCError): Problem {
  const refused = z
    .object({ userMessage: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .safeParse(cause);
  if (refused.success) return { key: `errors:${refused.data.userMessage}`, params: refused.data.params };
  return { key: code === "BAD_REQUEST" ? "errors:VALIDATION_ERROR" : `errors:${code}` };
}

/**
 * A submitted form read by a schema: its values, or the first field that does not fit with the text for it,
 * `<namespace>:invalid.<field>`.
 */
export async function readForm<T extends z.ZodType>(
  request: Request,
  schema: T,
  namespace: string,
): Promise<{ input: z.output<T>; problem: null } | { input: null; problem: Problem }> {
  const parsed = schema.safeParse(Object.fromEntries(await request.formData()));
  if (parsed.success) return { input: parsed.data, problem: null };
  const field = String(parsed.error.issues[0]?.path[0] ?? "form");
  return { input: null, problem: { key: `${namespace}:invalid.${field}`, field } };
}
