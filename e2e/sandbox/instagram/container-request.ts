import { isRecord, parseJson } from "../core/json.ts";
import { graphError, invalidParameter, missingParameter } from "../meta/graph-error.ts";
import { publishingError } from "./errors.ts";
import type { ContainerKind } from "./state.ts";

/** What `POST /{ig-user-id}/media` asks for, checked against the documented parameter rules. */
export interface ContainerRequest {
  kind: ContainerKind;
  caption: string;
  altText?: string;
  imageUrl?: string;
  videoUrl?: string;
  resumable: boolean;
  children: string[];
  /** Frame of the cover, in ms from the start of a video. */
  thumbOffsetMs?: number;
}

const MAX_CAPTION = 2_200;
const MAX_HASHTAGS = 30;
const MAX_MENTIONS = 20;

export function readContainerRequest(params: Map<string, string>): ContainerRequest {
  const kind = kindOf(params);
  const isChild = kind === "child-image" || kind === "child-video";
  const caption = isChild ? "" : (params.get("caption") ?? "");
  checkCaption(caption);
  const resumable = params.get("upload_type") === "resumable";
  const request: ContainerRequest = {
    kind,
    caption,
    resumable,
    altText: params.get("alt_text"),
    thumbOffsetMs: readThumbOffset(params.get("thumb_offset")),
    imageUrl: params.get("image_url"),
    videoUrl: params.get("video_url"),
    children: kind === "carousel" ? readChildren(params.get("children")) : [],
  };
  checkSource(request);
  return request;
}

function kindOf(params: Map<string, string>): ContainerKind {
  const type = params.get("media_type");
  const isChild = params.get("is_carousel_item") === "true" || params.get("is_carousel_item") === "1";
  const hasVideo = params.has("video_url") || params.get("upload_type") === "resumable";
  switch (type) {
    case undefined:
    case "IMAGE":
      return isChild ? "child-image" : "image";
    case "VIDEO":
      if (!isChild) throw publishingError("videoRetired");
      return "child-video";
    case "REELS":
      return "reel";
    case "CAROUSEL":
      return "carousel";
    case "STORIES":
      return hasVideo ? "story-video" : "story-image";
    default:
      throw publishingError("unknownMediaType");
  }
}

function readThumbOffset(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw invalidParameter("Param thumb_offset must be an integer of milliseconds.");
  return Number(text);
}

/** Lengths as Instagram counts them: characters, hashtags, mentions. */
function checkCaption(caption: string): void {
  if ([...caption].length > MAX_CAPTION) throw publishingError("captionTooLong");
  if ((caption.match(/#[\p{L}\p{N}_]+/gu) ?? []).length > MAX_HASHTAGS) {
    throw invalidParameter(`A caption can hold at most ${MAX_HASHTAGS} hashtags`);
  }
  if ((caption.match(/@[\w.]+/g) ?? []).length > MAX_MENTIONS) throw publishingError("tooManyMentions");
}

function checkSource({ kind, imageUrl, videoUrl, resumable }: ContainerRequest): void {
  if ((kind === "image" || kind === "child-image" || kind === "story-image") && imageUrl === undefined) {
    throw missingParameter("image_url");
  }
  const needsVideo = kind === "reel" || kind === "child-video" || kind === "story-video";
  if (needsVideo && videoUrl === undefined && !resumable) throw missingParameter("video_url");
}

/** `children` as a comma list, a JSON list, or one id. */
function readChildren(text: string | undefined): string[] {
  if (text === undefined || text === "") throw missingParameter("children");
  const children = text.trim().startsWith("[") ? listFromJson(text) : text.split(",").map((id) => id.trim());
  if (children.length < 2 || children.length > 10) throw publishingError("carouselCount");
  return children;
}

function listFromJson(text: string): string[] {
  try {
    const value = parseJson(text);
    if (Array.isArray(value) && value.every((id) => !isRecord(id))) return value.map(String);
  } catch {
    // Falls through to the same error as any other malformed list.
  }
  throw graphError({ code: 100, message: "(#100) Param children must be an array." });
}
