const LENGTH = 60;

/** The first words of a post, to tell it from others. */
export function postTitle(text: string): string {
  const line = [...(text.trim().split("\n")[0] ?? "")];
  return line.length > LENGTH ? `${line.slice(0, LENGTH - 1).join("")}…` : line.join("");
}
