import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { StoredMedia } from "./media-store.ts";
import type { Kit } from "./network.ts";
import type { Call } from "./operation.ts";

export interface UploadedForm {
  /** The copy the network keeps, by the content that really arrived. */
  file: StoredMedia;
  /** The type the client claims for it. */
  claimed: string;
  fields: Map<string, string>;
}

/** A multipart form of any size with one file; undefined when there is none, or the body breaks off. */
export async function readUpload(kit: Kit, call: Call, name: string): Promise<UploadedForm | undefined> {
  const type = call.headers.get("content-type") ?? "";
  const headers = { "content-type": type };
  const form = await new Response(call.stream, { headers }).formData().catch(() => undefined);
  const file = form?.get(name);
  if (!form || !(file instanceof File)) return undefined;
  const upload = randomUUID();
  writeFileSync(kit.media.uploadPath(upload), Buffer.from(await file.arrayBuffer()));
  const stored = await kit.media.adopt(upload);
  kit.media.discard(upload);
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return { file: stored, claimed: file.type, fields: new Map(texts) };
}
