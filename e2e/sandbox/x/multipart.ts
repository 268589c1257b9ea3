/**
 * The fields of a multipart body, byte for byte. X takes a file's part without a file name too, which the platform's
 * own reader would turn into text. Undefined where the body is not multipart.
 */
export function readMultipart(contentType: string, body: Buffer): Map<string, Buffer> | undefined {
  const boundary = /multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) return undefined;
  const mark = Buffer.from(`--${boundary}`);
  const fields = new Map<string, Buffer>();
  let at = body.indexOf(mark);
  while (at >= 0) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const part = body.subarray(at + mark.length + 2, next - 2);
    const split = part.indexOf("\r\n\r\n");
    const name = /name="([^"]*)"/i.exec(part.subarray(0, Math.max(0, split)).toString())?.[1];
    if (split >= 0 && name !== undefined) fields.set(name, part.subarray(split + 4));
    at = next;
  }
  return fields;
}
