import type { Refusal } from "../core/operation.ts";
import { invalidParameter, missingParameter } from "../meta/graph-error.ts";
import { publishingError } from "./errors.ts";
import type { ContainerKind } from "./state.ts";
import { countLinks, lengthOf } from "./text.ts";

/** What `POST /{threads-user-id}/threads` asks for, checked against the documented parameter rules. */
export interface ContainerRequest {
  kind: ContainerKind;
  text: string;
  altText?: string;
  imageUrl?: string;
  videoUrl?: string;
  children: string[];
  replyTo?: string;
  replyControl?: string;
  topicTag?: string;
  link?: string;
  /** A text that becomes public with this very call. */
  publishNow: boolean;
}

const MAX_TEXT = 500;
const MAX_ALT_TEXT = 1_000;
const MAX_LINKS = 5;
const REPLY_CONTROL = [
  "everyone",
  "accounts_you_follow",
  "mentioned_only",
  "parent_post_author_only",
  "followers_only",
];

export function readContainerRequest(params: Map<string, string>): ContainerRequest {
  const kind = kindOf(params);
  const isChild = kind === "child-image" || kind === "child-video";
  const request: ContainerRequest = {
    kind,
    text: isChild ? "" : (params.get("text") ?? ""),
    altText: params.get("alt_text"),
    imageUrl: params.get("image_url"),
    videoUrl: params.get("video_url"),
    children: kind === "carousel" ? readChildren(params.get("children")) : [],
    replyTo: params.get("reply_to_id"),
    replyControl: params.get("reply_control"),
    topicTag: params.get("topic_tag"),
    link: params.get("link_attachment"),
    publishNow: params.get("auto_publish_text") === "true",
  };
  checkSource(request);
  checkWords(request);
  return request;
}

function kindOf(params: Map<string, string>): ContainerKind {
  const isChild = params.get("is_carousel_item") === "true" || params.get("is_carousel_item") === "1";
  switch (params.get("media_type")) {
    case "TEXT":
      if (isChild) throw invalidParameter("A carousel item is a picture or a video.");
      return "text";
    case "IMAGE":
      return isChild ? "child-image" : "image";
    case "VIDEO":
      return isChild ? "child-video" : "video";
    case "CAROUSEL":
      if (isChild) throw invalidParameter("A carousel item is a picture or a video.");
      return "carousel";
    case undefined:
      throw missingParameter("media_type");
    default:
      throw invalidParameter("Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}.");
  }
}

function checkSource({ kind, text, imageUrl, videoUrl }: ContainerRequest): void {
  if (kind === "text" && text === "") throw missingParameter("text");
  if ((kind === "image" || kind === "child-image") && imageUrl === undefined)
    throw missingParameter("image_url");
  if ((kind === "video" || kind === "child-video") && videoUrl === undefined)
    throw missingParameter("video_url");
}

function checkWords({
  kind,
  text,
  altText,
  link,
  replyControl,
  topicTag,
  publishNow,
}: ContainerRequest): void {
  if (lengthOf(text) > MAX_TEXT)
    throw invalidParameter(`Param text must be at most ${MAX_TEXT} characters long.`);
  if (lengthOf(altText ?? "") > MAX_ALT_TEXT)
    throw invalidParameter(`Param alt_text must be at most ${MAX_ALT_TEXT} characters long.`);
  if (link !== undefined && kind !== "text") throw onlyForTexts("link_attachment");
  if (link !== undefined && !/^https?:\/\//.test(link))
    throw invalidParameter("Param link_attachment must be a valid URI.");
  if (publishNow && kind !== "text") throw onlyForTexts("auto_publish_text");
  if (countLinks(text, link) > MAX_LINKS) throw publishingError("linkLimit");
  if (replyControl !== undefined && !REPLY_CONTROL.includes(replyControl))
    throw invalidParameter(`Param reply_control must be one of {${REPLY_CONTROL.join(", ")}}.`);
  if (topicTag !== undefined && !/^[^.&]{1,50}$/u.test(topicTag)) throw publishingError("topicTag");
}

const onlyForTexts = (name: string): Refusal =>
  invalidParameter(`Param ${name} can only be used with media_type TEXT.`);

/** `children` as a comma list. */
function readChildren(text: string | undefined): string[] {
  if (text === undefined || text === "") throw missingParameter("children");
  const children = text.split(",").map((id) => id.trim());
  if (children.length < 2 || children.length > 20) throw publishingError("carouselCount");
  return children;
}
