import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type { MediaOutput, mediaListInput, mediaListOutput } from "./schema.ts";

export interface ServedObject {
  stream: ReadableStream<Uint8Array>;
  contentType: string;
  bytes: number;
  range?: { start: number; end: number; total: number };
}

export interface MediaService {
  list(actor: Actor, input: z.infer<typeof mediaListInput>): Promise<z.infer<typeof mediaListOutput>>;
  get(actor: Actor, mediaId: string): Promise<MediaOutput>;
  update(actor: Actor, input: { mediaId: string; altText: string }): Promise<MediaOutput>;
  /** Refused with CONFLICT while a scheduled post uses it. */
  remove(actor: Actor, mediaId: string): Promise<void>;
  /** Streams to the store, hashing and measuring on the way; rejects what no network could use. */
  upload(
    actor: Actor,
    input: { name: string; contentType: string; declaredBytes?: number; body: ReadableStream<Uint8Array> },
  ): Promise<MediaOutput>;
  serve(
    actor: Actor,
    mediaId: string,
    variant: "original" | "thumbnail",
    range?: string,
  ): Promise<ServedObject>;
}
