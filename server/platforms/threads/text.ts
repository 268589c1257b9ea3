/**
 * One emoji as people see it: a flag, a keycap, or a picture with its skin tones, variation selectors and joined pictures.
 * Signs that are both letter and picture (©, ™) count as pictures: rather one too many than a refused post.
 */
const EMOJI =
  /\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]*(?:\u200d\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*)*/gu;

const encoder = new TextEncoder();

/**
 * Characters as Threads counts them: an emoji is as many as its UTF-8 bytes, everything else is one.
 * https://developers.facebook.com/documentation/threads/posts
 */
export function threadsLength(text: string): number {
  const emoji = text.match(EMOJI) ?? [];
  const heavier = emoji.reduce((sum, one) => sum + encoder.encode(one).length - [...one].length, 0);
  return [...text].length + heavier;
}
