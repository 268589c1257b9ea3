import { closeSync, openSync, readFileSync } from "node:fs";
import { isRecord } from "../core/json.ts";
import type { Answer, Call } from "../core/operation.ts";
import { jsonObject } from "../core/params.ts";
import { writeAll } from "../core/write-all.ts";
import { invalidRequest, notFound } from "./errors.ts";
import { judge, KEY_PREFIX, MAX_BYTES, MEDIA_TYPES } from "./media-rules.ts";
import { readMultipart } from "./multipart.ts";
import { snowflake } from "./snowflake.ts";
import type { Category, Here, Upload } from "./state.ts";
import type { Session } from "./tokens.ts";

const OPEN_SECS = 1_295_999;
const USABLE_SECS = 86_400;
const MAX_SEGMENT_BYTES = 5 * 1024 * 1024;
const MAX_SEGMENTS = 1_000;
const LONGEST_ALT = 1_000;

const bodyOf = async (call: Call): Promise<Record<string, unknown>> =>
  jsonObject(await call.bytes(), () => invalidRequest("body", "", "Requests must be in JSON format."));

const ok = (data: unknown, status = 200): Answer => ({ status, json: { data } });
const segmentFile = (id: string, index: number | string): string => `${id}-${index}`;
export const uploadFiles = ({ id, segments, stage }: Upload): string[] =>
  stage === "ready" || stage === "failed"
    ? []
    : [id, ...Object.keys(segments).map((index) => segmentFile(id, index))];

/** POST /2/media/upload/initialize. */
export async function initialize(here: Here, call: Call, { account }: Session): Promise<Answer> {
  const { kit, state } = here;
  const body = await bodyOf(call);
  const unknown = Object.keys(body).find(
    (key) => !["media_type", "media_category", "total_bytes", "additional_owners", "shared"].includes(key),
  );
  if (unknown) throw invalidRequest(unknown, body[unknown], `$.${unknown}: is not defined in the schema`);
  const usual = MEDIA_TYPES[String(body.media_type)];
  if (!usual)
    throw invalidRequest(
      "media_type",
      body.media_type,
      "$.media_type: does not have a value in the enumeration",
    );
  const category = (body.media_category ?? usual) as Category;
  if (!Object.hasOwn(MAX_BYTES, category) || family(category) !== family(usual))
    throw invalidRequest("media_category", category, "media_category does not fit the media type");
  const totalBytes = Number(body.total_bytes);
  if (!Number.isSafeInteger(totalBytes) || totalBytes < 1 || totalBytes > MAX_BYTES[category])
    throw invalidRequest("total_bytes", body.total_bytes, `File size exceeds ${MAX_BYTES[category]} bytes.`);
  const id = snowflake(here);
  const upload: Upload = {
    id,
    key: `${KEY_PREFIX[category]}_${id}`,
    accountId: account.id,
    mediaType: String(body.media_type),
    category,
    totalBytes,
    segments: {},
    openUntil: kit.clock.now() + OPEN_SECS * 1000,
    stage: "appending",
  };
  kit.store.commit([state.uploads.put(id, upload)]);
  return ok({ id, media_key: upload.key, expires_after_secs: OPEN_SECS });
}

const family = (category: Category): string => (category.endsWith("video") ? "video" : "picture");

/** An upload of this person that has not run out. */
function own({ kit, state }: Here, id: string, { account }: Session): Upload {
  const upload = state.uploads.get(id);
  if (upload?.accountId !== account.id || kit.clock.now() >= upload.openUntil) throw notFound("media", id);
  return upload;
}

/** POST /2/media/upload/:id/append: a segment sent again takes the place of the first. */
export async function append(here: Here, call: Call, session: Session): Promise<Answer> {
  const { kit, state } = here;
  const { index, media } = await readSegment(call);
  const upload = own(here, call.param("id"), session);
  if (upload.stage !== "appending") throw invalidRequest("id", upload.id, "The upload is finalized already.");
  const fd = openSync(kit.media.uploadPath(segmentFile(upload.id, index)), "w");
  try {
    writeAll(fd, media);
  } finally {
    closeSync(fd);
  }
  const current = state.uploads.get(upload.id) ?? upload;
  const segments = { ...current.segments, [index]: media.length };
  kit.store.commit([state.uploads.put(upload.id, { ...current, segments })]);
  return ok({ expires_at: Math.floor(upload.openUntil / 1000) });
}

async function readSegment(call: Call): Promise<{ index: number; media: Buffer }> {
  const body = await readWhole(call);
  const type = call.headers.get("content-type") ?? "";
  const fields = readMultipart(type, body);
  const json = fields ? undefined : jsonObject(body, () => invalidRequest("body", "", "Unreadable body."));
  const index = Number(fields ? fields.get("segment_index")?.toString() : json?.segment_index);
  const media = fields ? fields.get("media") : Buffer.from(String(json?.media ?? ""), "base64");
  if (!Number.isSafeInteger(index) || index < 0 || index >= MAX_SEGMENTS)
    throw invalidRequest("segment_index", index, "$.segment_index: must be between 0 and 999");
  if (!media || media.length === 0)
    throw invalidRequest("media", "", "$.media: is missing but it is required");
  if (media.length > MAX_SEGMENT_BYTES)
    throw invalidRequest("media", media.length, "The segment is too large: 5 MB at most.");
  return { index, media };
}

/** Read to its end in any case, so that a refusal reaches a client that is still sending; kept up to a bound. */
async function readWhole(call: Call): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of call.stream ?? []) {
    length += chunk.length;
    if (length <= 2 * MAX_SEGMENT_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** POST /2/media/upload/:id/finalize. Pictures are ready at once, everything else is processed. */
export async function finalize(here: Here, call: Call, session: Session): Promise<Answer> {
  const { kit, state } = here;
  const upload = own(here, call.param("id"), session);
  if (upload.stage !== "appending") return ok(finalized(here, upload));
  const sizes = Object.entries(upload.segments).sort(([a], [b]) => Number(a) - Number(b));
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (sizes.some(([index], place) => Number(index) !== place) || total !== upload.totalBytes)
    throw invalidRequest("id", upload.id, "Segments do not add up to provided total file size.");
  const stored = await assemble(here, upload, sizes.length);
  const problem = judge(kit.media, stored, upload.category);
  const now = kit.clock.now();
  const base = {
    ...upload,
    file: { sha256: stored.sha256, bytes: stored.bytes, contentType: stored.contentType },
    usableUntil: now + USABLE_SECS * 1000,
  };
  if (upload.category === "tweet_image") {
    if (problem) throw invalidRequest("media", upload.id, `Unsupported media: ${problem}`);
    const ready: Upload = { ...base, stage: "ready" };
    kit.store.commit([state.uploads.put(upload.id, ready)]);
    return ok(finalized(here, ready));
  }
  const settleAt = now + kit.settings().processingMs * kit.pace;
  const next: Upload = {
    ...base,
    stage: "processing",
    startedAt: now,
    settleAt,
    ...(problem && { problem }),
  };
  kit.store.commit([state.uploads.put(upload.id, next)]);
  scheduleSettling(here, next);
  return ok(finalized(here, next));
}

/** Puts the segments together; what they were kept in goes away. */
async function assemble({ kit }: Here, { id }: Upload, count: number) {
  const whole = kit.media.uploadPath(id);
  const fd = openSync(whole, "w");
  try {
    for (let index = 0; index < count; index += 1)
      writeAll(fd, readFileSync(kit.media.uploadPath(segmentFile(id, index))));
  } finally {
    closeSync(fd);
  }
  const stored = await kit.media.adopt(id);
  kit.media.discard(id);
  for (let index = 0; index < count; index += 1) kit.media.discard(segmentFile(id, index));
  return stored;
}

export function scheduleSettling({ kit, state }: Here, upload: Upload): void {
  if (upload.stage !== "processing") return;
  kit.scheduler.at(`x:${upload.id}`, upload.settleAt ?? 0, () => {
    const current = state.uploads.get(upload.id);
    if (current?.stage !== "processing") return;
    kit.store.commit([
      state.uploads.put(upload.id, { ...current, stage: current.problem ? "failed" : "ready" }),
    ]);
  });
}

const finalized = (here: Here, upload: Upload) => ({
  id: upload.id,
  media_key: upload.key,
  size: upload.totalBytes,
  expires_after_secs: Math.max(0, Math.round(((upload.usableUntil ?? 0) - here.kit.clock.now()) / 1000)),
  ...(upload.category !== "tweet_image" && { processing_info: processingInfo(here, upload) }),
});

function processingInfo({ kit }: Here, { stage, problem, startedAt = 0, settleAt = 0 }: Upload) {
  if (stage === "ready") return { state: "succeeded", progress_percent: 100 };
  if (stage === "failed")
    return {
      state: "failed",
      progress_percent: 0,
      error: { code: 1, name: "InvalidMedia", message: problem },
    };
  const done = settleAt > startedAt ? (kit.clock.now() - startedAt) / (settleAt - startedAt) : 0;
  const percent = Math.min(99, Math.max(0, Math.floor(done * 100)));
  return percent < 20
    ? { state: "pending", check_after_secs: 1 }
    : { state: "in_progress", check_after_secs: 1, progress_percent: percent };
}

/** GET /2/media/upload?command=STATUS&media_id=. */
export function status(here: Here, call: Call, session: Session): Answer {
  const query = call.url.searchParams;
  if (query.get("command") !== "STATUS")
    throw invalidRequest(
      "command",
      query.get("command") ?? "",
      "The `command` query parameter must be STATUS",
    );
  const upload = own(here, query.get("media_id") ?? "", session);
  if (upload.stage === "appending")
    throw invalidRequest("media_id", upload.id, "The upload is not finalized.");
  return ok(finalized(here, upload));
}

/** POST /2/media/metadata: a description for pictures. */
export async function setMetadata(here: Here, call: Call, session: Session): Promise<Answer> {
  const { kit, state } = here;
  const body = await bodyOf(call);
  const upload = own(here, String(body.id ?? ""), session);
  const alt =
    isRecord(body.metadata) && isRecord(body.metadata.alt_text) ? body.metadata.alt_text.text : undefined;
  if (typeof alt !== "string" || alt.length > LONGEST_ALT)
    throw invalidRequest(
      "metadata.alt_text.text",
      "",
      `alt_text must be at most ${LONGEST_ALT} characters long`,
    );
  if (family(upload.category) === "video")
    throw invalidRequest("id", upload.id, "alt_text is supported for images and GIFs alone");
  kit.store.commit([state.uploads.put(upload.id, { ...upload, altText: alt })]);
  return ok({ id: upload.id, associated_metadata: { alt_text: { text: alt } } });
}
