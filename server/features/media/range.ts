export type RangeAnswer =
  | { kind: "whole" }
  | { kind: "part"; start: number; end: number }
  | { kind: "unsatisfiable" };

/**
 * What a Range header asks of `size` bytes. One range is answered; several, other units and nonsense are ignored, as
 * RFC 9110 section 14.2 allows, and the whole is sent.
 */
export function readRangeHeader(header: string | null, size: number): RangeAnswer {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  const [, from = "", to = ""] = match ?? [];
  if (from === "" && to === "") return { kind: "whole" };
  if (from === "") {
    const last = Number(to);
    return last === 0 || size === 0
      ? { kind: "unsatisfiable" }
      : { kind: "part", start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(from);
  const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < start) return { kind: "whole" };
  return start >= size ? { kind: "unsatisfiable" } : { kind: "part", start, end };
}

/** True when one of the tags in an If-None-Match (or the one of an If-Range) is this one. */
export const matchesEtag = (header: string | null, etag: string): boolean =>
  header
    ?.split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""))
    .some((tag) => tag === "*" || tag === etag) ?? false;
