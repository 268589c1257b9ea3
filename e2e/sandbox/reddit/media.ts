import { closeSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { randomHex, randomLetters } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Answer, Call } from "../core/operation.ts";
import { drain, writePart } from "../core/upload-file.ts";
import { writeAll } from "../core/write-all.ts";
import { refuse, storeRefusal } from "./errors.ts";
import { readForm } from "./form.ts";
import type { Session } from "./session.ts";
import type { Lease, RedditState } from "./state.ts";
import { jsonAnswer } from "./views.ts";

const STORE_HOST = "reddit-uploaded-media.s3-accelerate.amazonaws.com";
const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;
const MAX_IMAGE_BYTES = 20 * MIB;
const MAX_VIDEO_BYTES = 1024 * MIB;
/** Fields before the file are short. */
const MAX_HEAD_BYTES = 64 * 1024;
const SLICE_BYTES = 4 * MIB;
const MIMETYPES = ["image/png", "image/jpeg", "image/gif", "video/mp4", "video/quicktime"];

interface Deps {
  kit: Kit;
  state: RedditState;
}

/** Without a scheme, as Reddit writes it; the client's own scheme counts. */
const storeAction = (kit: Kit): string => `//${new URL(kit.url()).host}/${STORE_HOST}`;
export const storeAddress = (kit: Kit): string => `${kit.url()}/${STORE_HOST}`;

/** `POST /api/media/asset.json`: lends a place in the store. Undocumented; as PRAW's recordings show it. */
export async function lease({ kit, state }: Deps, call: Call, { account }: Session): Promise<Answer> {
  const form = await readForm(call);
  const filepath = form.get("filepath") ?? "";
  const mimetype = form.get("mimetype") ?? "";
  if (filepath === "" || !MIMETYPES.includes(mimetype)) throw refuse(400);
  const assetId = randomLetters(13).toLowerCase();
  const made: Lease = {
    assetId,
    key: `${mimetype.startsWith("video/") ? "rte_videos" : "rte_images"}/${assetId}`,
    accountId: account.id,
    mimetype,
    policy: randomLetters(80),
    leasedAt: kit.clock.now(),
  };
  kit.store.commit([state.leases.put(assetId, made)]);
  return jsonAnswer(call, {
    args: { action: storeAction(kit), fields: fieldsOf(made) },
    asset: {
      asset_id: assetId,
      processing_state: "incomplete",
      payload: { filepath },
      websocket_url: `wss://ws-sandbox.wss.redditmedia.com/${assetId}`,
    },
  });
}

const fieldsOf = ({ key, mimetype, policy, leasedAt }: Lease) => {
  const stamp = new Date(leasedAt).toISOString().replace(/[-:]|\.\d+/g, "");
  return [
    { name: "acl", value: "public-read" },
    { name: "key", value: key },
    { name: "X-Amz-Credential", value: `ASIASANDBOX/${stamp.slice(0, 8)}/us-east-1/s3/aws4_request` },
    { name: "X-Amz-Algorithm", value: "AWS4-HMAC-SHA256" },
    { name: "X-Amz-Date", value: stamp },
    { name: "success_action_status", value: "201" },
    { name: "content-type", value: mimetype },
    { name: "x-amz-storage-class", value: "STANDARD" },
    { name: "x-amz-meta-ext", value: mimetype.split("/")[1] ?? "" },
    { name: "policy", value: policy },
    { name: "X-Amz-Signature", value: policy.slice(0, 64).toLowerCase() },
    { name: "x-amz-security-token", value: policy.slice(16) },
  ];
};

/** The form with the bytes: every field of the lease, `file` last, a length given. 201 with Amazon's XML. */
export async function upload(deps: Deps, call: Call): Promise<Answer> {
  const boundary = /boundary="?([^";]+)"?/.exec(call.headers.get("content-type") ?? "")?.[1];
  if (!call.headers.has("content-length")) throw storeRefusal(411, "MissingContentLength");
  if (!boundary) throw storeRefusal(400, "MalformedPOSTRequest");
  const raw = `${randomHex(12)}-form`;
  const path = deps.kit.media.uploadPath(raw);
  try {
    const part = await writePart(path, { first: 0, end: MAX_VIDEO_BYTES + MIB }, call.stream);
    if (part.aborted) throw storeRefusal(400, "RequestTimeout");
    if (part.overflow) throw tooLarge(part.position, MAX_VIDEO_BYTES);
    return await keep(deps, path, boundary);
  } catch (error) {
    await drain(call.stream?.locked ? null : call.stream, MAX_VIDEO_BYTES);
    throw error;
  } finally {
    rmSync(path, { force: true });
  }
}

const tooLarge = (size: number, most: number) =>
  storeRefusal(
    400,
    "EntityTooLarge",
    `<ProposedSize>${size}</ProposedSize><MaxSizeAllowed>${most}</MaxSizeAllowed>`,
  );

async function keep({ kit, state }: Deps, path: string, boundary: string): Promise<Answer> {
  const form = readHead(path, boundary);
  const held = leaseOf({ kit, state }, form.fields);
  const size = form.end - form.start;
  const most = held.mimetype.startsWith("video/") ? MAX_VIDEO_BYTES : MAX_IMAGE_BYTES;
  if (size > most) throw tooLarge(size, most);
  const copy = `${held.assetId}-file`;
  copyRange(path, kit.media.uploadPath(copy), form);
  const { sha256, bytes, contentType } = await kit.media.adopt(copy);
  kit.media.discard(copy);
  kit.store.commit([state.leases.put(held.assetId, { ...held, file: { sha256, bytes, contentType } })]);
  const location = `https://${STORE_HOST}/${encodeURIComponent(held.key)}`;
  return {
    status: 201,
    headers: { "content-type": "application/xml" },
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse><Location>${location}</Location><Bucket>reddit-uploaded-media</Bucket><Key>${held.key}</Key><ETag>"${sha256.slice(0, 32)}"</ETag></PostResponse>`,
  };
}

function leaseOf({ kit, state }: Deps, fields: Map<string, string>): Lease {
  const held = state.leases.values().find(({ key }) => key === fields.get("key"));
  const expected = held ? fieldsOf(held) : [];
  const broken = expected.some(({ name, value }) => fields.get(name) !== value);
  if (!held || broken || kit.clock.now() > held.leasedAt + HOUR_MS) throw storeRefusal(403, "AccessDenied");
  return held;
}

interface FormFile {
  fields: Map<string, string>;
  /** Where the file begins and ends in the form. */
  start: number;
  end: number;
}

/** Reads the fields in front of the file. Amazon ignores whatever stands behind it. */
function readHead(path: string, boundary: string): FormFile {
  const size = statSync(path).size;
  const fd = openSync(path, "r");
  try {
    const head = Buffer.alloc(Math.min(size, MAX_HEAD_BYTES));
    readSync(fd, head, 0, head.length, 0);
    const fields = new Map<string, string>();
    const mark = `--${boundary}\r\n`;
    for (let at = head.indexOf(mark); at >= 0; at = head.indexOf(mark, at + 1)) {
      const from = head.indexOf("\r\n\r\n", at);
      const disposition = head.toString("utf8", at + mark.length, from);
      const name = /name="([^"]*)"/.exec(disposition)?.[1] ?? "";
      if (name === "file") return { fields, start: from + 4, end: size - `\r\n--${boundary}--\r\n`.length };
      fields.set(name, head.toString("utf8", from + 4, head.indexOf(`\r\n--${boundary}`, from)));
    }
    throw storeRefusal(400, "InvalidArgument");
  } finally {
    closeSync(fd);
  }
}

function copyRange(from: string, to: string, { start, end }: { start: number; end: number }): void {
  const source = openSync(from, "r");
  const target = openSync(to, "w");
  const slice = Buffer.alloc(Math.min(SLICE_BYTES, Math.max(1, end - start)));
  try {
    for (let at = start; at < end; ) {
      const read = readSync(source, slice, 0, Math.min(slice.length, end - at), at);
      if (read === 0) return;
      writeAll(target, slice.subarray(0, read));
      at += read;
    }
  } finally {
    closeSync(source);
    closeSync(target);
  }
}
