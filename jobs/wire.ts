import { z } from "zod";
import { AppError } from "#server/core/errors.ts";

/** What a transport carries: one row that is due, or word that the slot of the schedule named in the address has come. */
export const deliveryBody = z.union([z.object({ jobId: z.uuid() }), z.object({ schedule: z.literal(true) })]);

/** The exact bytes of a delivery. Throws PAYLOAD_TOO_LARGE at the first one beyond `limit`. */
export async function readDelivery(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = new AppError("PAYLOAD_TOO_LARGE", `delivery over ${limit} bytes`, { params: { limit } });
  if (Number(request.headers.get("content-length")) > limit) throw tooLarge;
  const bytes: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge;
    bytes.push(chunk);
  }
  return new Uint8Array(await new Blob(bytes as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
