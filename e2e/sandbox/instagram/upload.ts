import type { Kit } from "../core/network.ts";
import { type Answer, type Call, Refusal } from "../core/operation.ts";
import { writePart } from "../core/upload-file.ts";
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
  const part = await writePart(
    kit.media.uploadPath(container.id),
    { first: offset, end: fileSize },
    call.stream,
  );
  if (part.overflow) throw refusal(400, "ParameterError", "More bytes than file_size arrived");
  const current = state.containers.get(container.id);
  if (current?.upload?.offset !== offset)
    throw refusal(400, "OffsetInvalidError", "Another upload was quicker");
  kit.store.commit([
    state.containers.put(container.id, { ...current, upload: { offset: part.position, fileSize } }),
  ]);
  if (part.position === fileSize) await finishUpload(kit, state, container);
  return { status: 200, json: { success: true, message: "Upload successful." } };
}

/** The last byte is here: the file is judged and processing begins. May be repeated. */
async function finishUpload(kit: Kit, state: InstagramState, container: Container): Promise<void> {
  const stored = await kit.media.adopt(container.id);
  settleMedia(kit, state, container.id, checkVideo(kit.media, stored, container.kind));
  kit.media.discard(container.id);
}

/** After a restart: uploads that were whole but not yet judged. */
export function resumeUploads(kit: Kit, state: InstagramState): void {
  for (const container of state.containers.values()) {
    const { upload } = container;
    const whole = upload?.fileSize !== undefined && upload.offset === upload.fileSize;
    if (whole && statusOf(kit, container) === "IN_PROGRESS" && container.readyAt === undefined) {
      finishUpload(kit, state, container).catch(kit.onError);
    }
  }
}
