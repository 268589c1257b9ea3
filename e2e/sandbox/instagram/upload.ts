import { closeSync, existsSync, ftruncateSync, openSync, writeSync } from "node:fs";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, Refusal } from "../core/operation.ts";
import { settleMedia, statusOf } from "./containers.ts";
import { checkVideo } from "./media-rules.ts";
import type { Container, InstagramState } from "./state.ts";
import { authenticate } from "./tokens.ts";

const MAX_BYTES = 300 * 1024 * 1024;

const refusal = (status: number, type: string, message: string): Refusal =>
  new Refusal({ status, json: { debug_info: { retriable: status >= 500, type, message } } });

/** POST rupload.facebook.com/ig-api-upload/v{N}/{container}: bytes from `offset` on, Facebook Login only. */
export async function receiveUpload(kit: Kit, state: InstagramState, call: Call): Promise<Answer> {
  const token = authenticate(kit, state, call, new Map(), "facebook-login");
  const container = state.containers.get(call.param("container"));
  if (!container?.upload || !token.accounts.includes(container.account)) {
    throw refusal(404, "NotFoundError", "No upload session exists for this container");
  }
  const fileSize = Number(call.headers.get("file_size"));
  const offset = Number(call.headers.get("offset"));
  if (!Number.isInteger(fileSize) || fileSize <= 0 || fileSize > MAX_BYTES) {
    throw refusal(400, "ParameterError", "The file_size header is missing or out of range");
  }
  if (
    offset !== container.upload.offset ||
    container.readyAt !== undefined ||
    statusOf(kit, container) !== "IN_PROGRESS"
  ) {
    throw refusal(
      400,
      "OffsetInvalidError",
      `Request starting offset is invalid: expected ${container.upload.offset}`,
    );
  }
  const received = await append(kit.media.uploadPath(container.id), offset, fileSize, call.stream);
  kit.store.commit([
    state.containers.put(container.id, { ...container, upload: { offset: received, fileSize } }),
  ]);
  if (received === fileSize) await finish(kit, state, container);
  return { status: 200, json: { success: true, message: "Upload successful." } };
}

async function append(
  file: string,
  offset: number,
  fileSize: number,
  stream: ReadableStream<Uint8Array> | null,
): Promise<number> {
  const fd = openSync(file, existsSync(file) ? "r+" : "w");
  let position = offset;
  try {
    ftruncateSync(fd, offset);
    for await (const chunk of stream ?? []) {
      if (position + chunk.length > fileSize)
        throw refusal(400, "ParameterError", "More bytes than file_size arrived");
      writeSync(fd, chunk, 0, chunk.length, position);
      position += chunk.length;
    }
    return position;
  } finally {
    closeSync(fd);
  }
}

async function finish(kit: Kit, state: InstagramState, container: Container): Promise<void> {
  const stored = await kit.media.adopt(kit.media.uploadPath(container.id));
  settleMedia(kit, state, container.id, checkVideo(kit.media, stored, container.kind));
}
