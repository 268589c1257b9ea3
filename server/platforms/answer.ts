import { z } from "zod";
import { ExternalServiceError } from "#server/core/errors.ts";

/** An id of a network: always a string, also where it arrives as a number that still fits. */
export const remoteId = z.union([z.string().min(1), z.number()]).transform(String);

/** The answer in the shape the documentation promises; throws INVALID_RESPONSE otherwise, without quoting it. */
export function readAnswer<T>(schema: z.ZodType<T>, body: unknown, service: string, operation: string): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const fields = read.error.issues.map((issue) => issue.path.join(".") || "(body)").join(", ");
  throw new ExternalServiceError(
    "INVALID_RESPONSE",
    `${service} ${operation}: unexpected answer at ${fields}`,
    {
      service,
      retryable: true,
    },
  );
}
