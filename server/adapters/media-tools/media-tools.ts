import type { MediaTools } from "#server/core/media-tools.ts";
import { createGate } from "./gate.ts";
import { inspectImage, jpegSize, toJpeg } from "./images.ts";
import { inspectVideo } from "./videos.ts";

/**
 * sharp for images, MediaInfo (WebAssembly) for videos. One image at a time is decoded, and one video probed: decoding
 * is what fills the memory of a small machine.
 */
export function createMediaTools(): MediaTools {
  const images = createGate(1);
  const videos = createGate(1);
  return {
    inspectImage: (image) => images(() => inspectImage(image)),
    toJpeg: (image, limits) => images(() => toJpeg(image, limits)),
    inspectVideo: (size, read) => videos(() => inspectVideo(size, read)),
    jpegSize,
  };
}
