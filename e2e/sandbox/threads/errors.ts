import type { Refusal } from "../core/operation.ts";
import { type GraphProblem, graphError } from "../meta/graph-error.ts";

/** Errors of publishing, by what happened. Threads documents few of them; codes as seen in life. */
export const PUBLISHING = {
  containerUnknown: {
    code: 24,
    subcode: 4279009,
    message: "The requested resource does not exist",
    title: "Media Not Found",
    userMessage: "The media with this id cannot be found.",
  },
  containerExpired: {
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
    userMessage: "You reached the maximum number that is allowed within 24 hours.",
  },
  downloadTimeout: {
    code: -2,
    subcode: 2207003,
    message: "It takes too long to download the media.",
    title: "Timeout",
    userMessage: "It takes too long to download the media.",
  },
  notFetchable: {
    code: 100,
    message: "(#100) The media could not be fetched from this URI.",
    title: "Media download has failed",
    userMessage: "The media could not be fetched from this URI.",
  },
  imageTooLarge: {
    code: 36000,
    subcode: 2207004,
    message: "The image size is too large.",
    title: "Image size too large",
    userMessage: "The image is too large to download. It should be less than 8 MB.",
  },
  imageFormat: {
    code: 36001,
    subcode: 2207005,
    message: "The image format is not supported.",
    title: "Image format not supported",
    userMessage: "Supported formats are: JPEG, PNG.",
  },
  aspectRatio: {
    code: 36003,
    subcode: 2207009,
    message: "The aspect ratio is not supported.",
    title: "Aspect ratio not supported",
    userMessage: "The aspect ratio must be at most 10:1.",
  },
  linkLimit: {
    code: 100,
    message: "(#100) THREADS_API__LINK_LIMIT_EXCEEDED",
    title: "Too many links",
    userMessage: "A post can hold at most 5 links.",
  },
  carouselCount: {
    code: 100,
    message: "(#100) Param children must have at least 2 and at most 20 elements.",
  },
  topicTag: {
    code: 100,
    message: "(#100) Param topic_tag must be 1 to 50 characters long, without periods and ampersands.",
  },
} as const satisfies Record<string, GraphProblem>;
export type PublishingProblem = keyof typeof PUBLISHING;

export const publishingError = (problem: PublishingProblem): Refusal => graphError(PUBLISHING[problem]);
