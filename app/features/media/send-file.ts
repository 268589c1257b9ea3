import { type MediaOutput, UPLOAD_PATH } from "#server/features/media/schema.ts";

export interface SendOptions {
  /** Called with 0 to 1; 1 means that everything is sent and the server looks into the file. */
  onProgress: (fraction: number) => void;
  signal: AbortSignal;
}

export type SendFile = (file: File, options: SendOptions) => Promise<MediaOutput>;

/**
 * Sends one file to the library. XMLHttpRequest, as fetch tells nothing of how far an upload is. Rejects with the
 * endpoint's `{ error }`, with a TypeError when no answer came, and with the signal's reason when cancelled.
 */
export const sendFile: SendFile = (file, { onProgress, signal }) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    request.open("POST", `${UPLOAD_PATH}?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onProgress(1);
    request.onload = () => {
      const answer = readAnswer(request.responseText);
      if (request.status === 201 && isMedia(answer))
        resolve({ ...answer, createdAt: new Date(answer.createdAt) });
      else reject(answer ?? new Error(`upload answered ${request.status}`));
    };
    request.onerror = () => reject(new TypeError("the upload got no answer"));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });

function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isMedia = (answer: unknown): answer is MediaOutput =>
  typeof answer === "object" && answer !== null && "id" in answer && "createdAt" in answer;
