import type { ImageRule, MediaKind, PostKindRule, VideoRule } from "#server/platforms/rules.ts";

/** What is known of a media item; a library item of the browser and a row of the server both fit. */
export interface MediaFacts {
  id: string;
  status: "uploading" | "ready" | "rejected";
  kind: MediaKind | null;
  contentType: string | null;
  bytes: number | null;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  frameRate: number | null;
  codec: string | null;
}

/** A broken rule: code under `issues`, and the values its sentence needs. */
export interface Finding {
  code: string;
  params?: Record<string, string | number>;
}

/** Image types that are handed over as JPEG where a network takes JPEG alone. */
const CONVERTED_TO_JPEG = ["image/png", "image/webp"];

const TYPE_NAMES: Record<string, string> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/webp": "WebP",
  "image/gif": "GIF",
  "video/mp4": "MP4",
  "video/quicktime": "MOV",
  "video/webm": "WebM",
};

const typeName = (type: string): string => TYPE_NAMES[type] ?? type;
const typeNames = (types: readonly string[]): string => types.map(typeName).join(", ");

const MIB = 1024 * 1024;
/** Megabytes as a person reads them; what is too much is rounded up, so that it never reads like the limit. */
const megabytes = (bytes: number, round: "up" | "down"): number =>
  (round === "up" ? Math.ceil((bytes / MIB) * 10) : Math.floor((bytes / MIB) * 10)) / 10;

const COMMON_ASPECTS: readonly [number, string][] = [
  [9 / 16, "9:16"],
  [2 / 3, "2:3"],
  [3 / 4, "3:4"],
  [4 / 5, "4:5"],
  [1, "1:1"],
  [5 / 4, "5:4"],
  [4 / 3, "4:3"],
  [3 / 2, "3:2"],
  [16 / 9, "16:9"],
  [1.91, "1.91:1"],
];

/** width / height as people write it: 4:5, 16:9, else 2.35:1. */
export function formatAspect(ratio: number): string {
  const common = COMMON_ASPECTS.find(([value]) => Math.abs(value - ratio) / value < 0.005);
  return common ? common[1] : `${Number(ratio.toFixed(2))}:1`;
}

/** Everything that keeps these media from going out as this kind. Items that are gone are `undefined`. */
export function mediaFindings(rule: PostKindRule, media: readonly (MediaFacts | undefined)[]): Finding[] {
  const { min, max, kinds, mixed, maxVideos = max } = rule.media;
  const findings: Finding[] = [];
  if (media.length < min)
    findings.push({ code: media.length === 0 ? "media.required" : "media.too_few", params: { min } });
  if (media.length > max)
    findings.push(max === 0 ? { code: "media.unused" } : { code: "media.too_many", params: { max } });
  if (!mixed && kinds.length > 1 && new Set(media.map((item) => item?.kind).filter(Boolean)).size > 1)
    findings.push({ code: "media.mixed" });
  if (media.filter((item) => item?.kind === "video").length > maxVideos && media.length <= max)
    findings.push({ code: "media.too_many_videos", params: { max: maxVideos } });
  media.forEach((item, index) => {
    for (const finding of itemFindings(rule, kinds, item))
      findings.push({ code: finding.code, params: { position: index + 1, ...finding.params } });
  });
  return findings;
}

function itemFindings(
  rule: PostKindRule,
  kinds: readonly MediaKind[],
  item: MediaFacts | undefined,
): Finding[] {
  if (!item) return [{ code: "media.gone" }];
  if (item.status === "rejected") return [{ code: "media.rejected" }];
  if (item.status !== "ready" || !item.kind) return [{ code: "media.not_ready" }];
  if (!kinds.includes(item.kind))
    return kinds.length === 0
      ? []
      : [{ code: item.kind === "image" ? "media.no_images" : "media.no_videos" }];
  if (item.kind === "image") return rule.image ? imageFindings(rule.image, item) : [];
  return rule.video ? videoFindings(rule.video, item) : [];
}

function imageFindings(rule: ImageRule, item: MediaFacts): Finding[] {
  const type = item.contentType ?? "";
  const converted =
    !rule.contentTypes.includes(type) &&
    CONVERTED_TO_JPEG.includes(type) &&
    rule.contentTypes.includes("image/jpeg");
  const findings: Finding[] = [];
  if (!converted)
    findings.push(...typeFindings(rule.contentTypes, type), ...sizeFindings(rule.maxBytes, item));
  const { width, height } = item;
  if (width === null || height === null) return findings;
  if (width < (rule.minWidth ?? 0) || height < (rule.minHeight ?? 0))
    findings.push({
      code: "media.image_too_small",
      params: { width, height, minWidth: rule.minWidth ?? 1, minHeight: rule.minHeight ?? 1 },
    });
  const { maxWidth, maxHeight } = rule;
  if (width > (maxWidth ?? width) || height > (maxHeight ?? height))
    findings.push({
      code: "media.image_too_big",
      params: { width, height, maxWidth: maxWidth ?? width, maxHeight: maxHeight ?? height },
    });
  return [...findings, ...aspectFindings(rule, width / height)];
}

function videoFindings(rule: VideoRule, item: MediaFacts): Finding[] {
  const findings = [
    ...typeFindings(rule.contentTypes, item.contentType ?? ""),
    ...sizeFindings(rule.maxBytes, item),
    ...durationFindings(rule, item.durationMs),
    ...codecFindings(rule, item.codec),
    ...frameRateFindings(rule, item.frameRate),
  ];
  const { width, height } = item;
  if (width === null || height === null) return findings;
  const { minSide, maxSide } = rule;
  if (Math.min(width, height) < (minSide ?? 0) || Math.max(width, height) > (maxSide ?? Infinity))
    findings.push({
      code: maxSide === undefined ? "media.video_too_small" : "media.video_side",
      params: { width, height, min: minSide ?? 1, ...(maxSide === undefined ? {} : { max: maxSide }) },
    });
  return [...findings, ...aspectFindings(rule, width / height)];
}

function typeFindings(accepted: readonly string[], type: string): Finding[] {
  if (accepted.includes(type)) return [];
  return [{ code: "media.type", params: { type: typeName(type), accepted: typeNames(accepted) } }];
}

function sizeFindings(maxBytes: number, item: MediaFacts): Finding[] {
  if (item.bytes === null || item.bytes <= maxBytes) return [];
  return [
    {
      code: "media.too_large",
      params: { size: megabytes(item.bytes, "up"), max: megabytes(maxBytes, "down") },
    },
  ];
}

function durationFindings(rule: VideoRule, durationMs: number | null): Finding[] {
  if (durationMs === null) return [];
  if (durationMs < rule.minDurationMs)
    return [
      {
        code: "media.too_short",
        params: { seconds: Math.floor(durationMs / 100) / 10, min: rule.minDurationMs / 1000 },
      },
    ];
  if (durationMs > rule.maxDurationMs)
    return [
      {
        code: "media.too_long",
        params: { seconds: Math.ceil(durationMs / 1000), max: Math.floor(rule.maxDurationMs / 1000) },
      },
    ];
  return [];
}

/** One codec has many names: the container's four letters, the standard's, the marketing one. */
const CODEC_NAMES: Record<string, string> = {
  avc: "h264",
  avc1: "h264",
  avc3: "h264",
  "h.264": "h264",
  hevc: "h265",
  hvc1: "h265",
  hev1: "h265",
  "h.265": "h265",
  vp08: "vp8",
  vp09: "vp9",
  av01: "av1",
};
const codecName = (codec: string): string => CODEC_NAMES[codec.toLowerCase()] ?? codec.toLowerCase();

function codecFindings(rule: VideoRule, codec: string | null): Finding[] {
  if (codec === null || rule.codecs.some((accepted) => codecName(accepted) === codecName(codec))) return [];
  return [
    {
      code: "media.codec",
      params: {
        codec: codecName(codec).toUpperCase(),
        accepted: rule.codecs.map((name) => codecName(name).toUpperCase()).join(", "),
      },
    },
  ];
}

function frameRateFindings(
  { minFps = 0, maxFps = Infinity }: VideoRule,
  frameRate: number | null,
): Finding[] {
  // 23.976 and 59.94 are what 24 and 60 mean in practice: half a frame of tolerance.
  if (frameRate === null || (frameRate > minFps - 0.5 && frameRate < maxFps + 0.5)) return [];
  return [
    {
      code: frameRate < minFps ? "media.frame_rate_low" : "media.frame_rate_high",
      params: {
        fps: Number(frameRate.toFixed(2)),
        min: minFps,
        ...(maxFps === Infinity ? {} : { max: maxFps }),
      },
    },
  ];
}

/** Rounded pixels may miss a limit by a hair: one per cent of tolerance. */
const ASPECT_TOLERANCE = 0.01;

function aspectFindings(rule: Pick<ImageRule, "minAspect" | "maxAspect">, ratio: number): Finding[] {
  const { minAspect = 0, maxAspect = Infinity } = rule;
  if (ratio >= minAspect * (1 - ASPECT_TOLERANCE) && ratio <= maxAspect * (1 + ASPECT_TOLERANCE)) return [];
  return [
    {
      code: ratio < minAspect ? "media.too_tall" : "media.too_wide",
      params: {
        aspect: formatAspect(ratio),
        limit: formatAspect(ratio < minAspect ? minAspect : maxAspect),
      },
    },
  ];
}
