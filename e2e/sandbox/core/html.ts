/** Text that is already safe to put into a page. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");

type Value = string | number | Html | Value[] | false | undefined;

const render = (value: Value): string => {
  if (value === undefined || value === false) return "";
  if (Array.isArray(value)) return value.map(render).join("");
  return typeof value === "object" ? value.html : escapeText(String(value));
};

/** Builds a piece of a page; everything put in is escaped unless it is a piece itself. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return { html: strings.reduce((page, text, index) => page + render(values[index - 1]) + text) };
}
