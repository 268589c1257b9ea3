import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { AppError, isAppError } from "#server/core/errors.ts";
import { assertObjectKey } from "#server/core/object-key.ts";
import type { Clock, ObjectStore, StoredObject } from "#server/core/ports.ts";
import { s3Error } from "./s3-errors.ts";

export interface S3StoreOptions {
  region: string;
  bucket: string;
  /** null: the SDK's own chain (instance role, web identity). */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string | null } | null;
  /** S3-compatible server; null is AWS. */
  endpoint: string | null;
  /** Origin of a CDN before the bucket: public addresses then point there and do not expire. */
  cdnUrl: string | null;
  clock: Clock;
}

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** A presigned address lives at most seven days. */
const LONGEST_PRESIGN_SECONDS = 7 * 86_400;

/**
 * Objects in an S3 bucket. Uploads are multipart with at most two parts in memory; retries are the SDK's alone (three
 * tries per call, standard mode). With temporary credentials a presigned address dies with them, whatever its expiry.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html
 */
export function createS3Store(options: S3StoreOptions): ObjectStore & { close(): void } {
  const client = createClient(options);
  const at = (key: string) => {
    assertObjectKey(key);
    return { Bucket: options.bucket, Key: key };
  };
  return {
    put: async (key, body, meta) => putObject(client, at(key), body, meta),
    get: async (key, range) => getObject(client, at(key), range),
    head: async (key) => headObject(client, at(key)),
    async delete(key) {
      const command = new DeleteObjectCommand(at(key));
      await translate("delete", () => client.send(command)).catch(unlessMissing);
    },
    async deleteFolder(folder) {
      const { Bucket, Key } = at(folder);
      await translate("delete folder", () => deletePrefix(client, Bucket, `${Key}/`));
    },
    async signedGetUrl(key, expiresInMs) {
      const command = new GetObjectCommand(at(key));
      if (options.cdnUrl) return `${options.cdnUrl}/${key}`;
      const expiresIn = Math.min(Math.max(1, Math.floor(expiresInMs / 1000)), LONGEST_PRESIGN_SECONDS);
      const signingDate = options.clock.now();
      return translate("sign", () => getSignedUrl(client, command, { expiresIn, signingDate }));
    },
    sweepUnfinished: (before) => translate("sweep", () => abortUploads(client, options.bucket, before)),
    close: () => client.destroy(),
  };
}

interface Place {
  Bucket: string;
  Key: string;
}

async function putObject(
  client: S3Client,
  place: Place,
  body: ReadableStream<Uint8Array>,
  { contentType }: { contentType: string },
): Promise<StoredObject> {
  const counted = countBytes(body);
  const upload = new Upload({
    client,
    params: { ...place, Body: counted.stream, ContentType: contentType },
    partSize: PART_BYTES,
    queueSize: PARTS_AT_ONCE,
    leavePartsOnError: false,
  });
  await translate("put", () => upload.done()).catch(async (error) => {
    await counted.stop(error);
    throw error;
  });
  return { key: place.Key, bytes: counted.bytes(), contentType };
}

async function getObject(client: S3Client, place: Place, range?: { start: number; end: number }) {
  if (range && range.end < range.start) throw new AppError("BAD_REQUEST", "range outside of the object");
  const command = new GetObjectCommand({
    ...place,
    ...(range && { Range: `bytes=${range.start}-${range.end}` }),
  });
  const { Body } = await translate("get", () => client.send(command));
  if (!Body) throw new AppError("INVALID_RESPONSE", "S3 answered without a body", { service: "s3" });
  return Body.transformToWebStream();
}

async function headObject(client: S3Client, place: Place): Promise<StoredObject | undefined> {
  const command = new HeadObjectCommand(place);
  const found = await translate("head", () => client.send(command)).catch(unlessMissing);
  if (!found) return undefined;
  const { ContentLength: bytes = 0, ContentType: contentType = "application/octet-stream" } = found;
  return { key: place.Key, bytes, contentType };
}

/**
 * WHEN_REQUIRED: the default signs a CRC32 of the empty body into presigned addresses and wraps streams in aws-chunked,
 * which S3-compatible servers refuse.
 */
function createClient(options: S3StoreOptions): S3Client {
  const { credentials, endpoint } = options;
  return new S3Client({
    region: options.region,
    ...(endpoint && { endpoint, forcePathStyle: true }),
    ...(credentials && {
      credentials: {
        accessKeyId: credentials.accessKeyId,
        secretAccessKey: credentials.secretAccessKey,
        ...(credentials.sessionToken && { sessionToken: credentials.sessionToken }),
      },
    }),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  });
}

async function translate<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw s3Error(error, operation);
  }
}

/** Counts on the way; a failed upload lets go of its source, so a client is not kept sending into nothing. */
function countBytes(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  let bytes = 0;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      bytes += value.length;
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return {
    stream,
    bytes: () => bytes,
    stop: (reason: unknown) => reader.cancel(reason).catch(() => undefined),
  };
}

/** A folder holds a handful of objects: one call each, which every S3-compatible server understands. */
async function deletePrefix(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket,
      Prefix,
      ...(ContinuationToken && { ContinuationToken }),
    });
    const page = await client.send(command);
    for (const { Key } of page.Contents ?? []) await client.send(new DeleteObjectCommand({ Bucket, Key }));
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken);
}

async function abortUploads(client: S3Client, bucket: string, before: Date): Promise<number> {
  let removed = 0;
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, ...marker }));
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (!Initiated || Initiated >= before) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      removed += 1;
    }
    if (!page.IsTruncated) return removed;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

function unlessMissing(error: unknown): undefined {
  if (isAppError(error) && error.code === "NOT_FOUND") return undefined;
  throw error;
}
