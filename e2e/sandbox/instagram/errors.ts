import type { Refusal } from "../core/operation.ts";
import { type GraphProblem, graphError } from "../meta/graph-error.ts";

/** Errors of publishing, by what happened. */
export const PUBLISHING = {
  downloadTimeout: {
    code: -2,
    subcode: 2207003,
    message: "It takes too long to download the media.",
    title: "Timeout",
    userMessage: "It takes too long to download the media.",
  },
  mediaExpired: {
    code: -2,
    subcode: 2207020,
    message: "The media you are trying to access has expired.",
    title: "Media expired",
    userMessage: "Please create the media container again.",
  },
  dailyCap: {
    status: 403,
    code: 9,
    subcode: 2207042,
    message: "Application request limit reached",
    title: "You have reached the maximum number of posts",
    userMessage:
      "You reached maximum number of posts that is allowed to be published by Content Publishing API.",
  },
  mediaNotFound: {
    code: 24,
    subcode: 2207006,
    message: "The requested resource does not exist",
    title: "Media not found",
    userMessage: "The media with this id cannot be found, or the app lacks the permission to use it.",
  },
  builderMissing: {
    code: 24,
    subcode: 2207008,
    message: "The requested resource does not exist",
    title: "Media builder not found",
    userMessage: "The media builder with this creation id does not exist or has expired.",
  },
  unknownMediaType: {
    code: 100,
    subcode: 2207023,
    message: "Invalid parameter",
    title: "Unknown media type",
    userMessage: "The media type is unknown.",
  },
  videoRetired: {
    code: 100,
    subcode: 2207067,
    message: "Invalid parameter",
    title: "Media type not supported",
    userMessage: "The VIDEO value is no longer supported for a single post. Use REELS.",
  },
  carouselCount: {
    code: 100,
    subcode: 2207028,
    message: "Invalid parameter",
    title: "Carousel validation failed",
    userMessage: "A carousel needs between 2 and 10 photos or videos.",
  },
  tooManyMentions: {
    code: 100,
    subcode: 2207040,
    message: "Invalid parameter",
    title: "Too many tags",
    userMessage: "A caption can hold at most 20 mentions.",
  },
  badVideo: {
    code: 352,
    subcode: 2207026,
    message: "The video format is not supported",
    title: "Unsupported format",
    userMessage: "The video format is not supported. Please check the specification for supported formats.",
  },
  thumbOffset: {
    code: 1,
    subcode: 2207057,
    message: "The thumbnail offset is invalid",
    title: "Invalid thumbnail offset",
    userMessage: "The thumbnail offset must be greater than or equal to 0 and less than the video duration.",
  },
  notFetchable: {
    code: 9004,
    subcode: 2207052,
    message: "Only photo or video can be accepted as media type.",
    title: "Media download has failed",
    userMessage: "The media could not be fetched from this URI.",
  },
  notReady: {
    code: 9007,
    subcode: 2207027,
    message: "Media ID is not available",
    title: "The media is not ready to be published",
    userMessage: "The media is not ready for publishing, please wait for a moment.",
  },
  imageTooLarge: {
    code: 36000,
    subcode: 2207004,
    message: "The image size is too large.",
    title: "Image size too large",
    userMessage: "The image is too large to download. It should be less than 8 MiB.",
  },
  imageFormat: {
    code: 36001,
    subcode: 2207005,
    message: "The image format is not supported.",
    title: "Image format not supported",
    userMessage: "The image format is not supported. Supported formats are: JPEG.",
  },
  aspectRatio: {
    code: 36003,
    subcode: 2207009,
    message: "The aspect ratio is not supported.",
    title: "Aspect ratio not supported",
    userMessage: "The submitted image's aspect ratio must be between 4:5 and 1.91:1.",
  },
  captionTooLong: {
    code: 36004,
    subcode: 2207010,
    message: "The caption is too long.",
    title: "Caption too long",
    userMessage: "The submitted caption is too long.",
  },
} as const satisfies Record<string, GraphProblem>;
export type PublishingProblem = keyof typeof PUBLISHING;

export const publishingError = (problem: PublishingProblem): Refusal => graphError(PUBLISHING[problem]);
